import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Action, defaultPolicy, foldingSchema } from '../../contract/index.ts';
import { findTermProblem, requireRiskCode, standardAnswerFor, strictestAction } from './rules.ts';

const FOLDING = foldingSchema.parse({});
const EXACT = { ...FOLDING, width: false, case: false, traditional: false, invisible: false, separators: false };

test('what can be a term depends on the folding', () => {
  assert.notEqual(findTermProblem('***', FOLDING), null);
  assert.equal(findTermProblem('***', EXACT), null);
});

for (const term of ['禁', '禁词甲', 'ab', '测试 违规', '违.禁.乙']) {
  test(`${term} can be a term`, () => assert.equal(findTermProblem(term, FOLDING), null));
}
for (const term of ['a', 'Ａ', '1', 'é', '-a-', '\u200b', 'a'.repeat(201), '禁\n词', '禁\ud800']) {
  test(`${JSON.stringify(term.slice(0, 10))} cannot be a term`, () =>
    assert.notEqual(findTermProblem(term, FOLDING), null));
}

const STRICTEST: readonly (readonly [actions: readonly Action[], strictest: Action | null])[] = [
  [[], null],
  [['flag'], 'flag'],
  [['flag', 'replace', 'flag'], 'replace'],
  [['replace', 'block', 'flag'], 'block'],
];
for (const [actions, strictest] of STRICTEST) {
  test(`hits to ${actions.join(', ') || 'nothing'} lead to ${strictest}`, () => {
    assert.equal(strictestAction(actions.map((action) => ({ action }))), strictest);
  });
}

test('the standard answer is that of the risk, else of its group, else the default', () => {
  const standardAnswers = { default: 'd', 'A.1': 'group', 'A.1.f': 'risk' };
  const answerFor = (risk: string) => standardAnswerFor({ ...defaultPolicy, standardAnswers }, risk);
  assert.deepEqual(['A.1.f', 'A.1.a', 'A.2.a'].map(answerFor), ['risk', 'group', 'd']);
});

test('only the 31 codes are risks; nothing given is nothing to refuse', () => {
  requireRiskCode('A.1.f', 'risk');
  requireRiskCode(null, 'risk');
  requireRiskCode(undefined, 'risk');
  for (const code of ['A.1', 'A.5.i', 'a.1.f', ''])
    assert.throws(() => requireRiskCode(code, 'risk'), /^HeguiError: risk/);
});
