import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE_MS } from '../../kernel/index.ts';
import type { Streak, Sums } from '../../status/index.ts';
import { isMended, judgeCoverage, judgeMarks } from './controls.ts';

const NOW = new Date('2026-11-26T08:00:00Z');
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * MINUTE_MS);
const streak = (labelledInRow: number, unlabelledAgo: number | null): Streak => ({
  serviceId: 'svc_1',
  output: 'text',
  labelledInRow,
  labelledAt: NOW,
  unlabelledAt: unlabelledAgo === null ? null : ago(unlabelledAgo),
  unlabelledExchange: unlabelledAgo === null ? null : 'exc_1',
  model: 'm',
});

const MENDED: readonly (readonly [labelledInRow: number, unlabelledAgo: number | null, boolean])[] = [
  [0, null, true],
  [0, 0, false],
  [0, 600, false],
  [19, 0, false],
  [20, 0, true],
  [1, 9, false],
  [1, 10, true],
];
for (const [labelledInRow, unlabelledAgo, expected] of MENDED) {
  test(`${labelledInRow} labelled since a slip ${unlabelledAgo} minutes ago: mended is ${expected}`, () =>
    assert.equal(isMended(streak(labelledInRow, unlabelledAgo), NOW), expected));
}

const ALL: Sums = { 'text.outputs': 48_000, 'text.labelled': 48_000, 'picture.outputs': 211, 'picture.labelled': 211 };
const COVERAGE: readonly (readonly [what: string, Sums, Streak[], status: string, code: string])[] = [
  ['no output', {}, [], 'not-applicable', 'no-output'],
  ['everything labelled', ALL, [streak(50, null)], 'met', 'all'],
  ['a slip a moment ago', { ...ALL, 'text.labelled': 47_999 }, [streak(0, 0)], 'breached', 'unlabelled'],
  ['a slip that is mended', { ...ALL, 'text.labelled': 47_999 }, [streak(20, 5)], 'met', 'mended'],
  ['a slip before a silent day', {}, [streak(0, 3_000)], 'breached', 'unlabelled'],
];
for (const [what, sums, streaks, status, code] of COVERAGE) {
  test(`coverage: ${what} is ${status}`, () => {
    const judged = judgeCoverage(sums, streaks, NOW);
    assert.deepEqual([judged.status, judged.code], [status, code]);
    assert.equal(judged.next === null, status !== 'breached' && code !== 'mended');
  });
}

test('coverage says its figures in both languages and leads to the exchange', () => {
  const judged = judgeCoverage({ ...ALL, 'text.labelled': 47_999, withheld: 2 }, [streak(0, 1)], NOW);
  assert.equal(
    judged.measured.en,
    'labelled outputs 48,210 of 48,211 in 24 h; 2 that could not be labelled were withheld',
  );
  assert.equal(judged.measured.zh, '24 小时内带标识的输出 48,210 / 48,211；扣留无法标识的 2 件');
  assert.deepEqual(judged.evidence, [{ kind: 'exchange', id: 'exc_1', label: ago(1).toISOString() }]);
});

const MARKS: readonly (readonly [what: string, Sums, status: string, code: string])[] = [
  ['no output', {}, 'not-applicable', 'no-output'],
  [
    'all marked inside or with a reason',
    { 'text.outputs': 3, 'text.mark-inside': 2, 'text.mark-elsewhere': 1 },
    'met',
    'all',
  ],
  ['left to the app', { 'text.outputs': 3, 'text.mark-inside': 2, 'text.mark-interface': 1 }, 'due', 'interface'],
  ['could not be marked', { 'film.outputs': 1, 'film.mark-unavailable': 1 }, 'due', 'unmarked'],
];
for (const [what, sums, status, code] of MARKS) {
  test(`visible marks: ${what} is ${status}`, () => {
    const judged = judgeMarks(sums);
    assert.deepEqual([judged.status, judged.code], [status, code]);
  });
}
