import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Action, Hit } from '@hegui/contract';
import { segmentsOf, strictestAction } from './segments.ts';

const hit = (start: number, end: number, action: Action = 'block'): Hit => ({
  start,
  end,
  action,
  term: '违禁乙',
  listId: 'wls_1',
  listName: '甲',
  risk: 'A.3.b',
});

test('segments joined are the text', () => {
  const text = '前违禁乙后禁词甲';
  assert.equal(
    segmentsOf(text, [hit(1, 4), hit(2, 6), hit(5, 8)])
      .map((segment) => segment.text)
      .join(''),
    text,
  );
});

test('overlapping hits both cover the stretch they share', () => {
  const counts = segmentsOf('abcdef', [hit(0, 4), hit(2, 6)]).map(({ text, hits }) => [text, hits.length]);
  assert.deepEqual(counts, [
    ['ab', 1],
    ['cd', 2],
    ['ef', 1],
  ]);
});

test('a text without hits is one plain segment', () => {
  assert.deepEqual(segmentsOf('abc', []), [{ start: 0, text: 'abc', hits: [] }]);
});

test('the strictest action of several hits wins', () => {
  assert.equal(strictestAction([hit(0, 1, 'flag'), hit(0, 1, 'block'), hit(0, 1, 'replace')]), 'block');
  assert.equal(strictestAction([]), null);
});
