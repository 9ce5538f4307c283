import { utf8 } from '../file/bytes.ts';
import { bytesSource } from '../file/source.ts';
import type { LabelMember } from '../implicit-label.ts';
import type { LabelTrust } from './crypto.ts';
import { writePublicKey } from './der.ts';
import {
  type FoundSignature,
  OWN_SELECTION,
  readSecurityData,
  SECURITY_GUIDE,
  type SecurityData,
  SM3,
  SM3_WITH_SM2,
  signedText,
} from './security-data.ts';
import { sm3Hex } from './sm3.ts';

/**
 * What the producer's reserved code proves. It never makes a label unlawful: the standard leaves the code to the producer, and
 * what Hegui knows of the guide is second-hand.
 */
export interface SignatureVerdict {
  /**
   * `none`: the code is empty. `opaque`: something of the provider's own. `unsupported`: security data, but no signature of the
   * label that could be checked. `unchecked`: nothing to check it with was handed in. `mismatch`: no known key signed the text
   * of the guide; what the provider signed instead, if anything, is not known. `not-pinned`: signed by the key that the label
   * itself brings, which proves that nothing changed since, not who it was. `valid`: signed by a pinned key.
   */
  readonly kind: 'none' | 'opaque' | 'unsupported' | 'unchecked' | 'mismatch' | 'not-pinned' | 'valid';
  /** Whose the key is; only for `valid`. */
  readonly keyName: string | null;
  /** SM3 of the public key as DER, 64 hex digits; of the key that signed. */
  readonly fingerprint: string | null;
  /**
   * `none`: the label is bound to no content. `unknown`: bound in a way that Hegui does not know, or by nobody that can be
   * told. `intact`, `broken`: whether the file is still what was signed.
   */
  readonly content: 'none' | 'unknown' | 'intact' | 'broken';
  /** Where the rules come from, and how well they are known. */
  readonly basis: string;
}

export const SIGNATURE_BASIS: string = `${SECURITY_GUIDE}, second-hand knowledge of the guide`;

type Members = Readonly<Partial<Record<LabelMember, string>>>;

/** The fingerprint of a public key of 65 bytes. */
export const fingerprintOf = (publicKey: Uint8Array): Promise<string> => sm3Hex(bytesSource(writePublicKey(publicKey)));

/**
 * Checks what the producer signed. `contentDigest` is only asked for when the label is bound to its content in Hegui's way;
 * it gives null where the file cannot be hashed like that.
 */
export async function judgeSignature(
  members: Members,
  trust: LabelTrust | null,
  contentDigest: () => Promise<string | null>,
): Promise<SignatureVerdict> {
  const code = members.ReservedCode1 ?? '';
  const data = readSecurityData(code);
  const plain = { keyName: null, fingerprint: null, basis: SIGNATURE_BASIS } as const;
  if (data === null) return { kind: code === '' ? 'none' : 'opaque', content: 'none', ...plain };
  const bound = data.bindings.length === 0 ? 'none' : 'unknown';
  const signatures = data.signatures.filter(isCheckable('label'));
  if (signatures.length === 0 || keysFor(data, trust).length === 0)
    return { kind: trust === null && signatures.length > 0 ? 'unchecked' : 'unsupported', content: bound, ...plain };
  if (trust === null) return { kind: 'unchecked', content: bound, ...plain };
  const text = signedText(members);
  const key = findKey(data, trust, signatures, text);
  const content = await judgeContent(data, trust, key, contentDigest);
  if (key === null) return { kind: 'mismatch', content, ...plain };
  const pin = trust.pins.find(({ publicKey }) => isSame(publicKey, key));
  const fingerprint = await fingerprintOf(key);
  return pin === undefined
    ? { kind: 'not-pinned', content, ...plain, fingerprint }
    : { kind: 'valid', content, ...plain, keyName: pin.name, fingerprint };
}

const isCheckable =
  (over: FoundSignature['over']) =>
  (found: FoundSignature): boolean =>
    found.over === over && found.algorithm === SM3_WITH_SM2 && found.signature !== null;

const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);

/** The keys that the label brings, then the pinned ones. */
function keysFor(data: SecurityData, trust: LabelTrust | null, keyId: string | null = null): Uint8Array[] {
  const own = data.keys.filter((key) => keyId === null || keyId === key.keyId || data.keys.length === 1);
  const encoded = own.flatMap(({ candidates }) => candidates);
  if (trust === null) return encoded;
  const points = encoded.map((key) => trust.crypto.uncompress(key)).filter((point) => point !== null);
  return [...points, ...trust.pins.map(({ publicKey }) => publicKey)];
}

function findKey(
  data: SecurityData,
  trust: LabelTrust,
  signatures: readonly FoundSignature[],
  text: Uint8Array,
): Uint8Array | null {
  for (const { signature, keyId } of signatures) {
    if (signature === null) continue;
    const key = keysFor(data, trust, keyId).find((candidate) => trust.crypto.verify(text, signature, candidate));
    if (key !== undefined) return key;
  }
  return null;
}

async function judgeContent(
  data: SecurityData,
  { crypto }: LabelTrust,
  key: Uint8Array | null,
  contentDigest: () => Promise<string | null>,
): Promise<SignatureVerdict['content']> {
  if (data.bindings.length === 0) return 'none';
  const own = data.bindings.find(({ selection, algorithm }) => selection === OWN_SELECTION && algorithm === SM3);
  const digest = own === undefined ? null : await contentDigest();
  if (own === undefined || digest === null) return 'unknown';
  if (digest !== own.hash) return 'broken';
  if (key === null) return 'unknown';
  const isSigned = data.signatures
    .filter(isCheckable('binding'))
    .some(({ signature }) => signature !== null && crypto.verify(utf8(own.text), signature, key));
  return isSigned ? 'intact' : 'broken';
}
