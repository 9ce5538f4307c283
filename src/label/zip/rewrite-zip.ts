import { concat, uint32le, utf8, viewOf } from '../file/bytes.ts';
import { crc32 } from '../file/crc32.ts';
import { copy, insert, type Patch, type Segment } from '../file/patch.ts';
import { unsupported } from '../file/source.ts';
import { LOCATOR_BYTES, RECORD_BYTES, UTF8_NAME, wideFieldAt, type Zip, type ZipEntry } from './zip.ts';

const FULL = 0xffffffff;
const MANY = 0xffff;
/** 1 January 1980, the first day that ZIP knows: a new entry does not tell when it was made. */
const FIRST_DAY = 0x0021;
const VERSION = 20;

/**
 * The ZIP with some entries in another wording, kept or added by name. Every other entry is copied as it is packed; what is
 * new is stored, not packed. Comment, ZIP64 records and whatever lies between the entries stay.
 *
 * @throws HeguiError E_FILE_UNSUPPORTED when the file would grow beyond what its directory can tell.
 */
export function rewriteZip(zip: Zip, changes: ReadonlyMap<string, Uint8Array>): Patch {
  const inFile = zip.entries.toSorted((one, other) => one.from - other.from);
  const firstFrom = inFile[0]?.from ?? zip.directory.from;
  const segments: Segment[] = [copy(0, firstFrom)];
  const records = new Map<ZipEntry | string, Uint8Array>();
  let at = firstFrom;
  const put = (bytes: Uint8Array): void => {
    segments.push(insert(bytes));
    at += bytes.length;
  };
  for (const entry of inFile) {
    const data = changes.get(entry.name);
    if (data === undefined) {
      records.set(entry, recordAt(entry, at));
      segments.push(copy(entry.from, entry.to));
      at += entry.to - entry.from;
    } else {
      records.set(entry, storedRecord(entry.name, data, at, entry.record));
      put(storedEntry(entry.name, data, entry.record));
    }
  }
  const known = new Set(zip.entries.map(({ name }) => name));
  const added = [...changes].filter(([name]) => !known.has(name));
  for (const [name, data] of added) {
    records.set(name, storedRecord(name, data, at, null));
    put(storedEntry(name, data, null));
  }
  const ordered = [...zip.entries, ...added.map(([name]) => name)].flatMap((key) => records.get(key) ?? []);
  const directory = concat(...ordered);
  return [...join(segments), insert(directory), insert(tailAt(zip, ordered.length, directory.length, at))];
}

/** Ranges that follow each other as one. */
function join(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = [];
  for (const segment of segments) {
    const last = joined.at(-1);
    if (last?.kind === 'copy' && segment.kind === 'copy' && last.to === segment.from)
      joined[joined.length - 1] = copy(last.from, segment.to);
    else joined.push(segment);
  }
  return joined;
}

function recordAt({ record, from, name }: ZipEntry, at: number): Uint8Array {
  const moved = Uint8Array.from(record);
  const view = viewOf(moved);
  if (view.getUint32(42, true) !== FULL) {
    if (at >= FULL) throw unsupported(`the entry ${JSON.stringify(name.slice(0, 80))} would move beyond 4 GiB`);
    view.setUint32(42, at, true);
    return moved;
  }
  const field = wideFieldAt(moved);
  const before = Number(view.getUint32(24, true) === FULL) + Number(view.getUint32(20, true) === FULL);
  if (field === null || field.length < (before + 1) * 8) {
    if (at === from) return moved;
    throw unsupported(`the place of the entry ${JSON.stringify(name.slice(0, 80))} cannot be told in the directory`);
  }
  view.setBigUint64(field.at + before * 8, BigInt(at), true);
  return moved;
}

/** What header and record have in common, from the version on: flags, method, time, check sum, sizes, length of the name. */
function commonPart(name: Uint8Array, data: Uint8Array, old: Uint8Array | null): Uint8Array {
  const part = new Uint8Array(24);
  const view = viewOf(part);
  const before = old === null ? null : viewOf(old);
  view.setUint16(0, VERSION, true);
  view.setUint16(2, before === null ? UTF8_NAME : before.getUint16(8, true) & UTF8_NAME, true);
  view.setUint16(6, before?.getUint16(12, true) ?? 0, true);
  view.setUint16(8, before?.getUint16(14, true) ?? FIRST_DAY, true);
  view.setUint32(10, crc32(data), true);
  view.setUint32(14, data.length, true);
  view.setUint32(18, data.length, true);
  view.setUint16(22, name.length, true);
  return part;
}

const nameBytes = (name: string, old: Uint8Array | null): Uint8Array =>
  old === null ? utf8(name) : old.subarray(RECORD_BYTES, RECORD_BYTES + viewOf(old).getUint16(28, true));

function storedEntry(name: string, data: Uint8Array, old: Uint8Array | null): Uint8Array {
  const bytes = nameBytes(name, old);
  return concat(uint32le(0x04034b50), commonPart(bytes, data, old), Uint8Array.of(0, 0), bytes, data);
}

function storedRecord(name: string, data: Uint8Array, at: number, old: Uint8Array | null): Uint8Array {
  if (at >= FULL) throw unsupported(`the entry ${JSON.stringify(name.slice(0, 80))} would stand beyond 4 GiB`);
  const bytes = nameBytes(name, old);
  const before = old === null ? null : viewOf(old);
  const comment =
    old === null || before === null ? bytes.subarray(0, 0) : old.subarray(old.length - before.getUint16(32, true));
  const rest = new Uint8Array(16);
  const view = viewOf(rest);
  view.setUint16(2, comment.length, true);
  view.setUint16(6, before?.getUint16(36, true) ?? 0, true);
  view.setUint32(8, before?.getUint32(38, true) ?? 0, true);
  view.setUint32(12, at, true);
  const madeBy = Uint8Array.of(VERSION, 0);
  return concat(
    uint32le(0x02014b50),
    old?.subarray(4, 6) ?? madeBy,
    commonPart(bytes, data, old),
    rest,
    bytes,
    comment,
  );
}

function tailAt({ tail, endAt, end64At }: Zip, count: number, size: number, from: number): Uint8Array {
  const moved = Uint8Array.from(tail);
  const view = viewOf(moved);
  if (end64At === null && (count >= MANY || from >= FULL || size >= FULL))
    throw unsupported('the ZIP would grow beyond what its directory can tell without ZIP64');
  // A number that ZIP64 tells stays marked as told there.
  const isTold = (at: number, full: number): boolean =>
    end64At !== null && (full === MANY ? view.getUint16(at, true) : view.getUint32(at, true)) === full;
  for (const at of [endAt + 8, endAt + 10]) view.setUint16(at, isTold(at, MANY) ? MANY : Math.min(count, MANY), true);
  view.setUint32(endAt + 12, isTold(endAt + 12, FULL) ? FULL : Math.min(size, FULL), true);
  view.setUint32(endAt + 16, isTold(endAt + 16, FULL) ? FULL : Math.min(from, FULL), true);
  if (end64At === null) return moved;
  for (const [at, value] of Object.entries({ 24: count, 32: count, 40: size, 48: from }))
    view.setBigUint64(end64At + Number(at), BigInt(value), true);
  view.setBigUint64(endAt - LOCATOR_BYTES + 8, BigInt(from + size + end64At), true);
  return moved;
}
