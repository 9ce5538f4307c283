import { fromLatin1, fromUtf8, viewOf } from '../file/bytes.ts';
import { toHex } from '../security/hex.ts';

const DEPTH_MAX = 16;
const ITEMS_MAX = 10_000;

/**
 * A value of CBOR (RFC 8949) as JSON would hold it: byte strings stay bytes, keys of maps are strings, tags are left out. Null
 * where the bytes are no whole value, or one nested more deeply than manifests are.
 */
export function readCbor(bytes: Uint8Array): { readonly value: unknown } | null {
  const reader = { bytes, at: 0, items: 0 };
  try {
    return { value: readValue(reader, 0) };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
  items: number;
}

const INDEFINITE = -1;
const BREAK = 0xff;

function take(reader: Reader, length: number): Uint8Array {
  if (length < 0 || length > reader.bytes.length - reader.at) throw new RangeError('ends too early');
  reader.at += length;
  return reader.bytes.subarray(reader.at - length, reader.at);
}

function readValue(reader: Reader, depth: number): unknown {
  reader.items += 1;
  if (depth > DEPTH_MAX || reader.items > ITEMS_MAX) throw new RangeError('too deep or too long');
  const head = take(reader, 1)[0] ?? 0;
  const major = head >> 5;
  if (major === 7) return readSimple(reader, head & 31);
  const argument = readArgument(reader, head & 31);
  if (major === 0) return argument;
  if (major === 1) return -1 - argument;
  if (major === 2 || major === 3) return readString(reader, major, argument, depth);
  if (major === 4) return readItems(reader, argument, depth);
  return major === 5 ? readMap(reader, argument, depth) : readValue(reader, depth + 1);
}

function readArgument(reader: Reader, kind: number): number {
  if (kind < 24) return kind;
  if (kind === 31) return INDEFINITE;
  if (kind > 27) throw new RangeError('no such length');
  const bytes = take(reader, 2 ** (kind - 24));
  return bytes.reduce((number, byte) => number * 256 + byte, 0);
}

function readSimple(reader: Reader, kind: number): unknown {
  if (kind === 20 || kind === 21) return kind === 21;
  if (kind === 22 || kind === 23) return null;
  if (kind === 24) return take(reader, 1)[0];
  if (kind === 25) return toHex(take(reader, 2));
  if (kind === 26) return viewOf(take(reader, 4)).getFloat32(0);
  if (kind === 27) return viewOf(take(reader, 8)).getFloat64(0);
  throw new RangeError('no such value');
}

const isAtBreak = (reader: Reader): boolean => {
  if (reader.bytes[reader.at] !== BREAK) return false;
  reader.at += 1;
  return true;
};

function readString(reader: Reader, major: number, length: number, depth: number): unknown {
  if (length !== INDEFINITE) {
    const bytes = take(reader, length);
    return major === 3 ? fromUtf8(bytes) : bytes;
  }
  const pieces: unknown[] = [];
  while (!isAtBreak(reader)) pieces.push(readValue(reader, depth + 1));
  if (major === 3) return pieces.filter((piece) => typeof piece === 'string').join('');
  return Uint8Array.from(pieces.flatMap((piece) => (piece instanceof Uint8Array ? [...piece] : [])));
}

function readItems(reader: Reader, length: number, depth: number): unknown[] {
  const items: unknown[] = [];
  for (let index = 0; length === INDEFINITE ? !isAtBreak(reader) : index < length; index += 1)
    items.push(readValue(reader, depth + 1));
  return items;
}

function readMap(reader: Reader, length: number, depth: number): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  for (let index = 0; length === INDEFINITE ? !isAtBreak(reader) : index < length; index += 1) {
    const key = readValue(reader, depth + 1);
    entries.push([nameOf(key), readValue(reader, depth + 1)]);
  }
  // From entries, so that a key like __proto__ is a key like any other.
  return Object.fromEntries(entries);
}

function nameOf(key: unknown): string {
  if (key instanceof Uint8Array) return fromLatin1(key);
  // A map has no text of its own; one with a member `toString` would even throw.
  if (typeof key === 'object' && key !== null) throw new RangeError('a key that is no single value');
  return String(key);
}
