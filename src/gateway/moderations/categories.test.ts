import assert from 'node:assert/strict';
import { it } from 'node:test';
import { toResult } from './categories.ts';

it("sets OpenAI's hate for ethnic hatred and discrimination, with the score 1 and the input type text", () => {
  const result = toResult(['A.2.a', 'A.1.e']);
  assert.equal(result.categories.hate, true);
  assert.equal(result.category_scores.hate, 1);
  assert.deepEqual(result.category_applied_input_types.hate, ['text']);
  assert.equal(Object.values(result.categories).filter(Boolean).length, 1);
});

it('flags a risk without a counterpart and sets no category', () => {
  const result = toResult(['A.1.f', 'A.4.b']);
  assert.equal(result.flagged, true);
  assert.ok(Object.values(result.categories).every((isFound) => !isFound));
  assert.equal(toResult([]).flagged, false);
});
