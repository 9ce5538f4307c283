import { deflateRawSync } from 'node:zlib';
import { concatAll, fromUtf8, latin1, utf8, viewOf } from '../file/bytes.ts';
import { crc32 } from '../file/crc32.ts';
import { bytesSource } from '../file/source.ts';
import { readEntry, readZip } from '../zip/zip.ts';
import { mutate } from './mutations.ts';

/** What a packed part grows to: seldom to many times what is read of one, which costs as much time as hundreds of other changes. */
const GROWN_BYTES = 64 * 1024;
const BOMB_BYTES = 64 * 1024 * 1024;
const packings = new Map<number, Uint8Array>();

interface Part {
  readonly name: string;
  readonly data: Uint8Array;
  /** Packed data and a size that may be a lie, instead of `data` stored. */
  readonly packed?: { readonly bytes: Uint8Array; readonly size: number };
}

/**
 * A ZIP with its parts changed and its sums right, so that the change is read: their text, their names, their number, or one that
 * unpacks to far more than it says. Null when `bytes` is none that can be unpacked.
 */
export async function mutateZip(bytes: Uint8Array, random: () => number): Promise<Uint8Array | null> {
  const pick = (max: number): number => Math.floor(random() * max);
  const parts = [...(await partsOf(bytes))];
  if (parts.length === 0) return null;
  for (let rounds = 1 + pick(2); rounds > 0; rounds -= 1) {
    const at = pick(parts.length);
    const part = parts[at];
    if (part === undefined) break;
    const kind = pick(8);
    if (kind === 0) parts.splice(at, 1);
    else if (kind === 1) parts.push({ ...part, name: random() < 0.5 ? part.name.toUpperCase() : `../${part.name}` });
    else if (kind === 2) parts[at] = { ...part, name: fromUtf8(mutate(utf8(part.name), random)).slice(0, 200) };
    else if (kind === 3) {
      const size = random() < 0.05 ? BOMB_BYTES : GROWN_BYTES;
      parts[at] = { ...part, packed: { bytes: packedZeros(size), size: pick(2) * size + pick(99) } };
    } else parts[at] = { ...part, data: mutate(part.data, random) };
  }
  return makeZip(parts);
}

const known = new WeakMap<Uint8Array, Promise<readonly Part[]>>();

/** The parts, unpacked once for the many mutations of a file; none when it is no ZIP. */
function partsOf(bytes: Uint8Array): Promise<readonly Part[]> {
  const parts = known.get(bytes) ?? readParts(bytes);
  known.set(bytes, parts);
  return parts;
}

async function readParts(bytes: Uint8Array): Promise<readonly Part[]> {
  const source = bytesSource(bytes);
  const zip = await readZip(source).catch(() => null);
  const parts: Part[] = [];
  for (const entry of zip?.entries ?? []) parts.push({ name: entry.name, data: await readEntry(source, entry) });
  return parts;
}

function packedZeros(size: number): Uint8Array {
  const packed = packings.get(size) ?? deflateRawSync(new Uint8Array(size));
  packings.set(size, packed);
  return packed;
}

function makeZip(parts: readonly Part[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  const records: Uint8Array[] = [];
  let at = 0;
  for (const { name, data, packed } of parts) {
    const common = new Uint8Array(26);
    const view = viewOf(common);
    view.setUint16(0, 20, true);
    view.setUint16(2, 0x800, true);
    view.setUint16(4, packed === undefined ? 0 : 8, true);
    view.setUint16(8, 0x21, true);
    view.setUint32(10, crc32(data), true);
    view.setUint32(14, (packed?.bytes ?? data).length, true);
    view.setUint32(18, packed?.size ?? data.length, true);
    view.setUint16(22, utf8(name).length, true);
    const rest = new Uint8Array(14);
    viewOf(rest).setUint32(10, at, true);
    records.push(latin1('PK\x01\x02\x14\0'), common, rest, utf8(name));
    const local = [latin1('PK\x03\x04'), common, utf8(name), packed?.bytes ?? data];
    pieces.push(...local);
    at += local.reduce((sum, { length }) => sum + length, 0);
  }
  const end = new Uint8Array(22);
  const view = viewOf(end);
  end.set(latin1('PK\x05\x06'));
  view.setUint16(8, parts.length, true);
  view.setUint16(10, parts.length, true);
  view.setUint32(
    12,
    records.reduce((sum, { length }) => sum + length, 0),
    true,
  );
  view.setUint32(16, at, true);
  return concatAll([...pieces, ...records, end]);
}
