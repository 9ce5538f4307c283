import type { Folding } from '../index.ts';

interface EvasionCase {
  readonly name: string;
  readonly folding: Folding;
  readonly terms: readonly string[];
  readonly text: string;
  readonly hits: readonly (readonly [start: number, end: number, term: number])[];
}

const EXACT: Folding = { width: false, case: false, traditional: false, invisible: false, separators: false };
const only = (fold: Partial<Folding>): Folding => ({ ...EXACT, ...fold });
const one = (
  name: string,
  fold: Partial<Folding>,
  term: string,
  text: string,
  ...hits: readonly (readonly [start: number, end: number])[]
): EvasionCase => ({
  name,
  folding: only(fold),
  terms: [term],
  text,
  hits: hits.map(([start, end]) => [start, end, 0] as const),
});

/** What each kind of evasion finds, and where it stops. Streams find the same. */
export const EVASION_CASES: readonly EvasionCase[] = [
  one('styled letters of one unit', { styled: true }, 'abc', 'ⓐⓑ⒞ ⓐbc', [0, 3], [4, 7]),
  one('styled letters of two units', { styled: true }, 'abc', '𝐚𝒷𝓬 x', [0, 6]),
  one('a styled letter at the end of the text', { styled: true }, '禁b', '禁𝐛', [0, 3]),
  one('squared characters', { styled: true }, '禁词', '🈲词', [0, 3]),
  one('styled letters need their kind', {}, 'abc', 'ⓐⓑⓒ'),
  one('an emoji is no letter', { styled: true }, 'abc', '🎉bc'),
  one('number forms', { numbers: true }, '加123群', '加①٢Ⅲ群 加一二三群 加壹贰叁群', [0, 5], [6, 11], [12, 17]),
  one('a long number in characters', { numbers: true }, '13800', '一三八〇零', [0, 5]),
  one('a short number keeps its script', { numbers: true }, '三八', '38 三八', [3, 5]),
  one('doubled', { doubled: true }, '禁词甲', '禁禁词词词甲甲', [1, 6]),
  one('doubled with marks between', { doubled: true, separators: true }, '禁词甲', '禁词.词 甲', [0, 6]),
  one('eight more copies', { doubled: true }, '禁词甲', `禁${'词'.repeat(9)}甲`, [0, 11]),
  one('nine more copies are too many', { doubled: true }, '禁词甲', `禁${'词'.repeat(10)}甲`),
  one('a term with a double of its own', { doubled: true }, '看看电', '看看看电电 看电', [1, 4]),
  one('homophones', { homophone: true }, '禁词甲', '今词甲 禁磁家 今磁家', [0, 3], [4, 7], [8, 11]),
  one('of two characters one must stay', { homophone: true }, '禁词', '今词 今磁', [0, 2]),
  one('no homophones of a single character', { homophone: true }, '禁', '今'),
  one('a further reading', { homophone: true }, '银行卡', '银航卡', [0, 3]),
  one('a numeral has a sound', { homophone: true, numbers: true }, '一夜情', '依夜情', [0, 3]),
  one('pinyin among characters', { pinyin: true }, '禁词甲', 'jin词甲 禁ci甲 禁词jia', [0, 5], [6, 10], [11, 16]),
  one('pinyin throughout', { pinyin: true }, '禁词甲', 'jincijia', [0, 8]),
  one('pinyin does not end within a word', { pinyin: true }, '禁词甲', '禁词jian 禁词jia1', [7, 12]),
  one('pinyin does not begin within a word', { pinyin: true }, '禁词甲', 'ajin词甲'),
  one('short pinyin throughout is too common', { pinyin: true }, '你好', 'nihao 你hao', [6, 10]),
  one('homophones need their kind', { pinyin: true }, '禁词甲', '今ci甲'),
  one('homophones and pinyin', { pinyin: true, homophone: true }, '禁词甲', '今ci甲', [0, 4]),
  one('letters of other scripts', { lookalike: true }, 'casino', 'саѕіпо cаsino', [0, 6], [7, 13]),
  one('digits and marks for letters', { lookalike: true }, 'casino', 'c4s1n0 c@$!no', [0, 6], [7, 13]),
  one('several marks for a letter', { lookalike: true }, 'weed', 'vveed', [0, 5]),
  one('no look-alikes of two letters', { lookalike: true }, 'vx', 'νx'),
  one('nothing but marks is no word', { lookalike: true }, 'sos', '505'),
  one('parts', { split: true }, '禁词甲', '林示词甲 禁讠司甲 禁言司甲', [0, 4], [5, 9], [10, 14]),
  one('three parts', { split: true }, '湖水甲', '氵古月水甲', [0, 5]),
  one('parts beside a numeral', { split: true, numbers: true }, '三好', '三女子 3女子', [0, 3], [4, 7]),
  one('no parts of a single character', { split: true }, '禁', '林示'),
  one('backwards', { reversed: true }, '禁词甲', '甲词禁 禁词甲', [0, 3], [4, 7]),
  one('two characters backwards', { reversed: true }, '禁词', '词禁', [0, 2]),
  one('one character twice is the same backwards', { reversed: true }, '禁禁', '禁禁', [0, 2]),
  one('backwards keeps pairs whole', { reversed: true }, '禁😀甲', '甲😀禁', [0, 4]),
];

/** Whole texts only: a column may go on in every line to come. */
export const COLUMN_CASES: readonly EvasionCase[] = [
  one('top to bottom', { vertical: true }, '禁词甲', '禁好\n词的\n甲呀', [0, 7]),
  one('in the last column', { vertical: true }, '禁词甲', '好好禁\r\n的的词\r\n呀呀甲', [2, 13]),
  one('two characters below each other', { vertical: true }, '禁词', '禁\n词', [0, 3]),
  one('not across an empty line', { vertical: true }, '禁词甲', '禁\n\n词\n甲'),
  one('not where a line is too short', { vertical: true }, '禁词甲', '好禁\n好\n好词\n好甲'),
];
