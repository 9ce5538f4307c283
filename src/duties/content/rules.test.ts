import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldingSchema } from '../../contract/index.ts';
import { findTermProblem, requireRiskCode } from './rules.ts';

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

test('only the 31 codes are risks; nothing given is nothing to refuse', () => {
  requireRiskCode('A.1.f', 'risk');
  requireRiskCode(null, 'risk');
  requireRiskCode(undefined, 'risk');
  for (const code of ['A.1', 'A.5.i', 'a.1.f', ''])
    assert.throws(() => requireRiskCode(code, 'risk'), /^HeguiError: risk/);
});
