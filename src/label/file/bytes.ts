/** The bytes of several pieces, one after the other. */
export const concat = (...pieces: readonly Uint8Array[]): Uint8Array => concatAll(pieces);

/** As `concat`, for so many pieces that they could not all be arguments of a call. */
export function concatAll(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Characters as bytes, one each (Latin-1); for signatures and keywords. */
export const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

const ARGUMENTS_MAX = 8_192;

/** Bytes as characters, one each. */
export function fromLatin1(bytes: Uint8Array): string {
  if (bytes.length <= ARGUMENTS_MAX) return asCharacters(bytes);
  let text = '';
  for (let at = 0; at < bytes.length; at += ARGUMENTS_MAX) text += asCharacters(bytes.subarray(at, at + ARGUMENTS_MAX));
  return text;
}

// Spreading the bytes into arguments would take five times as long.
const asCharacters = (bytes: Uint8Array): string => Reflect.apply(String.fromCharCode, null, bytes);

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Bytes as UTF-8; what is not is shown as U+FFFD. A byte order mark stays. */
export const fromUtf8 = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** Whether `bytes` has the characters of `text`, one byte each, at `at`. */
export function hasLatin1At(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Where `needle` starts in `bytes` from `from` on; -1 when it is not there. */
export function indexOfBytes(bytes: Uint8Array, needle: Uint8Array, from = 0): number {
  const first = needle[0];
  if (first === undefined) return from;
  const last = bytes.length - needle.length;
  for (let at = bytes.indexOf(first, from); at >= 0 && at <= last; at = bytes.indexOf(first, at + 1)) {
    let same = 1;
    while (same < needle.length && bytes[at + same] === needle[same]) same += 1;
    if (same === needle.length) return at;
  }
  return -1;
}

export function uint16(value: number): Uint8Array {
  const bytes = new Uint8Array(2);
  viewOf(bytes).setUint16(0, value);
  return bytes;
}

export function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value);
  return bytes;
}

export function uint32le(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, true);
  return bytes;
}

/** 64 bits; exact up to 2^53. */
export function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  viewOf(bytes).setBigUint64(0, BigInt(value));
  return bytes;
}

export function uint64le(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  viewOf(bytes).setBigUint64(0, BigInt(value), true);
  return bytes;
}
