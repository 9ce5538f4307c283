import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Decision, inputOpinionSchema } from '../contract/index.ts';
import type { Verdict } from './judge.ts';
import {
  actionOf,
  adviceOf,
  isSampled,
  type Opinion,
  type OpinionAction,
  riskOf,
  type Settled,
  settleCascade,
  settleVote,
} from './rules.ts';
import { OpinionTally } from './tally.ts';

const verdict = (decision: Decision, more: Partial<Verdict> = {}): Verdict => ({
  decision,
  risks: [],
  labels: [],
  score: null,
  advice: null,
  ...more,
});
/** s safe, ? unsure, u unsafe, x failed. */
const opinionsOf = (letters: string): Opinion[] =>
  [...letters].map((letter, position) => {
    const judgeId = `jdg_${position}`;
    if (letter === 'x') return { judgeId, ms: 1, verdict: null, failure: 'timed-out' };
    const decision = letter === 's' ? 'safe' : letter === 'u' ? 'unsafe' : 'unsure';
    return { judgeId, ms: 1, verdict: verdict(decision), failure: null };
  });

const VOTES: readonly (readonly [letters: string, asked: number, votesMin: number, settled: Settled | null])[] = [
  ['', 3, 2, null],
  ['u', 3, 2, null],
  ['uu', 3, 2, 'unsafe'],
  ['ss', 3, 2, 'safe'],
  ['su', 3, 2, null],
  ['sus', 3, 2, 'safe'],
  ['us?', 3, 2, 'unsure'],
  ['usx', 3, 2, 'failed'],
  ['xx', 2, 1, 'failed'],
  ['sx', 2, 1, 'failed'],
  ['ux', 2, 1, 'unsafe'],
  ['u', 2, 1, 'unsafe'],
  ['s', 2, 1, null],
  ['ssx', 3, 2, 'safe'],
  ['x?', 2, 2, 'failed'],
  ['??', 2, 2, 'unsure'],
];
for (const [letters, asked, votesMin, settled] of VOTES) {
  test(`a vote of ${asked} with ${votesMin} needed and "${letters}" so far is ${settled ?? 'open'}`, () => {
    assert.equal(settleVote(opinionsOf(letters), asked, votesMin), settled);
  });
}

test('what a vote settles on early is what all voices together would have settled on', () => {
  const letters = ['s', '?', 'u', 'x'];
  const all = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c)));
  for (const voices of all) {
    for (const votesMin of [1, 2, 3]) {
      const whole = settleVote(opinionsOf(voices), 3, votesMin);
      for (const count of [0, 1, 2]) {
        const early = settleVote(opinionsOf(voices.slice(0, count)), 3, votesMin);
        assert.ok(early === null || early === whole, `${voices} ${votesMin} after ${count}: ${early} ≠ ${whole}`);
      }
      assert.notEqual(whole, null);
    }
  }
});

const CASCADES: readonly (readonly [letters: string, judges: number, settled: Settled | null])[] = [
  ['', 2, null],
  ['s', 2, 'safe'],
  ['u', 2, 'unsafe'],
  ['?', 2, null],
  ['x', 2, null],
  ['?u', 2, 'unsafe'],
  ['xs', 2, 'safe'],
  ['??', 2, 'unsure'],
  ['?x', 2, 'unsure'],
  ['xx', 2, 'failed'],
];
for (const [letters, judges, settled] of CASCADES) {
  test(`a cascade of ${judges} after "${letters}" is ${settled ?? 'open'}`, () => {
    assert.equal(settleCascade(opinionsOf(letters), judges), settled);
  });
}

test('only a policy that says so lets pass what nobody could tell about', () => {
  const judges = [`jdg_${'0'.repeat(26)}`];
  const rows: readonly (readonly [object, Settled, OpinionAction])[] = [
    [{}, 'safe', 'release'],
    [{}, 'unsafe', 'block'],
    [{}, 'unsure', 'flag'],
    [{}, 'failed', 'refuse'],
    [{ onFailure: 'pass' }, 'failed', 'gap'],
    [{ onUnsafe: 'flag' }, 'unsafe', 'flag'],
    [{ onUnsure: 'block' }, 'unsure', 'block'],
    [{ onUnsure: 'release' }, 'unsure', 'release'],
  ];
  for (const [policy, settled, action] of rows)
    assert.equal(actionOf(inputOpinionSchema.parse({ judges, ...policy }), settled), action);
});

test('a sample holds about its share of the exchanges, always the same ones', () => {
  const ids = Array.from({ length: 4_000 }, (_, position) => `exc_${position}`);
  const taken = ids.filter((id) => isSampled(id, 0.25));
  assert.ok(taken.length > 850 && taken.length < 1_150, String(taken.length));
  assert.deepEqual(
    taken,
    ids.filter((id) => isSampled(id, 0.25)),
  );
  assert.equal(
    ids.some((id) => isSampled(id, 0)),
    false,
  );
  assert.equal(
    ids.every((id) => isSampled(id, 1)),
    true,
  );
});

test('risk and advice come from the strictest opinion, never from one that says safe', () => {
  const opinions: Opinion[] = [
    { judgeId: 'a', ms: 1, failure: null, verdict: verdict('safe', { risks: ['A.1.a'], advice: 'no' }) },
    { judgeId: 'b', ms: 1, failure: null, verdict: verdict('unsure', { risks: ['A.2.i'] }) },
    { judgeId: 'c', ms: 1, failure: null, verdict: verdict('unsafe', { risks: ['A.1.f'], advice: 'rather this' }) },
  ];
  assert.equal(riskOf(opinions), 'A.1.f');
  assert.equal(adviceOf(opinions), 'rather this');
});

test('a tally puts windows together by judge and direction and finds who disagrees', () => {
  const tally = new OpinionTally();
  tally.add('output', opinionsOf('su'));
  tally.add('output', opinionsOf('?x'));
  tally.compareWithLists('output', 0);
  assert.deepEqual(tally.rows, [
    { judge: 'jdg_0', direction: 'output', decision: 'unsure', calls: 2, failures: 0, msMax: 1 },
    { judge: 'jdg_1', direction: 'output', decision: 'unsafe', calls: 2, failures: 1, msMax: 1 },
  ]);
  assert.deepEqual(tally.reasons, ['opinion-disagrees-lists', 'opinions-disagree']);
  const alike = new OpinionTally();
  alike.add('input', opinionsOf('s'));
  alike.compareWithLists('input', 0);
  assert.deepEqual(alike.reasons, []);
  alike.compareWithLists('input', 2);
  assert.deepEqual(alike.reasons, ['opinion-disagrees-lists']);
  assert.deepEqual(new OpinionTally().evidence, {});
});
