import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR_MS } from '../../kernel/index.ts';
import { RISKS } from '../../law/index.ts';
import { judgeCases, judgeCovered, judgeFresh, judgeQueue, judgeReported } from './controls.ts';
import { judgeCoverage } from './coverage/rules.ts';

const NOW = new Date('2026-11-26T08:00:00Z');
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 24 * HOUR_MS);
const ASKED = RISKS.filter(({ group }) => group === 'A.1' || group === 'A.2').map(({ code }) => code);
const coverage = (terms: (code: string) => number, total: number, changedAt: Date | null) =>
  judgeCoverage({
    byRisk: ASKED.map((risk) => ({ risk, terms: terms(risk) })),
    total,
    lists: [{ id: 'lst_1', name: '甲表', terms: total, changedAt }],
    at: NOW,
  });

test('lists: a risk without keywords is a breach, too few are due, as many as recommended are met', () => {
  const missing = judgeCovered(coverage((code) => (code === 'A.2.c' ? 0 : 300), 20_000, NOW));
  assert.deepEqual([missing.status, missing.figures], ['breached', { covered: 16, of: 17, total: 20_000 }]);
  assert.equal(judgeCovered(coverage(() => 5, 85, NOW)).status, 'due');
  const met = judgeCovered(coverage(() => 200, 10_000, NOW));
  assert.deepEqual([met.status, met.next], ['met', null]);
  assert.equal(met.measured.en, 'risks with keywords 17 of 17, 10,000 keywords in all');
});

const FRESH: readonly (readonly [days: number | null, status: string])[] = [
  [null, 'breached'],
  [0, 'met'],
  [5, 'met'],
  [6, 'due'],
  [7, 'due'],
  [8, 'breached'],
];
for (const [days, status] of FRESH) {
  test(`lists whose terms changed ${days ?? 'never'}${days === null ? '' : ' days ago'} are ${status}`, () => {
    const changedAt = days === null ? null : daysAgo(days);
    assert.equal(judgeFresh(coverage(() => 5, 85, changedAt)).status, status);
  });
}

const NO_CASE = { open: 0, overdue: 0, nextDueAt: null, closed: 0, unreported: 0, some: [] };
const soon = (hours: number): Date => new Date(NOW.getTime() + hours * HOUR_MS);

test('cases: overdue is a breach that names the case, due within a day is due, else met', () => {
  assert.equal(judgeCases(NO_CASE, NOW).status, 'met');
  assert.equal(judgeCases({ ...NO_CASE, open: 1, nextDueAt: soon(25) }, NOW).status, 'met');
  assert.equal(judgeCases({ ...NO_CASE, open: 1, nextDueAt: soon(23) }, NOW).status, 'due');
  const late = judgeCases({ ...NO_CASE, open: 2, overdue: 1, nextDueAt: soon(-1), some: ['cas_1'] }, NOW);
  assert.deepEqual([late.status, late.evidence[0]?.id], ['breached', 'cas_1']);
});

test('cases: closed without a report asks counsel; none closed asks nothing', () => {
  assert.equal(judgeReported(NO_CASE).status, 'not-applicable');
  assert.equal(judgeReported({ ...NO_CASE, closed: 2 }).status, 'met');
  assert.equal(judgeReported({ ...NO_CASE, closed: 2, unreported: 1 }).status, 'due');
});

test('the review desk: one overdue item is a breach', () => {
  const queue = { waiting: 3, escalated: 0, overdue: 0, decided: 9 };
  assert.equal(judgeQueue(queue).status, 'met');
  assert.equal(judgeQueue({ ...queue, overdue: 1 }).status, 'breached');
});
