import { utf8 } from '../file/bytes.ts';
import { detectFormat, writeFileLabel } from '../file/label-file.ts';
import { type Patch, patchedSource } from '../file/patch.ts';
import type { ByteSource } from '../file/source.ts';
import type { ImplicitLabel } from '../implicit-label.ts';
import { contentDigest } from './content.ts';
import type { LabelSigner } from './crypto.ts';
import { bindingText, signedText, writeSecurityData } from './security-data.ts';

/** A signed label and how the file has to be changed to carry it. */
export interface SignedFileLabel {
  readonly patch: Patch;
  /** With the signature in ReservedCode1. */
  readonly label: ImplicitLabel;
  /** Whether the signature also binds the label to the content of the file. */
  readonly isBound: boolean;
}

/** The label with its producer's signature in ReservedCode1, bound to a content of this hash if there is one. */
export function signLabel(label: ImplicitLabel, signer: LabelSigner, contentHash: string | null): ImplicitLabel {
  const text = contentHash === null ? null : bindingText(contentHash);
  const code = writeSecurityData({
    publicKey: signer.publicKey,
    labelSignature: signer.sign(signedText(label.AIGC)),
    binding: text === null ? null : { text, signature: signer.sign(utf8(text)) },
  });
  return { AIGC: { ...label.AIGC, ReservedCode1: code } };
}

/**
 * As `writeFileLabel`, with the label signed and bound to the content. It is bound only where checking the written file gives
 * the same hash, which a damaged file or one with a label in a foreign place may not; then the members alone are signed.
 *
 * @throws HeguiError as `writeFileLabel` does.
 */
export async function writeSignedFileLabel(
  source: ByteSource,
  label: ImplicitLabel,
  signer: LabelSigner,
  name: string | null = null,
): Promise<SignedFileLabel> {
  const format = await detectFormat(source, name);
  const hash = format === null ? null : await contentDigest(format, source, label.AIGC, signer.crypto);
  if (format !== null && hash !== null) {
    const signed = signLabel(label, signer, hash);
    const patch = await writeFileLabel(source, signed, name);
    const found = await contentDigest(format, patchedSource(source, patch), signed.AIGC, signer.crypto);
    if (found === hash) return { patch, label: signed, isBound: true };
  }
  const signed = signLabel(label, signer, null);
  return { patch: await writeFileLabel(source, signed, name), label: signed, isBound: false };
}
