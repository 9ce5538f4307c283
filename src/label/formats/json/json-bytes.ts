export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OBJECT = 0x7b;
export const OBJECT_END = 0x7d;
export const ARRAY = 0x5b;
export const ARRAY_END = 0x5d;

export const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Whether a number or a word ends before this byte. */
export const endsWord = (byte: number): boolean =>
  byte === COMMA || byte === ARRAY_END || byte === OBJECT_END || isSpace(byte);

/** Whether a number, `true`, `false` or `null` may begin with this byte. */
export const startsWord = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x74 || byte === 0x66 || byte === 0x6e;

/** Whether the bytes up to `to` are a whole number of few digits, as most words are: what is quickly told of most of them. */
export function isShortNumber(bytes: Uint8Array, from: number, to: number): boolean {
  const count = to - from;
  if (count > 9 || (count > 1 && bytes[from] === 0x30)) return false;
  for (let index = from; index < to; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte < 0x30 || byte > 0x39) return false;
  }
  return count > 0;
}

/** Where the first byte from `from` on stands that is not plain text of a string: a quote, a backslash, a control; else the end. */
export function endOfPlain(bytes: Uint8Array, view: DataView, from: number): number {
  let index = from;
  // Four bytes at a time: most of a large file are long texts.
  for (const last = bytes.length - 4; index <= last && isPlain(view.getInt32(index, true)); ) index += 4;
  while (index < bytes.length && !endsPlain(bytes[index] ?? 0)) index += 1;
  return index;
}

const endsPlain = (byte: number): boolean => byte < 0x20 || byte === QUOTE || byte === BACKSLASH;

/**
 * Whether none of four bytes ends plain text. `x - 0x01…` borrows into the top bit of a byte that is zero, and `~x` takes out those
 * that had it set; a borrow from the byte below only ever makes this say no where it could say yes.
 */
function isPlain(four: number): boolean {
  const quotes = four ^ 0x22222222;
  const backslashes = four ^ 0x5c5c5c5c;
  const controls = (four - 0x20202020) & ~four;
  const others = ((quotes - 0x01010101) & ~quotes) | ((backslashes - 0x01010101) & ~backslashes);
  return ((controls | others) & 0x80808080) === 0;
}
