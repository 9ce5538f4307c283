import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Status, statusSchema } from '../contract/index.ts';
import { effectiveStatus, isDue, staleAtOf, taskStatus, worstOf } from './rules.ts';

const NOW = new Date('2026-11-26T08:00:00Z');
const later = (ms: number): Date => new Date(NOW.getTime() + ms);
const PACE = { queryMs: 30_000, probeMs: 900_000, countMs: 1_000 };

const WORST: readonly (readonly [Status[], Status])[] = [
  [[], 'unknown'],
  [['met', 'met'], 'met'],
  [['met', 'not-applicable'], 'met'],
  [['not-applicable', 'not-applicable'], 'not-applicable'],
  [['met', 'unknown'], 'unknown'],
  [['unknown', 'due', 'met'], 'due'],
  [['due', 'breached', 'unknown'], 'breached'],
];
for (const [given, expected] of WORST) {
  test(`together, ${given.join(', ') || 'nothing'} is ${expected}`, () => assert.equal(worstOf(given), expected));
}

test('several are green only when each is green or does not apply', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...statusSchema.options), { minLength: 1 }), (statuses) => {
      const isAllGreen = statuses.every((one) => one === 'met' || one === 'not-applicable');
      assert.equal(['met', 'not-applicable'].includes(worstOf(statuses)), isAllGreen);
    }),
  );
});

test('a measurement that nobody renewed says nothing, and a word of a person counts until its last moment', () => {
  const measured = { status: 'met', staleAt: later(1) } as const;
  const override = { status: 'breached', expiresAt: later(1) } as const;
  assert.equal(effectiveStatus(measured, undefined, NOW), 'met');
  assert.equal(effectiveStatus(measured, undefined, later(1)), 'unknown');
  assert.equal(effectiveStatus(null, undefined, NOW), 'unknown');
  assert.equal(effectiveStatus(measured, override, NOW), 'breached');
  assert.equal(effectiveStatus({ ...measured, staleAt: later(9) }, override, later(1)), 'met');
});

test('a control is due by its own pace, and stale after several rounds that did not come', () => {
  assert.equal(isDue(undefined, 'query', PACE, NOW), true);
  assert.equal(isDue({ measuredAt: later(-10_000) }, 'query', PACE, NOW), false);
  assert.equal(isDue({ measuredAt: later(-30_000) }, 'query', PACE, NOW), true);
  assert.equal(isDue({ measuredAt: later(-30_000) }, 'probe', PACE, NOW), false);
  assert.deepEqual(staleAtOf(NOW, 'query', PACE), later(300_000));
  assert.deepEqual(staleAtOf(NOW, 'probe', PACE), later(2_700_000));
});

const TODAY = '2026-11-26';
const TASKS: readonly (readonly [dueOn: string | null, doneOn: string | null, validUntil: string | null, Status])[] = [
  [null, null, null, 'unknown'],
  ['2026-12-01', null, null, 'due'],
  [TODAY, null, null, 'due'],
  ['2026-11-25', null, null, 'breached'],
  ['2026-11-25', '2026-11-26', null, 'met'],
  [null, '2026-11-01', '2027-11-01', 'met'],
  [null, '2026-11-01', '2026-12-10', 'due'],
  [null, '2026-11-01', TODAY, 'due'],
  [null, '2025-11-01', '2026-11-25', 'breached'],
];
for (const [dueOn, doneOn, validUntil, expected] of TASKS) {
  test(`a task due on ${dueOn}, done on ${doneOn}, valid until ${validUntil} is ${expected}`, () =>
    assert.equal(taskStatus({ dueOn, doneOn, validUntil }, TODAY), expected));
}
test('a task that nobody took is unknown', () => assert.equal(taskStatus(undefined, TODAY), 'unknown'));
