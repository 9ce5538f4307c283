import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldingSchema } from '../../../contract/index.ts';
import { TermParser } from './term-reader.ts';

const FOLDING = foldingSchema.parse({});
const parseTerms = (text: string, folding = FOLDING, linesMax = 2) => {
  const parser = new TermParser(text, folding);
  while (parser.readNext(linesMax));
  return parser.result;
};
const plain = (text: string) => ({
  text,
  risk: null,
  action: null,
  note: null,
  severity: null,
  source: null,
  validFrom: null,
  validTo: null,
  rules: null,
});
const read = (text: string) => parseTerms(text).terms.map(({ line: _line, ...term }) => term);
const reasonOf = (text: string) => parseTerms(text).refused[0]?.reason ?? '';

const TAKEN: readonly (readonly [title: string, text: string, terms: ReturnType<typeof read>])[] = [
  ['one term a line', '禁词甲\n违禁乙', [plain('禁词甲'), plain('违禁乙')]],
  ['a byte order mark', '\uFEFF禁词甲', [plain('禁词甲')]],
  [
    'Windows and old Mac line ends',
    '禁词甲\r\n违禁乙\r测试违规词',
    [plain('禁词甲'), plain('违禁乙'), plain('测试违规词')],
  ],
  ['blank lines and space around', '\n  禁词甲  \n\n', [plain('禁词甲')]],
  [
    'all four columns',
    '禁词甲,A.1.f,replace,备注',
    [{ ...plain('禁词甲'), risk: 'A.1.f', action: 'replace', note: '备注' }],
  ],
  ['empty columns', '禁词甲,,flag,', [{ ...plain('禁词甲'), action: 'flag' }]],
  ['a heading row', 'term,risk,action,note\n禁词甲,A.1.f', [{ ...plain('禁词甲'), risk: 'A.1.f' }]],
  ['a heading in another order', '动作,词条\nflag,禁词甲', [{ ...plain('禁词甲'), action: 'flag' }]],
  ['quoted fields', '"禁词,甲",,,"a ""note"""', [{ ...plain('禁词,甲'), note: 'a "note"' }]],
  ['an action in capitals', '禁词甲,,BLOCK', [{ ...plain('禁词甲'), action: 'block' }]],
  ['one Chinese character', '甲', [plain('甲')]],
  ['brackets, stops and marks that are no expression', '[禁词]...(甲)', [plain('[禁词]...(甲)')]],
  ['a heading in Chinese with columns nobody reads', '序号,关键词,部门\n1,禁词甲,乙部', [plain('禁词甲')]],
  [
    'days and severities as people write them',
    '词条,级别,生效日期,失效日期\n禁词甲,高,2026/1/2,2026年3月4日',
    [{ ...plain('禁词甲'), severity: 'high', validFrom: '2026-01-02', validTo: '2026-03-04' }],
  ],
];
for (const [title, text, terms] of TAKEN) {
  test(`a list with ${title} is read`, () => {
    assert.deepEqual(read(text), terms);
    assert.deepEqual(parseTerms(text).refused, []);
  });
}

const REFUSED: readonly (readonly [title: string, text: string, reason: RegExp])[] = [
  ['an unknown risk', '禁词甲,A.9.z', /"A\.9\.z".*31/],
  ['a risk of the right form that does not exist', '禁词甲,A.5.i', /31/],
  ['an unknown action', '禁词甲,,delete', /"delete"; use block/],
  ['a quote that stays open', '"禁词甲', /not closed/],
  ['text after a closing quote', '"禁词甲"乙', /not closed|after the closing/],
  ['a comma too many', '禁词甲,,,,x', /5 fields/],
  ['no term', ',A.1.f', /no term/],
  ['one Latin letter', 'a', /single letter/],
  ['one digit', '７', /single letter/],
  ['one letter among separators', '.a.', /single letter/],
  ['separators only', '***', /no character left/],
  ['invisible characters only', '\u200b\u200d', /no character left/],
  ['201 characters', '甲'.repeat(201), /201 characters/],
  ['a control character', '禁\u0007词', /control/],
  ['a regular expression in slashes', '/禁.词/', /regular expression/],
  ['a class of characters', '禁\\d词', /regular expression/],
  ['an alternation', '禁(甲|乙)', /regular expression/],
  ['anything between', '禁.*词', /regular expression/],
  ['10,000 characters', '甲'.repeat(10_000), /10000 characters/],
  ['a note of 501 characters', `禁词甲,,,${'n'.repeat(501)}`, /501/],
];
for (const [title, text, reason] of REFUSED) {
  test(`a line with ${title} is refused and the others are taken`, () => {
    const { terms, refused } = parseTerms(`违禁乙\n${text}\n测试违规词`);
    assert.deepEqual(
      terms.map((term) => term.text),
      ['违禁乙', '测试违规词'],
    );
    assert.equal(refused[0]?.line, 2);
    assert.match(reasonOf(text), reason);
  });
}

test('a term that came before is refused with the line it came on', () => {
  assert.deepEqual(parseTerms('禁词甲\n\n禁词甲').refused, [
    { line: 3, text: '禁词甲', reason: 'is the same term as line 1' },
  ]);
});

test('what a refused line shows is cut to 100 characters', () => {
  assert.equal(parseTerms('甲'.repeat(300)).refused[0]?.text.length, 100);
});

test('every line that is not blank is either taken or refused, whatever it holds', () => {
  const cell = fc.string({ unit: fc.constantFrom('禁', '词', ',', '"', ' ', 'a', 'A.1.f', 'flag', '\u200b') });
  fc.assert(
    fc.property(fc.array(cell), (lines) => {
      const { terms, refused } = parseTerms(`词\n${lines.join('\n')}`);
      const filled = lines.filter((line) => line.trim() !== '').length;
      assert.equal(terms.length + refused.length, filled);
    }),
  );
});
