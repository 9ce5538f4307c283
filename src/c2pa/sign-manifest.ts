import { HeguiError } from '../kernel/index.ts';
import { bytesSource, detectFormat, type FormatId, LABEL_MEMBERS, type Verdict, verifyFile } from '../label/index.ts';
import { signatureBytes, signClaim, type TimestampMessage } from './cose.ts';
import { type SigningCredential, unsigned } from './credential.ts';
import { asBlob, newBuilder } from './engine.ts';
import { validateManifest } from './validate.ts';

/** The library holds the file and the signed one in memory. */
export const SIGNED_FILE_BYTES_MAX: number = 256 * 1024 * 1024;

/**
 * Kinds of file that are signed, as the library calls them. It can do more, but writes TIFF and PDF anew, and of an AVI in several RIFFs
 * it keeps the first alone.
 */
const MEDIA_TYPES: Partial<Record<FormatId, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heif: 'image/heif',
  avif: 'image/avif',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  flac: 'audio/flac',
};
const MADE_BY_A_MODEL = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';

/** The program that signs, as manifests name it. */
export interface Claimant {
  readonly name: string;
  readonly version: string;
}

/**
 * The file with a manifest that says that a model made it, signed last: over the label and everything else. Of a file that carries a
 * manifest already, that one becomes an ingredient of the new one. What comes of it is checked by the library and read by the label
 * engine before it is handed over.
 *
 * @param options `evenIfBound`: also where the label is bound to the content by a signature of its own, which no longer holds then.
 * @throws HeguiError E_FILE_UNLABELLED when there is no conformant label, or one that only supposes; E_FILE_UNSUPPORTED for kinds that are
 * not signed, E_C2PA_UNSIGNED when key, certificate or time-stamp service will not do.
 */
export async function signManifest(
  bytes: Uint8Array,
  name: string,
  credential: SigningCredential,
  options: ManifestOptions & { readonly evenIfBound: boolean },
): Promise<Uint8Array> {
  const format = await detectFormat(bytesSource(bytes), name);
  const mediaType = format === null ? undefined : MEDIA_TYPES[format.id];
  const before = requireLabel(await verifyFile(bytesSource(bytes), name));
  if (before.signature.content !== 'none' && !options.evenIfBound)
    throw unsigned(
      'the label is bound to the content by a signature of its own, which a manifest breaks; --even-if-bound signs all the same',
    );
  if (mediaType === undefined)
    throw new HeguiError('E_FILE_UNSUPPORTED', `C2PA is signed into ${Object.keys(MEDIA_TYPES).join(', ')} here`);
  const { claimant, timestamp } = options;
  const isFirst = before.credentials === null;
  const signed = await addManifest(bytes, mediaType, credential, { claimant, timestamp, isFirst });
  await requireBothStories(signed, name, mediaType, before);
  return signed;
}

interface ManifestOptions {
  readonly claimant: Claimant;
  readonly timestamp: TimestampMessage | null;
}

/**
 * The file with a manifest, whatever else it holds.
 *
 * @param options `isFirst`: that it has none; else the last one becomes an ingredient.
 */
export async function addManifest(
  bytes: Uint8Array,
  mediaType: string,
  credential: SigningCredential,
  { claimant, timestamp, isFirst }: ManifestOptions & { readonly isFirst: boolean },
): Promise<Uint8Array> {
  using builder = newBuilder({ claim_generator_info: [claimant] });
  builder.setIntent(isFirst ? { create: MADE_BY_A_MODEL } : 'edit');
  const size = signatureBytes(credential, timestamp !== null);
  // The library tells its own errors only.
  const failures: unknown[] = [];
  const sign = async (claim: Uint8Array): Promise<Uint8Array<ArrayBuffer>> => {
    try {
      return Uint8Array.from(await signClaim(claim, credential, size, timestamp));
    } catch (error) {
      failures.push(error);
      throw error;
    }
  };
  try {
    const definition = { alg: credential.algorithm, reserveSize: size, sign };
    return await builder.sign(definition, [], mediaType, asBlob(bytes));
  } catch (error) {
    const [own] = failures;
    if (own !== undefined) throw own;
    throw new HeguiError('E_FILE_UNREADABLE', `the file cannot be signed: ${String(error).slice(0, 200)}`, {
      cause: error,
    });
  }
}

type Labelled = Extract<Verdict, { readonly kind: 'conformant' | 'non-conformant' }>;

function requireLabel(verdict: Verdict): Labelled {
  if (verdict.kind === 'unreadable')
    throw new HeguiError(verdict.format === null ? 'E_FILE_UNSUPPORTED' : 'E_FILE_UNREADABLE', verdict.reason);
  if (verdict.kind !== 'conformant')
    throw unlabelled('carries no conformant label; what is signed first cannot be labelled any more');
  if (verdict.members.Label !== '1')
    throw unlabelled('has a label that only supposes that a model made it, and a manifest would claim it');
  return verdict;
}

const unlabelled = (message: string): HeguiError =>
  new HeguiError('E_FILE_UNLABELLED', message, { fields: [{ path: 'file', message }] });

/** No file is handed over whose label has suffered, or whose manifest does not hold. */
async function requireBothStories(
  signed: Uint8Array,
  name: string,
  mediaType: string,
  before: Labelled,
): Promise<void> {
  const after = await verifyFile(bytesSource(signed), name);
  const isSame =
    after.kind === 'conformant' &&
    after.credentials !== null &&
    after.credentials.dataHash !== 'mismatch' &&
    LABEL_MEMBERS.every((member) => after.members[member] === before.members[member]);
  if (!isSame) throw new HeguiError('E_FILE_UNSUPPORTED', 'the label of this file would not survive being signed');
  const { isIntact, codes } = await validateManifest(signed, mediaType);
  const [problem] = codes.filter((code) =>
    /^(?:signingCredential\.(?:invalid|expired)|timeStamp\.(?:mismatch|malformed))/.test(code),
  );
  if (!isIntact || problem !== undefined)
    throw unsigned(
      `the manifest would not hold: ${problem ?? codes.join(', ')}; look at what C2PA asks of certificates`,
    );
}
