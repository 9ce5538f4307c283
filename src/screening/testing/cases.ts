import type { Folding, TermAction } from '../index.ts';
import { EVASION_CASES } from './evasion-cases.ts';

export const EXACT: Folding = { width: false, case: false, traditional: false, invisible: false, separators: false };
export const FOLDED: Folding = { width: true, case: true, traditional: true, invisible: true, separators: true };

/** One text and what must be found in it. `hits` are [start, end, number of the term]. */
export interface ScreenCase {
  readonly name: string;
  readonly folding?: Folding;
  readonly action?: TermAction;
  readonly terms: readonly string[];
  readonly text: string;
  readonly hits: readonly (readonly [start: number, end: number, term: number])[];
}

const only = (fold: Partial<Folding>): Folding => ({ ...EXACT, ...fold });

export const CASES: readonly ScreenCase[] = [
  { name: 'empty text', terms: ['禁词甲'], text: '', hits: [] },
  { name: 'no term', terms: [], text: '任何文字', hits: [] },
  { name: 'text without a hit', terms: ['禁词甲'], text: '禁词乙，禁词', hits: [] },
  { name: 'whole text', terms: ['禁词甲'], text: '禁词甲', hits: [[0, 3, 0]] },
  {
    name: 'single character',
    terms: ['甲'],
    text: '乙甲甲',
    hits: [
      [1, 2, 0],
      [2, 3, 0],
    ],
  },
  { name: 'after a false start', terms: ['甲甲乙'], text: '甲甲甲乙', hits: [[1, 4, 0]] },
  {
    name: 'nested suffixes',
    terms: ['甲乙丙', '乙丙', '丙'],
    text: '甲乙丙',
    hits: [
      [0, 3, 0],
      [1, 3, 1],
      [2, 3, 2],
    ],
  },
  {
    name: 'nested prefixes',
    terms: ['甲', '甲乙', '甲乙丙'],
    text: '甲乙丙',
    hits: [
      [0, 1, 0],
      [0, 2, 1],
      [0, 3, 2],
    ],
  },
  { name: 'inner term of a longer one that fails', terms: ['甲乙丙丁', '乙丙'], text: '甲乙丙甲', hits: [[1, 3, 1]] },
  {
    name: 'suffix that is complete and has no children',
    terms: ['甲乙丙丁', '乙', '丙丁戊'],
    text: '甲乙丙丁戊',
    hits: [
      [0, 4, 0],
      [1, 2, 1],
      [2, 5, 2],
    ],
  },
  {
    name: 'a term behind a suffix that is no term itself',
    terms: ['甲乙丙', '乙丙戊', '丙'],
    text: '甲乙丙',
    hits: [
      [0, 3, 0],
      [2, 3, 2],
    ],
  },
  {
    name: 'overlapping itself',
    terms: ['甲乙甲'],
    text: '甲乙甲乙甲',
    hits: [
      [0, 3, 0],
      [2, 5, 0],
    ],
  },
  {
    name: 'the same term twice',
    terms: ['禁词', '禁词'],
    text: '禁词',
    hits: [
      [0, 2, 0],
      [0, 2, 1],
    ],
  },
  {
    name: 'terms that fold to the same',
    folding: FOLDED,
    terms: ['ABC', 'a.b.c', 'ａｂｃ'],
    text: 'Abc',
    hits: [
      [0, 3, 0],
      [0, 3, 1],
      [0, 3, 2],
    ],
  },
  { name: 'exact means exact', terms: ['ABC', '愛'], text: 'abc ＡＢＣ A.BC A\u200bBC 爱', hits: [] },
  {
    name: 'full width',
    folding: only({ width: true }),
    terms: ['vx12', 'カナ', '人'],
    text: 'ｖx１２ ｶﾅ \u2f08',
    hits: [
      [0, 4, 0],
      [5, 7, 1],
      [8, 9, 2],
    ],
  },
  { name: 'half-width Hangul', folding: only({ width: true }), terms: ['ㄱㅏ'], text: 'ﾡￂ', hits: [[0, 2, 0]] },
  {
    name: 'case in four scripts',
    folding: only({ case: true }),
    terms: ['straÆé', 'ΣΑΣ', 'ЖЁ'],
    text: 'STRAæÉ σας жё',
    hits: [
      [0, 6, 0],
      [7, 10, 1],
      [11, 13, 2],
    ],
  },
  {
    name: 'width without case',
    folding: only({ width: true }),
    terms: ['abc'],
    text: 'ＡＢＣ ａｂｃ',
    hits: [[4, 7, 0]],
  },
  {
    name: 'traditional text, simplified term',
    folding: only({ traditional: true }),
    terms: ['测试违规词'],
    text: '這是測試違規詞',
    hits: [[2, 7, 0]],
  },
  {
    name: 'simplified text, traditional term',
    folding: only({ traditional: true }),
    terms: ['違禁乙'],
    text: '违禁乙',
    hits: [[0, 3, 0]],
  },
  {
    name: 'zero width between',
    folding: only({ invisible: true }),
    terms: ['禁词甲'],
    text: 'x禁\u200b词\u2060\ufeff甲\u200b',
    hits: [[1, 7, 0]],
  },
  {
    name: 'zero width never before the first',
    folding: only({ invisible: true }),
    terms: ['禁词'],
    text: '\u200b\u200b禁词',
    hits: [[2, 4, 0]],
  },
  {
    name: 'soft hyphen, variation selector, joiner, filler, replacement',
    folding: only({ invisible: true }),
    terms: ['甲乙丙丁戊己'],
    text: '甲\u00ad乙\ufe0f丙\u034f丁\u3164戊\ufffd己',
    hits: [[0, 11, 0]],
  },
  {
    name: 'supplementary variation selectors and tags',
    folding: only({ invisible: true }),
    terms: ['甲乙'],
    text: '甲\u{e0100}\u{e0061}乙',
    hits: [[0, 6, 0]],
  },
  {
    name: '256 invisible ones',
    folding: only({ invisible: true }),
    terms: ['甲乙'],
    text: `甲${'\u200b'.repeat(256)}乙`,
    hits: [[0, 258, 0]],
  },
  {
    name: '257 invisible ones are too many',
    folding: only({ invisible: true }),
    terms: ['甲乙'],
    text: `甲${'\u200b'.repeat(257)}乙`,
    hits: [],
  },
  {
    name: 'separators between',
    folding: only({ separators: true }),
    terms: ['禁词甲'],
    text: '禁*词 - .甲',
    hits: [[0, 8, 0]],
  },
  {
    name: 'every separator',
    folding: only({ separators: true }),
    terms: ['甲乙'],
    text: [...'.*-_|/\\~^+=#@&\'"`<>()[]{} \t\u3000\u00a0·•・'].map((mark) => `甲${mark}乙`).join('，'),
    hits: Array.from({ length: 32 }, (_, index) => [index * 4, index * 4 + 3, 0] as const),
  },
  {
    name: 'four separators',
    folding: only({ separators: true }),
    terms: ['甲乙'],
    text: '甲....乙',
    hits: [[0, 6, 0]],
  },
  {
    name: 'five separators are too many',
    folding: only({ separators: true }),
    terms: ['甲乙'],
    text: '甲.....乙',
    hits: [],
  },
  {
    name: 'invisible ones do not start the count of separators again',
    folding: FOLDED,
    terms: ['甲乙'],
    text: '甲...\u200b..乙',
    hits: [],
  },
  {
    name: 'a gap that is too long leaves no trace',
    folding: only({ separators: true }),
    terms: ['甲乙', '乙丙'],
    text: '甲.....乙.丙',
    hits: [[6, 9, 1]],
  },
  {
    name: 'not across lines or sentences',
    folding: FOLDED,
    terms: ['甲乙'],
    text: '甲\n乙 甲，乙 甲。乙 甲,乙 甲;乙 甲:乙 甲!乙 甲?乙 甲、乙 甲；乙',
    hits: [],
  },
  {
    name: 'full-width separators need both foldings',
    folding: only({ separators: true, width: true }),
    terms: ['甲乙'],
    text: '甲．乙 甲＊乙',
    hits: [
      [0, 3, 0],
      [4, 7, 0],
    ],
  },
  {
    name: 'separators of the term are dropped',
    folding: only({ separators: true }),
    terms: ['a.b c'],
    text: 'abc a.b.c',
    hits: [
      [0, 3, 0],
      [4, 9, 0],
    ],
  },
  { name: 'separators of the term count when that folding is off', terms: ['a.b'], text: 'ab a.b', hits: [[3, 6, 0]] },
  { name: 'all foldings at once', folding: FOLDED, terms: ['加vx领'], text: '加 Ｖ\u200b*Ｘ_領', hits: [[0, 8, 0]] },
  {
    name: 'nested terms with gaps',
    folding: FOLDED,
    terms: ['甲乙丙', '乙丙', '丙'],
    text: '甲.乙\u200b丙',
    hits: [
      [0, 5, 0],
      [2, 5, 1],
      [4, 5, 2],
    ],
  },
  {
    name: 'astral',
    terms: ['😀甲', '😀'],
    text: '😀😀甲',
    hits: [
      [0, 2, 1],
      [2, 4, 1],
      [2, 5, 0],
    ],
  },
  {
    name: 'half a pair is no match',
    folding: FOLDED,
    terms: ['\u{1f600}'],
    text: '\ud83d \ude00 \u{1f601}\u{1f5ff}',
    hits: [],
  },
  {
    name: 'an invisible pair is skipped as a whole',
    folding: FOLDED,
    terms: ['甲\u{1fd00}乙'],
    text: '甲\u{1fd00}\u{e0100}乙',
    hits: [[0, 6, 0]],
  },
  { name: 'half a pair counts as U+FFFD', terms: ['甲\ufffd'], text: '甲\ud83d', hits: [[0, 2, 0]] },
  {
    name: 'half a pair is invisible like U+FFFD',
    folding: FOLDED,
    terms: ['甲乙'],
    text: '甲\ud83d乙',
    hits: [[0, 3, 0]],
  },
  ...EVASION_CASES,
];
