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

/** Where the first byte from `from` on stands that is not plain text of a string: a quote, a backslash, a control, what is not ASCII; else the end. */
export function endOfPlain(bytes: Uint8Array, view: DataView, from: number): number {
  let index = from;
  // Four bytes at a time: most of a large file are long texts.
  for (const last = bytes.length - 4; index <= last && isPlain(view.getInt32(index, true)); ) index += 4;
  while (index < bytes.length && !endsPlain(bytes[index] ?? 0)) index += 1;
  return index;
}

const endsPlain = (byte: number): boolean => byte < 0x20 || byte === QUOTE || byte === BACKSLASH || byte >= 0x80;

/**
 * Whether none of four bytes ends plain text. `x - 0x01…` borrows into the top bit of a byte that is zero, and `~x` takes out those
 * that had it set; a borrow from the byte below only ever makes this say no where it could say yes.
 */
function isPlain(four: number): boolean {
  const quotes = four ^ 0x22222222;
  const backslashes = four ^ 0x5c5c5c5c;
  const controls = (four - 0x20202020) & ~four;
  const others = ((quotes - 0x01010101) & ~quotes) | ((backslashes - 0x01010101) & ~backslashes);
  return ((controls | others | four) & 0x80808080) === 0;
}

/** Bytes of the whole escape or the whole character beyond ASCII at `at`; 0 when there is none, or it is cut off or wrong. */
export function unitBytes(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first !== BACKSLASH) return characterBytes(bytes, at, first);
  const escaped = bytes[at + 1] ?? 0;
  if (escaped !== UNICODE_ESCAPE) return isEscape(escaped) ? 2 : 0;
  for (let digit = at + 2; digit < at + 2 + HEX_DIGITS; digit += 1) if (!isHex(bytes[digit] ?? 0)) return 0;
  return 2 + HEX_DIGITS;
}

function characterBytes(bytes: Uint8Array, at: number, first: number): number {
  const start = startCharacter(first);
  const second = bytes[at + 1] ?? 0;
  if (start === null || second < start.least || second > start.most) return 0;
  for (let index = at + 2; index <= at + start.due; index += 1) if (((bytes[index] ?? 0) & 0xc0) !== 0x80) return 0;
  return 1 + start.due;
}

/** The letter behind the backslash of an escape by number, and the digits behind that. */
export const UNICODE_ESCAPE = 0x75;
export const HEX_DIGITS = 4;

/** Whether this byte behind a backslash is a whole escape: one of `"\\/bfnrt`. */
export const isEscape = (byte: number): boolean =>
  byte === QUOTE ||
  byte === BACKSLASH ||
  byte === 0x2f ||
  byte === 0x62 ||
  byte === 0x66 ||
  byte === 0x6e ||
  byte === 0x72 ||
  byte === 0x74;

export const isHex = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);

/** What may follow the first byte of a character of UTF-8: how many bytes, and of the next one the least and the most. */
export interface CharacterStart {
  readonly due: number;
  readonly least: number;
  readonly most: number;
}

const STARTS: readonly (readonly [from: number, to: number, start: CharacterStart])[] = [
  [0xe1, 0xec, { due: 2, least: 0x80, most: 0xbf }],
  [0xc2, 0xdf, { due: 1, least: 0x80, most: 0xbf }],
  // Neither what could be shorter, nor halves of pairs, nor beyond the last character.
  [0xe0, 0xe0, { due: 2, least: 0xa0, most: 0xbf }],
  [0xed, 0xed, { due: 2, least: 0x80, most: 0x9f }],
  [0xee, 0xef, { due: 2, least: 0x80, most: 0xbf }],
  [0xf0, 0xf0, { due: 3, least: 0x90, most: 0xbf }],
  [0xf1, 0xf3, { due: 3, least: 0x80, most: 0xbf }],
  [0xf4, 0xf4, { due: 3, least: 0x80, most: 0x8f }],
];
const BY_FIRST: readonly (CharacterStart | null)[] = Array.from(
  { length: 256 },
  (_, byte) => STARTS.find(([from, to]) => byte >= from && byte <= to)?.[2] ?? null,
);

/** Null for a byte with which no character beyond ASCII begins. */
export const startCharacter = (byte: number): CharacterStart | null => BY_FIRST[byte] ?? null;
