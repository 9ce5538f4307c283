import { utf8 } from '../file/bytes.ts';
import type { LabelMember } from '../implicit-label.ts';
import { readPublicKey, readSignature, writePublicKey, writeSignature } from './der.ts';
import { fromHex, toHex } from './hex.ts';

/**
 * What TC260-PG-202511A lays down for the reserved codes, as far as Hegui knows it. The guide itself was not read: the shape
 * comes from reports about it and from labels of real providers, so everything here is second-hand knowledge.
 */
export const SECURITY_GUIDE = 'TC260-PG-202511A';
export const SECURITY_TYPE = 'TC260PG';
/** SM3 with SM2, and SM3. */
export const SM3_WITH_SM2 = '1.2.156.10197.1.501';
export const SM3 = '1.2.156.10197.1.401';
/**
 * The bytes that a binding of Hegui's hashes: the file as Hegui would write it with the same Label, ContentProducer and
 * ProduceID and with all other members empty. In formats where that depends on what stood there before (AVI, Matroska, MP3, PDF,
 * WebM), all of the file but labels and the room that they leave, and then that label. So everything outside the label counts, and
 * who passes the file on may still name itself. How the guide itself selects bytes is UNVERIFIED; this name is ours, so that nobody takes it for the guide's.
 */
export const OWN_SELECTION = 'hegui-1';

/** A signature in a label. */
export interface FoundSignature {
  readonly algorithm: string;
  readonly keyId: string;
  /** What was signed: the members of the label, its bindings, or something that Hegui does not know. */
  readonly over: 'label' | 'binding' | 'other';
  /** r and s; null where what stands there is no signature of SM2. */
  readonly signature: Uint8Array | null;
}

/** A binding to the content, with the text that a signature of it covers. */
export interface FoundBinding {
  readonly selection: string;
  readonly hash: string;
  readonly algorithm: string;
  readonly text: string;
}

export interface SecurityData {
  readonly signatures: readonly FoundSignature[];
  /** Encoded points that a key may stand for, by its KeyID. */
  readonly keys: readonly { readonly keyId: string; readonly candidates: readonly Uint8Array[] }[];
  readonly bindings: readonly FoundBinding[];
}

const ENTRIES_MAX = 16;
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const records = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.slice(0, ENTRIES_MAX).filter(isRecord) : [];
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
/** Numbers were seen as key ids too. Of whatever else a stranger writes there, nothing is asked: an object may refuse to be a text. */
const idOf = (value: unknown): string => (typeof value === 'number' ? String(value) : textOf(value));

/** The security data in a reserved code; null for everything else, which is the provider's own affair and never a fault. */
export function readSecurityData(code: string): SecurityData | null {
  const outer = parse(code);
  const data = isRecord(outer) ? outer.SecurityData : undefined;
  if (!isRecord(data) || data.Type !== SECURITY_TYPE) return null;
  // Seen as PubSd in files of one provider.
  const entries = records(data.PubSD ?? data.PubSd);
  return {
    signatures: entries.filter(({ Type }) => Type === 'DS').map(readEntry),
    keys: entries
      .filter(({ Type, AlgID }) => Type === 'PubKey' && AlgID === SM3_WITH_SM2)
      .map(({ KeyID, KeyValue }) => ({ keyId: idOf(KeyID), candidates: candidatesOf(textOf(KeyValue)) })),
    bindings: records(data.Bindings).map((binding) => ({
      selection: textOf(binding.CntSel),
      hash: textOf(binding.Hash).toLowerCase(),
      algorithm: textOf(binding.AlgID),
      text: JSON.stringify(binding),
    })),
  };
}

// The guide's names first; the others are those of real files.
const OVER: Readonly<Record<string, 'label' | 'binding'>> = {
  Md: 'label',
  LabelMataData: 'label',
  Bnd: 'binding',
  Binding: 'binding',
};

function readEntry({ AlgID, KeyID, TBSData, Signature }: Readonly<Record<string, unknown>>): FoundSignature {
  const kind = isRecord(TBSData) ? textOf(TBSData.Type) : '';
  const der = fromHex(textOf(Signature));
  return {
    algorithm: textOf(AlgID),
    keyId: idOf(KeyID),
    over: Object.hasOwn(OVER, kind) ? (OVER[kind] ?? 'other') : 'other',
    signature: der === null ? null : readSignature(der),
  };
}

/** The points that a written key may stand for: real files hold SPKI, points with and without their prefix, and a bare x. */
function candidatesOf(hex: string): Uint8Array[] {
  const bytes = fromHex(hex);
  if (bytes === null) return [];
  const point = readPublicKey(bytes);
  if (point !== null) return [point];
  const { length } = bytes;
  const first = bytes[0] ?? 0;
  if ((length === 65 && first === 4) || (length === 33 && (first === 2 || first === 3))) return [bytes];
  if (length === 64) return [Uint8Array.of(4, ...bytes)];
  const x = length === 33 && first === 0 ? bytes.subarray(1) : bytes;
  return x.length === 32 ? [Uint8Array.of(2, ...x), Uint8Array.of(3, ...x)] : [];
}

/** The text that a producer signs (annex A.1): its three members as they stand in the JSON, without braces. */
export const signedText = (members: Readonly<Partial<Record<LabelMember, string>>>): Uint8Array =>
  utf8(
    (['Label', 'ContentProducer', 'ProduceID'] as const)
      .map((member) => `${JSON.stringify(member)}:${JSON.stringify(members[member] ?? '')}`)
      .join(','),
  );

/** The entry that binds a label to a content with this hash, as it is signed and written. */
export const bindingText = (hash: string): string => JSON.stringify({ AlgID: SM3, CntSel: OWN_SELECTION, Hash: hash });

/** What goes into a reserved code: one line of ASCII without spaces, as Annex E j) wants it. */
export function writeSecurityData(parts: {
  /** 65 bytes. */
  readonly publicKey: Uint8Array;
  readonly labelSignature: Uint8Array;
  readonly binding: { readonly text: string; readonly signature: Uint8Array } | null;
}): string {
  const { publicKey, labelSignature, binding } = parts;
  const signatureEntry = (over: string, signature: Uint8Array): object => ({
    Type: 'DS',
    AlgID: SM3_WITH_SM2,
    TBSData: { Type: over },
    Signature: toHex(writeSignature(signature)).toUpperCase(),
  });
  return JSON.stringify({
    SecurityData: {
      Type: SECURITY_TYPE,
      Version: 1,
      ...(binding === null ? {} : { Bindings: [JSON.parse(binding.text)] }),
      PubSD: [
        signatureEntry('Md', labelSignature),
        ...(binding === null ? [] : [signatureEntry('Bnd', binding.signature)]),
        { Type: 'PubKey', AlgID: SM3_WITH_SM2, KeyValue: toHex(writePublicKey(publicKey)).toUpperCase() },
      ],
    },
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
