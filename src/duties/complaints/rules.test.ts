import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { faultyKeys } from '../../portal/index.ts';
import { noticeTexts } from './notice-texts.ts';
import { complaintTexts } from './pages/texts.ts';
import {
  basisOf,
  contactNeedOf,
  dayEndingAt,
  defaultSettings,
  isProvisional,
  KINDS,
  limitsFrom,
  nextDueAt,
  referenceIn,
  requireImpartial,
  requireLawfulSettings,
  resumedLimit,
  tellableCounts,
  workingDaysLeft,
} from './rules.ts';

const at = (text: string): Date => new Date(text);

test('the pages and notices are whole in both languages', () => {
  assert.deepEqual(faultyKeys(complaintTexts), []);
  assert.deepEqual(faultyKeys(noticeTexts), []);
});

test('every kind has its limits, its basis and how sure they are [measures#15]', () => {
  const { limits } = defaultSettings();
  for (const kind of KINDS) {
    assert.ok(limits[kind].answerDays >= limits[kind].acknowledgeDays, kind);
    // Told as it is: no number of days is the law's own.
    const { articles, confidence } = basisOf(kind);
    assert.ok(articles.includes('measures#15'), kind);
    assert.equal(confidence, kind === 'personal-information' ? 'unverified' : 'own-default', kind);
  }
  requireLawfulSettings(defaultSettings());
  assert.deepEqual(
    ['whistleblowing', 'intellectual-property', 'other'].map((kind) =>
      contactNeedOf(KINDS.find((one) => one === kind) ?? 'other'),
    ),
    ['none', 'required', 'optional'],
  );
});

test('a limit over a cap of the law, or before the acknowledgement, is refused by name', () => {
  const settings = defaultSettings();
  settings.limits['personal-information'] = { acknowledgeDays: 2, answerDays: 16 };
  assert.throws(() => requireLawfulSettings(settings), /personal-information.answerDays: must be at most 15/);
  settings.limits['personal-information'] = { acknowledgeDays: 9, answerDays: 8 };
  assert.throws(() => requireLawfulSettings(settings), /acknowledgeDays: must not be later/);
});

test('limits are counted in working days of China, across holidays and midnight', () => {
  const limits = limitsFrom(at('2026-09-29T16:30:00Z'), 'illegal-content', defaultSettings());
  assert.deepEqual([limits.acknowledgeBy, limits.answerBy], ['2026-10-08', '2026-10-10']);
  assert.equal(limits.answerDueAt.toISOString(), '2026-10-10T16:00:00.000Z');
  assert.equal(dayEndingAt(limits.answerDueAt), '2026-10-10');
  assert.deepEqual(['2026-12-31', '2027-01-01'].map(isProvisional), [false, true]);
});

test('a clock that stood still runs on for exactly the working days that were left', () => {
  const due = at('2026-11-30T16:00:00Z');
  const resumed = resumedLimit(at('2026-11-25T02:00:00Z'), at('2026-11-30T02:00:00Z'), due);
  assert.deepEqual([resumed.workingDays, resumed.answerBy], [3, '2026-12-03']);
  assert.equal(resumedLimit(at('2026-11-25T01:00:00Z'), at('2026-11-25T09:00:00Z'), due).answerBy, '2026-11-30');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 }), (start, hours) => {
      const paused = new Date(at('2026-03-02T02:00:00Z').getTime() + start * 3_600_000);
      const limit = at('2026-03-31T16:00:00Z');
      const now = new Date(paused.getTime() + hours * 3_600_000);
      const before = workingDaysLeft(limit, paused);
      const { answerDueAt } = resumedLimit(paused, now, limit);
      assert.equal(workingDaysLeft(answerDueAt, now), before);
    }),
  );
});

test('what is next is due, unless the clock stands still or it ended', () => {
  const complaint = {
    pausedAt: null,
    acknowledgeDueAt: at('2026-11-27T16:00:00Z'),
    answerDueAt: at('2026-12-01T16:00:00Z'),
  };
  assert.equal(nextDueAt({ ...complaint, state: 'received' }), complaint.acknowledgeDueAt);
  assert.equal(nextDueAt({ ...complaint, state: 'acknowledged' }), complaint.answerDueAt);
  assert.equal(nextDueAt({ ...complaint, state: 'acknowledged', pausedAt: at('2026-11-27T00:00:00Z') }), null);
  assert.equal(nextDueAt({ ...complaint, state: 'answered' }), null);
  assert.equal(workingDaysLeft(complaint.acknowledgeDueAt, at('2026-11-27T03:00:00Z')), 0);
  assert.equal(workingDaysLeft(complaint.acknowledgeDueAt, at('2026-11-28T03:00:00Z')), -1);
  assert.equal(workingDaysLeft(complaint.acknowledgeDueAt, at('2026-12-01T03:00:00Z')), -2);
});

test('a content is found in an id, a link and the text of a label, and in nothing else', () => {
  const id = `exc_${'0123456789ABCDEFGHJKMNPQRS'}`;
  for (const text of [id, `https://app.example/c/${id}?x=1`, `{"ProduceID":"${id}"}`, id.toLowerCase()])
    assert.equal(referenceIn(text), id);
  for (const text of ['', 'exc_123', `x${id}`, `svc_${id.slice(4)}`]) assert.equal(referenceIn(text), null);
});

test('nobody decides on a complaint about their own decision', () => {
  assert.throws(() => requireImpartial('staff:a', ['staff:b', 'staff:a']), { code: 'E_ROLE_FORBIDDEN' });
  requireImpartial('staff:a', ['staff:b']);
});

test('no small number is told, and none can be worked out from the total', () => {
  const counts = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: KINDS.length, maxLength: KINDS.length });
  fc.assert(
    fc.property(counts, (received) => {
      const rows = KINDS.map((kind, i) => ({ kind, received: received[i] ?? 0, answered: 0, inTime: 0 }));
      const told = tellableCounts(rows, { from: '2025-11-27', to: '2026-11-26' }, 3);
      for (const row of told.kinds) assert.ok(row.received === null || row.received === 0 || row.received >= 5);
      const hidden = told.kinds.flatMap((row, i) => (row.received === null ? [received[i] ?? 0] : []));
      const sum = hidden.reduce((total, count) => total + count, 0);
      if (hidden.length > 0 && told.received !== null && hidden.length < KINDS.length)
        assert.ok(hidden.length > 1 && sum >= 5, `${hidden.join()} of ${received.join()}`);
    }),
  );
  const told = tellableCounts([{ kind: 'other', received: 40, answered: 3, inTime: 3 }], { from: '', to: '' }, 2);
  assert.deepEqual([told.received, told.answered, told.medianDays], [40, null, null]);
});
