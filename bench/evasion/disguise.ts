import type { Material } from './material.ts';

export type Random = () => number;

/** What a kind of evasion is tried on. */
export type TermSet = 'hanzi' | 'latin' | 'digits';

export interface Evasion {
  readonly name: string;
  readonly on: TermSet;
  /** The term in another spelling; null when it has none, as a term whose characters are the same in both scripts. */
  readonly disguise: (term: string, random: Random, material: Material) => string | null;
}

const pick = <T>(items: readonly T[], random: Random): T | undefined => items[Math.floor(random() * items.length)];
const each = (term: string, change: (character: string, index: number) => string): string =>
  Array.from(term, change).join('');
const at = (first: number, character: string, base: string): string =>
  String.fromCodePoint(first + character.charCodeAt(0) - base.charCodeAt(0));

/** Changes some of the characters, at least one: each with its chance, and one in any case. */
function some(
  term: string,
  random: Random,
  change: (character: string, index: number) => string | null,
): string | null {
  const characters = [...term];
  const able = characters.flatMap((character, index) => (change(character, index) === null ? [] : [index]));
  const sure = pick(able, random);
  if (sure === undefined) return null;
  return characters
    .map((character, index) => (index === sure || random() < 0.5 ? (change(character, index) ?? character) : character))
    .join('');
}

const STYLES = [0x24d0, 0x249c, 0x1d41a, 0x1d44e, 0x1d482, 0x1d4ea, 0x1d552, 0x1d5ba, 0x1d68a];
const CAPITAL_STYLES = [0x24b6, 0x1f110, 0x1f130, 0x1f150, 0x1f170, 0x1d400, 0x1d5d4];
const DIGITS = [
  '０１２３４５６７８９',
  '٠١٢٣٤٥٦٧٨٩',
  '⓪①②③④⑤⑥⑦⑧⑨',
  '〇一二三四五六七八九',
  '零壹贰叁肆伍陆柒捌玖',
  '०१२३४५६७८९',
  '⁰¹²³⁴⁵⁶⁷⁸⁹',
];
const INVISIBLE = ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u180e', '\u034f', '\ufe0f', '\u200e'];
const MARKS = [' ', '.', '*', '-', '_', '·', '|', '/', '~', '\u3000', '+', '=', '^', '•', '#'];
const LEET: Readonly<Record<string, readonly string[]>> = {
  a: ['4', '@'],
  b: ['8', '6'],
  e: ['3'],
  g: ['9', '6'],
  i: ['1', '!', '|'],
  l: ['1', '|'],
  o: ['0'],
  s: ['5', '$'],
  t: ['7', '+'],
  z: ['2'],
};

const between = (term: string, random: Random, marks: readonly string[]): string =>
  each(term, (character, index) => {
    if (index === 0) return character;
    const count = 1 + Math.floor(random() * 2);
    return Array.from({ length: count }, () => pick(marks, random) ?? '').join('') + character;
  });

/** Every kind, each by rules of its own. */
export const EVASIONS: readonly Evasion[] = [
  { name: 'none', on: 'hanzi', disguise: (term) => term },
  { name: 'width', on: 'latin', disguise: (term) => each(term, (one) => at(0xff41, one, 'a')) },
  {
    name: 'styled',
    on: 'latin',
    disguise: (term, random) => {
      return each(term, (one) =>
        at(random() < 0.6 ? (pick(STYLES, random) ?? 0) : (pick(CAPITAL_STYLES, random) ?? 0), one, 'a'),
      ).replaceAll('\u{1d455}', '\u210e');
    },
  },
  {
    name: 'numbers',
    on: 'digits',
    disguise: (term, random) => {
      return each(term, (one) => (/\d/.test(one) ? ([...(pick(DIGITS, random) ?? '')][Number(one)] ?? one) : one));
    },
  },
  { name: 'case', on: 'latin', disguise: (term, random) => some(term, random, (one) => one.toUpperCase()) },
  {
    name: 'traditional',
    on: 'hanzi',
    disguise: (term, _, { traditional }) => (traditional[term] === term ? null : (traditional[term] ?? null)),
  },
  { name: 'invisible', on: 'hanzi', disguise: (term, random) => between(term, random, INVISIBLE) },
  { name: 'separators', on: 'hanzi', disguise: (term, random) => between(term, random, MARKS) },
  {
    name: 'doubled',
    on: 'hanzi',
    disguise: (term, random) => some(term, random, (one) => one.repeat(2 + Math.floor(random() * 2))),
  },
  {
    name: 'homophone',
    on: 'hanzi',
    disguise: (term, random, { readings, same }) => {
      const other = (one: string, index: number): string | null =>
        pick(
          (same[readings[term]?.[index] ?? ''] ?? []).filter((character) => character !== one),
          random,
        ) ?? null;
      return some(term, random, other);
    },
  },
  {
    name: 'pinyin',
    on: 'hanzi',
    disguise: (term, random, { readings }) => some(term, random, (_, index) => readings[term]?.[index] ?? null),
  },
  {
    name: 'lookalike',
    on: 'latin',
    disguise: (term, random, { homoglyphs }) =>
      some(term, random, (one) => pick(homoglyphs[one] ?? [], random) ?? null),
  },
  {
    name: 'leet',
    on: 'latin',
    disguise: (term, random) => {
      const changed = some(term, random, (one) => pick(LEET[one] ?? [], random) ?? null);
      return changed !== null && /[a-z]/.test(changed) ? changed : null;
    },
  },
  {
    name: 'split',
    on: 'hanzi',
    disguise: (term, random, { parts }) =>
      some(term, random, (one) => pick(parts[one] ?? [], random)?.join('') ?? null),
  },
  { name: 'reversed', on: 'hanzi', disguise: (term) => [...term].reverse().join('') },
  { name: 'vertical', on: 'hanzi', disguise: (term) => [...term].join('\n') },
];
