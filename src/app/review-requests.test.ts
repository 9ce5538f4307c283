import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReviewService } from '../duties/content/index.ts';
import { decidedExamples } from './review-requests.ts';

const decided = (decisionId: string, text: string) => ({
  decisionId,
  exchangeId: 'exc_1',
  side: 'input' as const,
  text,
  risk: null,
  decidedAt: new Date(0),
});

test('training goes on behind a page of decisions whose texts were all erased, and ends at the end', async () => {
  const pages = new Map([
    ['', { texts: [decided('dec_1', '甲')], next: 'dec_1', leftOut: 1 }],
    ['dec_1', { texts: [], next: 'dec_2', leftOut: 0 }],
    ['dec_2', { texts: [decided('dec_3', '乙')], next: null, leftOut: 2 }],
  ]);
  const asked: string[] = [];
  const leftOut: number[] = [];
  const listDecisions: ReviewService['listDecisions'] = async ({ after = '' }) => {
    asked.push(after);
    return pages.get(after) ?? { texts: [], next: null, leftOut: 0 };
  };
  const examples = await Array.fromAsync(decidedExamples({ listDecisions }, (decisions) => leftOut.push(decisions)));
  assert.deepEqual(
    examples.map(({ text }) => text),
    ['甲', '乙'],
  );
  assert.deepEqual(asked, ['', 'dec_1', 'dec_2']);
  assert.deepEqual(leftOut, [1, 0, 2], 'whoever trains is told what was left out');
});
