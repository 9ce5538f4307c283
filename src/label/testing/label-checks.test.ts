import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inRepository } from '../../../tests/support/floors.ts';
import { LABEL_CHECKS } from './label-checks.ts';

test('the checks are the twenty-five, in their order, and each is proven somewhere', () => {
  assert.deepEqual(
    LABEL_CHECKS.map(({ number }) => number),
    Array.from({ length: 25 }, (_, index) => index + 1),
  );
  for (const { number, proofs } of LABEL_CHECKS) assert.notEqual(proofs.length, 0, `check ${number}`);
});

for (const { number, what, proofs } of LABEL_CHECKS) {
  test(`check ${number} has the tests that it names: ${what}`, () => {
    for (const [file, title] of proofs)
      assert.ok(readFileSync(inRepository(file), 'utf8').includes(title), `${file} has no test “${title}”`);
  });
}
