import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileScreen, type Folding } from '../../screening/index.ts';
import { Channel } from './channel.ts';

const folding: Folding = { width: false, case: false, traditional: false, invisible: false, separators: false };
const screen = compileScreen([{ folding, terms: [{ text: '甲', tag: 0, action: 'flag' }] }]);
/** More than a call may have arguments. */
const HITS = 300_000;

test('a step with hundreds of thousands of hits keeps them all', () => {
  for (const way of ['push', 'pushWhole'] as const) {
    const channel = new Channel({ path: 'content', screen, mask: '*', kind: 'plain' });
    const { released, cut } = channel[way]('甲'.repeat(HITS));
    assert.equal(released.length, HITS);
    assert.equal(cut, false);
    assert.equal(channel.hits.length, HITS);
    assert.deepEqual(channel.hits.at(-1), { start: HITS - 1, end: HITS, tag: 0, term: 0 });
  }
});
