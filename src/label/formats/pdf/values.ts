import { fromLatin1, hasLatin1At } from '../../file/bytes.ts';
import { unreadable } from '../../file/source.ts';

/** A value of PDF with its place in the bytes it was read from. */
export type PdfValue = (
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'string'; readonly bytes: Uint8Array }
  | { readonly kind: 'array'; readonly items: readonly PdfValue[] }
  | { readonly kind: 'dictionary'; readonly entries: readonly PdfEntry[] }
  | { readonly kind: 'reference'; readonly number: number; readonly generation: number }
) & { readonly from: number; readonly to: number };

export type PdfDictionary = PdfValue & { readonly kind: 'dictionary' };

/** A key of a dictionary with its value; `from` is the place of the key. */
export interface PdfEntry {
  readonly name: string;
  readonly from: number;
  readonly value: PdfValue;
}

/** The bytes ended within a token: more of the file is needed, if there is more. */
export class CutOff extends Error {}

const DEPTH_MAX = 64;
const SPACE = new Set([0, 9, 10, 12, 13, 32]);
const DELIMITERS = new Set(Array.from('()<>[]{}/%', (character) => character.charCodeAt(0)));
const isRegular = (byte: number): boolean => !SPACE.has(byte) && !DELIMITERS.has(byte);

/** Bytes from which values are read. `isWhole` tells that nothing follows, so that a token may end with them. */
export interface PdfText {
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
}

/** The value of a key; the last one when it stands there twice, as most readers have it. */
export const entryOf = (dictionary: PdfDictionary, name: string): PdfValue | undefined =>
  dictionary.entries.findLast((entry) => entry.name === name)?.value;

/** Where the next token begins, behind white space and comments. @throws CutOff */
export function skipSpace({ bytes, isWhole }: PdfText, from: number): number {
  let at = from;
  for (;;) {
    while (at < bytes.length && SPACE.has(bytes[at] ?? 0)) at += 1;
    if (at >= bytes.length && !isWhole) throw new CutOff();
    if (bytes[at] !== 0x25) return at;
    while (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) at += 1;
  }
}

/** A run of regular characters, such as a number or a keyword. @throws CutOff */
export function readWord(text: PdfText, from: number): { readonly word: string; readonly to: number } {
  const { bytes, isWhole } = text;
  let to = from;
  while (to < bytes.length && isRegular(bytes[to] ?? 0)) to += 1;
  if (to >= bytes.length && !isWhole) throw new CutOff();
  return { word: fromLatin1(bytes.subarray(from, Math.min(to, from + 128))), to };
}

/**
 * The value at `from`, behind white space.
 *
 * @throws CutOff when the bytes end within it, HeguiError E_FILE_UNREADABLE when it is none.
 */
export function readValue(text: PdfText, from: number, depth = 0): PdfValue {
  if (depth > DEPTH_MAX) throw unreadable(`values of the PDF are nested more than ${DEPTH_MAX} deep`);
  const at = skipSpace(text, from);
  const { bytes } = text;
  if (at + 1 >= bytes.length && !text.isWhole) throw new CutOff();
  if (hasLatin1At(bytes, at, '<<')) return readDictionary(text, at, depth);
  const first = bytes[at];
  if (first === 0x3c) return readHexString(text, at);
  if (first === 0x28) return readLiteralString(text, at);
  if (first === 0x5b) return readArray(text, at, depth);
  if (first === 0x2f) return readName(text, at);
  return readNumberOrWord(text, at);
}

function readDictionary(text: PdfText, from: number, depth: number): PdfValue {
  const entries: PdfEntry[] = [];
  for (let at = skipSpace(text, from + 2); ; at = skipSpace(text, at)) {
    if (hasLatin1At(text.bytes, at, '>>')) return { kind: 'dictionary', entries, from, to: at + 2 };
    if (at + 1 >= text.bytes.length && !text.isWhole) throw new CutOff();
    if (text.bytes[at] !== 0x2f) throw unreadable('a dictionary of the PDF has a key that is no name');
    const key = readName(text, at);
    const value = readValue(text, key.to, depth + 1);
    entries.push({ name: key.value, from: at, value });
    at = value.to;
  }
}

function readArray(text: PdfText, from: number, depth: number): PdfValue {
  const items: PdfValue[] = [];
  for (let at = skipSpace(text, from + 1); ; at = skipSpace(text, at)) {
    if (text.bytes[at] === 0x5d) return { kind: 'array', items, from, to: at + 1 };
    const item = readValue(text, at, depth + 1);
    items.push(item);
    at = item.to;
  }
}

function readName(text: PdfText, from: number): PdfValue & { readonly kind: 'name' } {
  const { word, to } = readWord(text, from + 1);
  const value = word.replace(/#([\da-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { kind: 'name', value, from, to };
}

function readHexString({ bytes, isWhole }: PdfText, from: number): PdfValue {
  const to = bytes.indexOf(0x3e, from);
  if (to < 0) throw isWhole ? unreadable('a string of the PDF does not end') : new CutOff();
  const digits = fromLatin1(bytes.subarray(from + 1, to)).replace(/[\0\t\n\f\r ]/g, '');
  if (!/^[\da-fA-F]*$/.test(digits)) throw unreadable('a string of the PDF has digits that are not hexadecimal');
  const padded = digits.length % 2 === 0 ? digits : `${digits}0`;
  const value = Uint8Array.from({ length: padded.length / 2 }, (_, index) =>
    Number.parseInt(padded.slice(index * 2, index * 2 + 2), 16),
  );
  return { kind: 'string', bytes: value, from, to: to + 1 };
}

const ESCAPED: Readonly<Record<number, number>> = { 110: 10, 114: 13, 116: 9, 98: 8, 102: 12 };

function readLiteralString({ bytes, isWhole }: PdfText, from: number): PdfValue {
  const value: number[] = [];
  let depth = 1;
  for (let at = from + 1; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x5c) {
      at += 1;
      const escaped = bytes[at] ?? 0;
      const octal = /^[0-7]{1,3}/.exec(fromLatin1(bytes.subarray(at, at + 3)))?.[0];
      if (octal !== undefined) {
        value.push(Number.parseInt(octal, 8) & 0xff);
        at += octal.length - 1;
      } else if (escaped === 13 || escaped === 10) {
        if (escaped === 13 && bytes[at + 1] === 10) at += 1;
      } else value.push(ESCAPED[escaped] ?? escaped);
      continue;
    }
    if (byte === 0x28) depth += 1;
    if (byte === 0x29) depth -= 1;
    if (depth === 0) return { kind: 'string', bytes: Uint8Array.from(value), from, to: at + 1 };
    // An end of line in a string is a line feed, however it is written.
    if (byte === 13) {
      value.push(10);
      if (bytes[at + 1] === 10) at += 1;
    } else value.push(byte);
  }
  throw isWhole ? unreadable('a string of the PDF does not end') : new CutOff();
}

function readNumberOrWord(text: PdfText, from: number): PdfValue {
  const { word, to } = readWord(text, from);
  if (word === 'null') return { kind: 'null', from, to };
  if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true', from, to };
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(word))
    throw unreadable(`the PDF has ${JSON.stringify(word.slice(0, 40))} where a value should stand`);
  return (
    (/^\d{1,10}$/.test(word) ? readReference(text, from, Number(word), to) : null) ?? {
      kind: 'number',
      value: Number(word),
      from,
      to,
    }
  );
}

/** `12 0 R` is a reference; the number alone is what stands there otherwise. */
function readReference(text: PdfText, from: number, number: number, numberTo: number): PdfValue | null {
  const generation = readWord(text, skipSpace(text, numberTo));
  if (!/^\d{1,5}$/.test(generation.word)) return null;
  const mark = readWord(text, skipSpace(text, generation.to));
  return mark.word === 'R'
    ? { kind: 'reference', number, generation: Number(generation.word), from, to: mark.to }
    : null;
}
