import type { Folding, TermRules } from '../index.ts';
import { EXACT, FOLDED } from './cases.ts';

/** One text and what must be found in it under rules. `hits` are [start, end, number of the term]. */
export interface RuleCase {
  readonly name: string;
  readonly folding?: Folding;
  readonly allow?: readonly string[];
  readonly terms: readonly (string | readonly [text: string, rules: TermRules])[];
  readonly text: string;
  readonly hits: readonly (readonly [start: number, end: number, term: number])[];
  /** Where leftmost-longest differs from all hits. */
  readonly longest?: RuleCase['hits'];
}

const requires = (within: number, ...terms: string[]): TermRules => ({ context: { kind: 'requires', terms, within } });
const excludes = (within: number, ...terms: string[]): TermRules => ({ context: { kind: 'excludes', terms, within } });

export const RULE_CASES: readonly RuleCase[] = [
  // Allow phrases
  { name: 'a phrase of the list redeems', allow: ['大麻烦'], terms: ['大麻'], text: '大麻烦', hits: [] },
  { name: 'only inside the phrase', allow: ['大麻烦'], terms: ['大麻'], text: '大麻烦大麻', hits: [[3, 5, 0]] },
  {
    name: 'a phrase that begins but does not come',
    allow: ['大麻烦了'],
    terms: ['大麻'],
    text: '大麻烦人',
    hits: [[0, 2, 0]],
  },
  { name: 'a phrase cut off by the end', allow: ['大麻烦'], terms: ['大麻'], text: '有大麻', hits: [[1, 3, 0]] },
  {
    name: 'a phrase that begins before the term',
    allow: ['亚麻布'],
    terms: ['麻'],
    text: '亚麻布麻',
    hits: [[3, 4, 0]],
  },
  { name: 'the term at the end of the phrase', allow: ['惹上大麻'], terms: ['大麻'], text: '惹上大麻', hits: [] },
  {
    name: 'a phrase of one term does not redeem another',
    terms: [['大麻', { allow: ['大麻烦'] }], '麻烦'],
    text: '大麻烦',
    hits: [[1, 3, 1]],
  },
  {
    name: 'a hit that sticks out of the phrase stays',
    allow: ['乙丙丁'],
    terms: ['甲乙', '乙丙'],
    text: '甲乙丙丁',
    hits: [[0, 2, 0]],
  },
  { name: 'one of two phrases is enough', allow: ['大麻烦人', '大麻烦'], terms: ['大麻'], text: '大麻烦事', hits: [] },
  { name: 'the term twice in one phrase', allow: ['麻又麻'], terms: ['麻'], text: '麻又麻麻', hits: [[3, 4, 0]] },
  {
    name: 'a phrase folds like the term',
    folding: FOLDED,
    allow: ['大麻烦'],
    terms: ['大麻'],
    text: '大.麻\u200b煩 大麻',
    hits: [[6, 8, 0]],
  },
  { name: 'a phrase that is the term itself', allow: ['大麻'], terms: ['大麻'], text: '大麻', hits: [] },
  {
    name: 'a phrase around astral characters',
    allow: ['😀大麻😀'],
    terms: ['大麻'],
    text: '😀大麻😀大麻😁',
    hits: [[6, 8, 0]],
  },
  // Whole words
  { name: 'SM in Smoking', folding: FOLDED, terms: [['SM', { wholeWord: true }]], text: 'Smoking', hits: [] },
  {
    name: 'SM in Chinese text',
    folding: FOLDED,
    terms: [['SM', { wholeWord: true }]],
    text: '玩SM吗',
    hits: [[1, 3, 0]],
  },
  { name: 'a word alone', terms: [['SM', { wholeWord: true }]], text: 'SM', hits: [[0, 2, 0]] },
  { name: 'a word at the end of another', terms: [['sm', { wholeWord: true }]], text: 'prism', hits: [] },
  { name: 'a word before a digit', terms: [['vx', { wholeWord: true }]], text: '1vx2', hits: [[1, 3, 0]] },
  { name: 'a number inside another', terms: [['64', { wholeWord: true }]], text: '1964年 64年', hits: [[6, 8, 0]] },
  { name: 'a word before an underscore', terms: [['vx', { wholeWord: true }]], text: 'vx_', hits: [[0, 2, 0]] },
  { name: 'a word before an astral character', terms: [['vx', { wholeWord: true }]], text: 'vx😀', hits: [[0, 2, 0]] },
  {
    name: 'a word spelt with separators',
    folding: FOLDED,
    terms: [['SM', { wholeWord: true }]],
    text: 's.m is mean',
    hits: [[0, 3, 0]],
  },
  {
    name: 'full-width neighbours count',
    folding: FOLDED,
    terms: [['SM', { wholeWord: true }]],
    text: 'ＳＭｏ ＳＭ',
    hits: [[4, 6, 0]],
  },
  {
    name: 'a Chinese term is not held back by its neighbours',
    terms: [['禁词', { wholeWord: true }]],
    text: 'a禁词b',
    hits: [[1, 3, 0]],
  },
  { name: 'a word that ends in Chinese', terms: [['a词', { wholeWord: true }]], text: 'ba词b a词b', hits: [[5, 7, 0]] },
  // Gaps
  { name: 'a gap', terms: [['甲*乙', { gap: 3 }]], text: '甲一二乙', hits: [[0, 4, 0]] },
  { name: 'an empty gap', terms: [['甲*乙', { gap: 3 }]], text: '甲乙', hits: [[0, 2, 0]] },
  { name: 'a gap just short enough', terms: [['甲*乙', { gap: 3 }]], text: '甲一二三乙', hits: [[0, 5, 0]] },
  { name: 'a gap too long', terms: [['甲*乙', { gap: 3 }]], text: '甲一二三四乙', hits: [] },
  { name: 'no gap without the rule', terms: ['甲*乙'], text: '甲一乙 甲*乙', hits: [[4, 7, 0]] },
  {
    name: 'every way through',
    terms: [['甲*乙', { gap: 3 }]],
    text: '甲甲乙乙',
    hits: [
      [0, 3, 0],
      [0, 4, 0],
      [1, 3, 0],
      [1, 4, 0],
    ],
    longest: [[0, 4, 0]],
  },
  { name: 'two gaps', terms: [['甲*乙*丙', { gap: 2 }]], text: '甲一乙二二丙', hits: [[0, 6, 0]] },
  { name: 'a gap over a line end', terms: [['甲*乙', { gap: 1 }]], text: '甲\n乙', hits: [[0, 3, 0]] },
  { name: 'an astral character counts once', terms: [['甲*乙', { gap: 1 }]], text: '甲😀乙', hits: [[0, 4, 0]] },
  {
    name: 'invisible characters do not count',
    folding: FOLDED,
    terms: [['甲*乙', { gap: 1 }]],
    text: `甲一${'\u200b'.repeat(5)}乙`,
    hits: [[0, 8, 0]],
  },
  {
    name: 'invisible characters count behind the 256th',
    folding: FOLDED,
    terms: [['甲*乙', { gap: 1 }]],
    text: `甲${'\u200b'.repeat(258)}乙 甲${'\u200b'.repeat(257)}乙`,
    hits: [[261, 520, 0]],
  },
  { name: 'an escaped star', terms: [['甲\\*乙', { gap: 3 }]], text: '甲一乙甲*乙', hits: [[3, 6, 0]] },
  { name: 'stars at the ends are characters', terms: [['*甲*', { gap: 3 }]], text: '甲 *甲*', hits: [[2, 5, 0]] },
  { name: 'several stars are one gap', terms: [['甲**乙', { gap: 1 }]], text: '甲一二乙甲一乙', hits: [[4, 7, 0]] },
  {
    name: 'a part that folds to nothing is no part',
    folding: FOLDED,
    terms: [['甲*.', { gap: 3 }]],
    text: '甲',
    hits: [[0, 1, 0]],
  },
  { name: 'a gap of no characters', terms: [['甲*乙', { gap: 0 }]], text: '甲乙甲一乙', hits: [[0, 2, 0]] },
  { name: 'parts that overlap do not count', terms: [['甲乙*乙丙', { gap: 3 }]], text: '甲乙丙', hits: [] },
  { name: 'a part that a piece may cut', terms: [['甲*乙丙', { gap: 1 }]], text: '甲一乙丙', hits: [[0, 4, 0]] },
  {
    name: 'a gap too long beside a longer one',
    terms: [
      ['丙*丁', { gap: 9 }],
      ['甲*乙', { gap: 1 }],
    ],
    text: '丙甲一二乙三',
    hits: [],
  },
  {
    name: 'a gap inside a phrase',
    terms: [['甲*乙', { gap: 3, allow: ['甲一乙二'] }]],
    text: '甲一乙二甲一乙三',
    hits: [[4, 7, 0]],
  },
  // Context
  { name: 'context before', terms: [['水', requires(3, '卖')]], text: '卖一二水', hits: [[3, 4, 0]] },
  { name: 'context behind', terms: [['水', requires(3, '卖')]], text: '水一二三卖', hits: [[0, 1, 0]] },
  { name: 'context too far', terms: [['水', requires(3, '卖')]], text: '水一二三四卖', hits: [] },
  { name: 'context that begins in reach', terms: [['水', requires(1, '卖出')]], text: '水一卖出', hits: [[0, 1, 0]] },
  { name: 'context that does not come', terms: [['水', requires(1, '卖出')]], text: '水一卖入', hits: [] },
  { name: 'no context at all', terms: [['水', requires(3, '卖')]], text: '水', hits: [] },
  {
    name: 'context that runs into the term',
    terms: [['水货', requires(0, '卖水')]],
    text: '卖水货',
    hits: [[1, 3, 0]],
  },
  { name: 'one of several contexts', terms: [['水', requires(1, '卖', '买')]], text: '买水', hits: [[1, 2, 0]] },
  { name: 'excluded by what stands before', terms: [['水', excludes(1, '喝')]], text: '喝水，水', hits: [[3, 4, 0]] },
  { name: 'excluded by what follows', terms: [['水', excludes(1, '杯')]], text: '水杯 水', hits: [] },
  { name: 'not excluded from afar', terms: [['水', excludes(1, '杯')]], text: '水一二杯', hits: [[0, 1, 0]] },
  {
    name: 'context folds like the term',
    folding: FOLDED,
    terms: [['水', requires(2, '賣出')]],
    text: '卖.出水',
    hits: [[3, 4, 0]],
  },
  // Combinations
  { name: 'both in one sentence', terms: [['甲', { combine: { with: ['乙'] } }]], text: '甲一二乙', hits: [[3, 4, 0]] },
  { name: 'in either order', terms: [['甲', { combine: { with: ['乙'] } }]], text: '乙一二甲', hits: [[3, 4, 0]] },
  { name: 'not over a full stop', terms: [['甲', { combine: { with: ['乙'] } }]], text: '甲。乙', hits: [] },
  { name: 'not over a line end', terms: [['甲', { combine: { with: ['乙'] } }]], text: '甲\n乙', hits: [] },
  { name: 'over a comma', terms: [['甲', { combine: { with: ['乙'] } }]], text: '甲，乙', hits: [[2, 3, 0]] },
  { name: 'not over an English full stop', terms: [['甲', { combine: { with: ['乙'] } }]], text: '甲. 乙', hits: [] },
  { name: 'over a decimal point', terms: [['甲', { combine: { with: ['乙'] } }]], text: '甲1.5乙', hits: [[4, 5, 0]] },
  {
    name: 'each part from the last on',
    terms: [['甲', { combine: { with: ['乙'] } }]],
    text: '甲乙甲乙',
    hits: [
      [1, 2, 0],
      [2, 3, 0],
      [3, 4, 0],
    ],
  },
  {
    name: 'three of three',
    terms: [['甲', { combine: { with: ['乙', '丙'] } }]],
    text: '甲乙甲乙丙',
    hits: [[4, 5, 0]],
  },
  {
    name: 'parts that end together complete each other',
    terms: [['甲乙', { combine: { with: ['乙'] } }]],
    text: '甲乙',
    hits: [
      [0, 2, 0],
      [1, 2, 0],
    ],
    longest: [[0, 2, 0]],
  },
  { name: 'a part never seen', terms: [['甲', { combine: { with: ['乙', '丙'] } }]], text: '甲乙', hits: [] },
  {
    name: 'a redeemed part does not count',
    terms: [['大麻', { allow: ['大麻烦'], combine: { with: ['出售'] } }]],
    text: '出售大麻烦',
    hits: [],
  },
  {
    name: 'a short Latin part is a whole word',
    folding: FOLDED,
    terms: [['甲', { combine: { with: ['SM'] } }]],
    text: '甲Smoking',
    hits: [],
  },
  // A term's own folding and several rules at once
  {
    name: 'case sensitive',
    folding: FOLDED,
    terms: [['SB', { fold: { case: false } }]],
    text: 'sb SB',
    hits: [[3, 5, 0]],
  },
  {
    name: 'folded in an exact list',
    folding: EXACT,
    terms: [['sb', { fold: { case: true } }]],
    text: 'SB',
    hits: [[0, 2, 0]],
  },
  {
    name: 'a whole word with context and a phrase',
    folding: FOLDED,
    terms: [['SM', { wholeWord: true, allow: ['SM娱乐'], ...requires(4, '玩') }]],
    text: '玩SM娱乐，玩SM吗，SMALL玩',
    hits: [[7, 9, 0]],
  },
  {
    name: 'leftmost-longest picks one of what overlaps',
    terms: ['甲乙', '甲乙丙', '乙丙丁', '丁'],
    text: '甲乙丙丁',
    hits: [
      [0, 2, 0],
      [0, 3, 1],
      [1, 4, 2],
      [3, 4, 3],
    ],
    longest: [
      [0, 3, 1],
      [3, 4, 3],
    ],
  },
  {
    name: 'leftmost before longest',
    terms: ['甲乙', '乙丙丁戊'],
    text: '甲乙丙丁戊',
    hits: [
      [0, 2, 0],
      [1, 5, 1],
    ],
    longest: [[0, 2, 0]],
  },
  { name: 'the empty text', terms: [['甲', { wholeWord: true, ...requires(3, '乙') }]], text: '', hits: [] },
];
