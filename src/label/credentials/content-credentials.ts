import { HeguiError } from '../../kernel/errors.ts';
import { fromUtf8 } from '../file/bytes.ts';
import type { FormatId } from '../file/format.ts';
import { copy, patchedSource } from '../file/patch.ts';
import { sha256Hex } from '../file/sha256.ts';
import type { ByteSource } from '../file/source.ts';
import { toHex } from '../security/hex.ts';
import { readCbor } from './cbor.ts';
import { readSuperbox, type Superbox } from './jumbf.ts';
import { findStore } from './places.ts';

/**
 * The other story that a file may tell of where it comes from: manifests of C2PA (Content Credentials), which stand beside the
 * label and do not take its place. Read here are their claims and whether the bytes are still those that were signed; the
 * signature itself is not checked, which wants certificates and whom to trust.
 */
export interface ContentCredentials {
  readonly place: string;
  /** The program that made the claim, as it names itself; null where that cannot be read. */
  readonly claimGenerator: string | null;
  /** How the content came to be, as its actions say; the last part of the address, such as `trainedAlgorithmicMedia`. */
  readonly sourceTypes: readonly string[];
  /** Whether the bytes outside the manifests are those that were signed; `unchecked` where that takes other means. */
  readonly dataHash: 'matches' | 'mismatch' | 'unchecked';
}

/** Hashing takes a second for fifty of these; what is longer stays unchecked. */
const HASHED_BYTES_MAX = 256 * 1024 * 1024;

/** The manifests of a file; null when it has none, or when it is too broken for that to be told. */
export async function readContentCredentials(format: FormatId, source: ByteSource): Promise<ContentCredentials | null> {
  try {
    const found = await findStore(format, source);
    if (found === null) return null;
    // The active manifest is the last one.
    const manifest = readSuperbox(found.bytes)?.boxes.at(-1);
    const unread = { place: found.place, claimGenerator: null, sourceTypes: [], dataHash: 'unchecked' } as const;
    if (manifest === undefined) return unread;
    const assertions = manifest.boxes.find(({ label }) => label === 'c2pa.assertions')?.boxes ?? [];
    return {
      place: found.place,
      claimGenerator: generatorOf(manifest),
      sourceTypes: sourceTypesOf(assertions),
      dataHash: await checkDataHash(assertions, source),
    };
  } catch (error) {
    if (error instanceof HeguiError) return null;
    throw error;
  }
}

type Members = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
const records = (value: unknown): readonly Members[] => (Array.isArray(value) ? value.filter(isRecord) : []);

/** What a box of data says, whichever way it is written. */
function dataOf({ data }: Superbox): unknown {
  const [first] = data;
  if (first?.type === 'cbor') return readCbor(first.bytes)?.value;
  if (first?.type !== 'json') return undefined;
  try {
    return JSON.parse(fromUtf8(first.bytes));
  } catch {
    return undefined;
  }
}

function generatorOf(manifest: Superbox): string | null {
  const box = manifest.boxes.find(({ label }) => /^c2pa\.claim(\.v2)?$/.test(label));
  const claim = box === undefined ? undefined : dataOf(box);
  if (!isRecord(claim)) return null;
  const info = claim.claim_generator_info;
  const [named] = Array.isArray(info) ? records(info) : isRecord(info) ? [info] : [];
  if (typeof named?.name === 'string')
    return typeof named.version === 'string' ? `${named.name} ${named.version}` : named.name;
  return typeof claim.claim_generator === 'string' ? claim.claim_generator : null;
}

function sourceTypesOf(assertions: readonly Superbox[]): string[] {
  const types = assertions
    .filter(({ label }) => label.startsWith('c2pa.actions'))
    .flatMap((box) => {
      const value = dataOf(box);
      return isRecord(value) ? records(value.actions) : [];
    })
    .map(({ digitalSourceType }) => digitalSourceType)
    .filter((type) => typeof type === 'string');
  return [...new Set(types.map((type) => type.replace(/^.*\//, '')))];
}

/** The hash of the file but for the ranges that the manifest leaves out, where it is one that is known here. */
async function checkDataHash(
  assertions: readonly Superbox[],
  source: ByteSource,
): Promise<ContentCredentials['dataHash']> {
  const box = assertions.find(({ label }) => label === 'c2pa.hash.data');
  const value = box === undefined ? undefined : dataOf(box);
  if (!isRecord(value) || !(value.hash instanceof Uint8Array) || (value.alg ?? 'sha256') !== 'sha256')
    return 'unchecked';
  if (source.size > HASHED_BYTES_MAX) return 'unchecked';
  const ranges = records(value.exclusions).map(({ start, length }) => ({
    start: Number(start),
    length: Number(length),
  }));
  const kept: { readonly from: number; readonly to: number }[] = [];
  let at = 0;
  for (const { start, length } of ranges.toSorted((one, other) => one.start - other.start)) {
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(length) || start < at || length < 0) return 'unchecked';
    if (start + length > source.size) return 'mismatch';
    kept.push({ from: at, to: start });
    at = start + length;
  }
  const hashed = patchedSource(
    source,
    [...kept, { from: at, to: source.size }].map(({ from, to }) => copy(from, to)),
  );
  return (await sha256Hex(hashed)) === toHex(value.hash) ? 'matches' : 'mismatch';
}
