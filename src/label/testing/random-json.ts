import { concat, utf8 } from '../file/bytes.ts';

/** The next of 0 to `max`, `max` not included. */
type Pick = (max: number) => number;

const WORDS = [
  'true',
  'false',
  'null',
  '0',
  '-0',
  '7',
  '-12',
  '1.5',
  '-0.25e-7',
  '1E+3',
  '20e05',
  '3.14159265358979e10',
];
const PIECES = [
  'kettle',
  '水壶在响',
  '🫖',
  'é',
  'กา',
  '\\n',
  '\\"',
  '\\\\',
  '\\/',
  '\\u6c34',
  '\\ud83e\\uDED6',
  ' ',
  '{[,:]}',
  'AIGC',
];
const NAMES = ['AIGC', 'aigc', 'aIgC', 'a\u0131gc', '\\u0041IGC', 'A\\u0049GC', 'AIG', 'AIGCs', 'ai', 'A', 'id', '名'];
const SPACES = ['', '', '', ' ', '\n', '\r\n\t', ' '.repeat(70)];

/** A JSON text of an object of roughly this many bytes, of all that JSON has; the same for the same numbers. */
export function randomJson(random: () => number, bytes: number): string {
  const pick: Pick = (max) => Math.floor(random() * max);
  const one = (texts: readonly string[]): string => texts[pick(texts.length)] ?? '';
  const isSpaced = random() < 0.5;
  const space = (): string => (isSpaced ? one(SPACES) : '');
  let left = bytes;
  const string = (): string => {
    const length = random() < 0.05 ? pick(200) : pick(8);
    return `"${Array.from({ length }, () => one(PIECES)).join('')}"`;
  };
  const number = (): string =>
    random() < 0.02 ? '123456789'.repeat(1 + pick(110)) : String(pick(2) === 0 ? pick(1e6) : one(WORDS));
  const value = (depth: number): string => {
    const kind = depth > 12 || left < 0 ? 2 + pick(2) : pick(4);
    const text =
      kind === 0 ? object(depth + 1, NAMES.slice(6)) : kind === 1 ? array(depth + 1) : kind === 2 ? string() : number();
    left -= kind > 1 ? text.length : 2;
    return text;
  };
  const list = (length: number, item: () => string): string =>
    Array.from({ length }, () => `${space()}${item()}${space()}`).join(',');
  const array = (depth: number): string => `[${list(pick(9), () => value(depth))}${space()}]`;
  const member = (depth: number, names: readonly string[]): string => {
    const name = random() < 0.5 ? `"${one(names)}"` : string();
    return `${name}${space()}:${space()}${value(depth)}`;
  };
  const object = (depth: number, names: readonly string[]): string =>
    `{${list(pick(6), () => member(depth, names))}${space()}}`;
  const members: string[] = [];
  while (left > 0) members.push(`${space()}${member(1, NAMES)}${space()}`);
  return `${space()}{${members.join(',')}${space()}}${space()}`;
}

const MARKS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\\u',
  '-',
  '0',
  '1',
  '.5',
  'e+',
  'true',
  'nul',
  ' ',
  '\n',
  '文',
];

/** The text with some bytes of it gone or changed, or marks put in: what makes the difference between JSON and what looks like it. */
export function damagedJson(json: Uint8Array, random: () => number): Uint8Array {
  const pick: Pick = (max) => Math.floor(random() * max);
  let damaged = json;
  for (let rounds = 1 + pick(3); rounds > 0; rounds -= 1) {
    const at = pick(damaged.length + 1);
    const gone = pick(3);
    const mark = pick(4) === 0 ? Uint8Array.of(pick(256)) : utf8(MARKS[pick(MARKS.length)] ?? '');
    damaged = concat(damaged.subarray(0, at), pick(4) === 0 ? new Uint8Array() : mark, damaged.subarray(at + gone));
  }
  return pick(12) === 0 ? damaged.slice(0, pick(damaged.length + 1)) : damaged;
}
