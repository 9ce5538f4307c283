import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { compileScreen, type Folding, type TermGroup } from '../index.ts';
import {
  checkBlocked,
  checkHeld,
  checkProperty,
  cut,
  MASK,
  pieceLengths,
  streamPieces,
} from '../testing/check-stream.ts';
import { makeNaiveScreen } from '../testing/naive-screen.ts';

const RUNS = 150;

// 好 is 女子, 林 is 木木, 安 and 庵 sound alike, 西安 and 先 share their letters; few of them, so that readings overlap.
const symbol = fc.constantFrom(
  '女',
  '子',
  '好',
  '木',
  '林',
  '西',
  '安',
  '庵',
  '先',
  'a',
  'w',
  'v',
  'о',
  '0',
  '一',
  'x',
);
const letters = fc.constantFrom('xi', 'an', 'xian', 'hao', 'nv', 'lin', 'mu', 'n', 'vv', '𝐚', 'ⓧ', '🈚', '🇦');
const gap = fc.constantFrom('.', ' ', '@', '\u200b', '\u{e0100}', '....', '\n', '，', '\ufffd');
const broken = fc.constantFrom('\ud835', '\udc1a', '\ud83c');
/** How each character of a term may be written; whether that counts is the folding's to say. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  好: ['女子', '子女', '女.子', 'hao', '好好'],
  林: ['木木', '木 木', 'lin'],
  西: ['xi'],
  安: ['庵', 'an', '安安'],
  庵: ['安', 'an'],
  先: ['xian', 'xi', '先\u200b'],
  女: ['nv', '女女'],
  木: ['mu'],
  w: ['vv', 'W'],
  a: ['а', '@'],
  x: ['ⓧ'],
};
/** A term of the list, by its place, with each of its characters in one of the ways. */
const spelt = fc.record({ term: fc.nat(), ways: fc.array(fc.nat(9), { maxLength: 4 }) });
type Part = string | { readonly term: number; readonly ways: readonly number[] };
const parts: fc.Arbitrary<Part[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: symbol },
    { weight: 4, arbitrary: letters },
    { weight: 2, arbitrary: gap },
    { weight: 1, arbitrary: broken },
    { weight: 6, arbitrary: spelt },
  ),
  { maxLength: 10 },
);

/** The text, with the terms of a list in it. */
function write(list: readonly TermGroup[], all: readonly Part[]): string {
  const terms = list.flatMap((group) => group.terms.map((term) => term.text));
  return all
    .map((part) => (typeof part === 'string' ? part : spell(terms[part.term % terms.length] ?? '', part)))
    .join('');
}

function spell(term: string, { ways }: { readonly ways: readonly number[] }): string {
  return [...term]
    .map((character, index) => [character, ...(WAYS[character] ?? [])].at((ways[index] ?? 0) % 10) ?? character)
    .join('');
}

const termText = fc.array(symbol, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
const NONE: Folding = { width: false, case: true, traditional: false, invisible: false, separators: false };
const CHEAP: Folding = { ...NONE, width: true, invisible: true, separators: true, styled: true, numbers: true };
// Compiling makes tables for each setting, so a few stand for all: each kind alone, and together.
const foldings = fc.constantFrom<Folding>(
  CHEAP,
  { ...CHEAP, doubled: true },
  { ...NONE, lookalike: true },
  { ...CHEAP, lookalike: true, doubled: true },
  { ...NONE, split: true },
  { ...CHEAP, split: true, doubled: true, reversed: true },
  { ...NONE, homophone: true },
  { ...CHEAP, pinyin: true },
  { ...CHEAP, homophone: true, pinyin: true, doubled: true },
  { ...CHEAP, reversed: true, vertical: true },
  {
    ...CHEAP,
    doubled: true,
    homophone: true,
    pinyin: true,
    lookalike: true,
    split: true,
    reversed: true,
    vertical: true,
  },
);
const actions = fc.constantFrom('block' as const, 'replace' as const, 'flag' as const);
const groups: fc.Arbitrary<TermGroup[]> = fc.array(
  fc.record({
    folding: foldings,
    terms: fc.array(fc.record({ text: termText, tag: fc.nat(99), action: actions }), { minLength: 1, maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 2 },
);
const unblocked = groups.map((list) =>
  list.map(({ folding, terms }) => ({ folding, terms: terms.filter(({ action }) => action !== 'block') })),
);
const lengthsOfPieces = pieceLengths(4, 40);

it('the scan finds exactly what trying each spelling of each term at each place finds', (t) => {
  checkProperty(
    t,
    fc.property(groups, parts, (list, all) => {
      const whole = write(list, all);
      assert.deepEqual(compileScreen(list).scan(whole), makeNaiveScreen(list).scan(whole));
    }),
    RUNS,
  );
});

it('a stream releases, reports and cuts the same however the text is cut into pieces', (t) => {
  checkProperty(
    t,
    fc.property(groups, parts, lengthsOfPieces, (list, all, lengths) => {
      const whole = write(list, all);
      assert.deepEqual(
        streamPieces(compileScreen(list), cut(whole, lengths)),
        makeNaiveScreen(list).stream(whole, MASK),
      );
    }),
    RUNS,
  );
});

it('what is held is the longest suffix that could still become a hit in some spelling', (t) => {
  checkProperty(
    t,
    fc.property(unblocked, parts, lengthsOfPieces, (list, all, lengths) => {
      const whole = write(list, all);
      const naive = makeNaiveScreen(list);
      checkHeld(compileScreen(list), cut(whole, lengths), (read) => naive.countLive(read));
    }),
    RUNS,
  );
});

it('no release shows a character of a block term in any spelling that streams find', (t) => {
  checkProperty(
    t,
    fc.property(groups, parts, lengthsOfPieces, (list, all, lengths) => {
      const whole = write(list, all);
      const blocking = list.map(({ folding, terms }) => ({
        folding: { ...folding, vertical: false },
        terms: terms.map((term) => ({ ...term, action: 'block' as const })),
      }));
      const screen = compileScreen(blocking);
      checkBlocked(screen, whole, cut(whole, lengths));
    }),
    RUNS,
  );
});
