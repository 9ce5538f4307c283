import { fromLatin1, fromUtf8, hasLatin1At, viewOf } from '../file/bytes.ts';
import { crc32 } from '../file/crc32.ts';
import { inflate } from '../file/inflate.ts';
import {
  BLOCKS_MAX,
  type ByteSource,
  METADATA_BYTES_MAX,
  readExactly,
  unreadable,
  unsupported,
} from '../file/source.ts';

const END_BYTES = 22;
const COMMENT_BYTES_MAX = 0xffff;
export const LOCATOR_BYTES = 20;
const END64_BYTES = 56;
export const RECORD_BYTES = 46;
export const LOCAL_BYTES = 30;
const FULL = 0xffffffff;
/** The flag of a name in UTF-8. */
export const UTF8_NAME = 0x0800;

/** A file in a ZIP, as the central directory describes it. */
export interface ZipEntry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  /** Where its own header stands, and where the next thing in the file begins. */
  readonly from: number;
  readonly to: number;
  /** Its record in the central directory. */
  readonly record: Uint8Array;
}

export interface Zip {
  /** In the order of the central directory. */
  readonly entries: readonly ZipEntry[];
  /** Where the central directory stands. */
  readonly directory: { readonly from: number; readonly to: number };
  /** What stands behind the directory: the end record and, where there are, those of ZIP64. */
  readonly tail: Uint8Array;
  /** Where in `tail` the end record and that of ZIP64 stand. */
  readonly endAt: number;
  readonly end64At: number | null;
}

interface Ending {
  readonly count: number;
  readonly from: number;
  readonly size: number;
  readonly endFrom: number;
  readonly end64From: number | null;
}

/**
 * The directory of a ZIP, with ZIP64.
 *
 * @throws HeguiError E_FILE_UNREADABLE when it is missing, lies, has names twice or entries that overlap.
 */
export async function readZip(source: ByteSource): Promise<Zip> {
  const { count, from, size, endFrom, end64From } = await readEnding(source);
  if (count > BLOCKS_MAX) throw unreadable(`the ZIP has ${count} entries; at most ${BLOCKS_MAX} are read`);
  const bytes = Uint8Array.from(await readExactly(source, from, size, 'the central directory of the ZIP'));
  const tail = Uint8Array.from(await readExactly(source, from + size, source.size - from - size, 'the end of the ZIP'));
  const records = readRecords(bytes, count);
  const entries = withEnds(records, from);
  const names = new Set(entries.map(({ name }) => name.toLowerCase()));
  if (names.size < entries.length) throw unreadable('the ZIP has two entries of the same name');
  const directory = { from, to: from + size };
  const end64At = end64From === null ? null : end64From - directory.to;
  return { entries, directory, tail, endAt: endFrom - directory.to, end64At };
}

async function readEnding(source: ByteSource): Promise<Ending> {
  const length = Math.min(source.size, END_BYTES + COMMENT_BYTES_MAX);
  const tail = await readExactly(source, source.size - length, length, 'the end of the ZIP');
  const at = findEnd(tail);
  const view = viewOf(tail);
  const end = source.size - length + at;
  if (view.getUint16(at + 4, true) !== view.getUint16(at + 6, true) || view.getUint16(at + 4, true) % 0xffff !== 0)
    throw unreadable('the ZIP is spread over several files');
  const plain = {
    count: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    from: view.getUint32(at + 16, true),
    endFrom: end,
    end64From: null,
  };
  const ending =
    at >= LOCATOR_BYTES && hasLatin1At(tail, at - LOCATOR_BYTES, 'PK\x06\x07')
      ? await readEnd64(source, view, at, end)
      : plain;
  if (ending.from + ending.size > (ending.end64From ?? end))
    throw unreadable('the central directory of the ZIP reaches beyond its end');
  return ending;
}

function findEnd(tail: Uint8Array): number {
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (tail[at] !== 0x50 || !hasLatin1At(tail, at, 'PK\x05\x06')) continue;
    if (at + END_BYTES + viewOf(tail).getUint16(at + 20, true) === tail.length) return at;
  }
  throw unreadable('the ZIP has no end record; it is cut off or something was added to it');
}

async function readEnd64(source: ByteSource, tail: DataView, endAt: number, endFrom: number): Promise<Ending> {
  const from = uint64(tail, endAt - LOCATOR_BYTES + 8);
  const bytes = await readExactly(source, from, END64_BYTES, 'the ZIP64 end record');
  if (!hasLatin1At(bytes, 0, 'PK\x06\x06')) throw unreadable('the ZIP64 end record is not where it should be');
  const view = viewOf(bytes);
  return { count: uint64(view, 32), size: uint64(view, 40), from: uint64(view, 48), endFrom, end64From: from };
}

/** @throws HeguiError E_FILE_UNREADABLE for a number that no file can have. */
function uint64(view: DataView, at: number): number {
  const value = Number(view.getBigUint64(at, true));
  if (value > Number.MAX_SAFE_INTEGER) throw unreadable(`the ZIP names the impossible size ${value}`);
  return value;
}

function readRecords(bytes: Uint8Array, count: number): Omit<ZipEntry, 'to'>[] {
  const records: Omit<ZipEntry, 'to'>[] = [];
  const view = viewOf(bytes);
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + RECORD_BYTES > bytes.length || !hasLatin1At(bytes, at, 'PK\x01\x02'))
      throw unreadable(`record ${index + 1} of the central directory of the ZIP is broken`);
    const nameLength = view.getUint16(at + 28, true);
    const end = at + RECORD_BYTES + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (end > bytes.length) throw unreadable(`record ${index + 1} of the central directory of the ZIP is cut off`);
    records.push(readRecord(bytes.subarray(at, end), nameLength));
    at = end;
  }
  if (at !== bytes.length) throw unreadable('the central directory of the ZIP has more in it than its records');
  return records;
}

function readRecord(record: Uint8Array, nameLength: number): Omit<ZipEntry, 'to'> {
  const view = viewOf(record);
  const wide = wideFields(record);
  const take = (value: number): number => (value === FULL ? (wide.shift() ?? FULL) : value);
  const flags = view.getUint16(8, true);
  const name = record.subarray(RECORD_BYTES, RECORD_BYTES + nameLength);
  const size = take(view.getUint32(24, true));
  const packedSize = take(view.getUint32(20, true));
  const from = take(view.getUint32(42, true));
  return {
    // Names in an encoding of old are only copied, never looked for.
    name: (flags & UTF8_NAME) === 0 ? fromLatin1(name) : fromUtf8(name),
    flags,
    method: view.getUint16(10, true),
    crc: view.getUint32(16, true),
    packedSize,
    size,
    from,
    record,
  };
}

/** The numbers of the ZIP64 field, in their order. */
function wideFields(record: Uint8Array): number[] {
  const field = wideFieldAt(record);
  if (field === null) return [];
  const view = viewOf(record);
  return Array.from({ length: Math.min(3, Math.floor(field.length / 8)) }, (_, index) =>
    uint64(view, field.at + index * 8),
  );
}

/** Where the data of the ZIP64 field of a record stands; null when it has none. */
export function wideFieldAt(record: Uint8Array): { readonly at: number; readonly length: number } | null {
  const view = viewOf(record);
  const end = RECORD_BYTES + view.getUint16(28, true) + view.getUint16(30, true);
  for (let at = RECORD_BYTES + view.getUint16(28, true); at + 4 <= end; ) {
    const length = view.getUint16(at + 2, true);
    if (at + 4 + length > end) return null;
    if (view.getUint16(at, true) === 1) return { at: at + 4, length };
    at += 4 + length;
  }
  return null;
}

/** An entry reaches to the next one, so that descriptors and whatever lies between go with it. */
function withEnds(records: readonly Omit<ZipEntry, 'to'>[], directoryFrom: number): ZipEntry[] {
  const starts = records.map(({ from }) => from).sort((one, other) => one - other);
  if (new Set(starts).size < starts.length) throw unreadable('two entries of the ZIP share their place');
  const next = new Map(starts.map((start, index) => [start, starts[index + 1] ?? directoryFrom]));
  return records.map((entry) => {
    const to = next.get(entry.from) ?? directoryFrom;
    if (entry.from + LOCAL_BYTES + entry.packedSize > to)
      throw unreadable(`the entry ${JSON.stringify(entry.name.slice(0, 80))} of the ZIP overlaps with what follows`);
    return { ...entry, to };
  });
}

/** The entry of that name; ASCII letters count alike in either case, as packages of parts have it. */
export const findEntry = (zip: Zip, name: string): ZipEntry | null =>
  zip.entries.find((entry) => entry.name.toLowerCase() === name.toLowerCase()) ?? null;

/**
 * What an entry holds, unpacked and checked.
 *
 * @throws HeguiError E_FILE_UNREADABLE when it is damaged or larger than metadata may be, E_FILE_UNSUPPORTED when it is
 * encrypted or packed in a way of its own.
 */
export async function readEntry(source: ByteSource, entry: ZipEntry): Promise<Uint8Array> {
  const what = `the entry ${JSON.stringify(entry.name.slice(0, 80))} of the ZIP`;
  if ((entry.flags & 1) !== 0) throw unsupported(`${what} is encrypted; remove the password first`);
  if (entry.method !== 0 && entry.method !== 8) throw unsupported(`${what} is packed by method ${entry.method}`);
  if (entry.size > METADATA_BYTES_MAX)
    throw unreadable(`${what} has ${entry.size} bytes; at most ${METADATA_BYTES_MAX} are read`);
  const head = await readExactly(source, entry.from, LOCAL_BYTES, what);
  if (!hasLatin1At(head, 0, 'PK\x03\x04')) throw unreadable(`${what} does not begin where the directory says`);
  const view = viewOf(head);
  const dataFrom = entry.from + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  if (dataFrom + entry.packedSize > entry.to) throw unreadable(`${what} overlaps with what follows`);
  const packed = await readExactly(source, dataFrom, entry.packedSize, what);
  const bytes = entry.method === 0 ? packed : await inflate(packed, 'deflate-raw', what);
  if (bytes.length !== entry.size || crc32(bytes) !== entry.crc) throw unreadable(`${what} is damaged`);
  return bytes;
}
