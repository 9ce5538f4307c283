import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countWorkingDays } from '../kernel/index.ts';
import { type Deadline, dueDay, obligation } from './index.ts';

const deadline = (unit: Deadline['unit'], amount: number | null): Deadline => ({
  unit,
  amount,
  from: null,
  zh: '甲',
  en: 'A',
  confidence: null,
});

const CASES: readonly (readonly [unit: Deadline['unit'], amount: number | null, from: string, due: string | null])[] = [
  ['day', 30, '2026-11-26', '2026-12-26'],
  ['week', 1, '2026-11-26', '2026-12-03'],
  ['month', 6, '2026-08-31', '2027-02-28'],
  ['month', 1, '2024-01-31', '2024-02-29'],
  ['year', 3, '2024-02-29', '2027-02-28'],
  ['working-day', 10, '2026-09-28', '2026-10-16'],
  ['hour', 4, '2026-11-26', null],
  [null, null, '2026-11-26', null],
];
for (const [unit, amount, from, due] of CASES)
  test(`${amount} ${unit} from ${from} end on ${due}`, () =>
    assert.equal(dueDay(deadline(unit, amount), from, countWorkingDays)?.day ?? null, due));

test('a deadline of the data is counted by the calendar of the State', () => {
  const given = obligation('measures:17.filing').deadline;
  assert.ok(given !== null);
  assert.deepEqual(dueDay(given, '2026-09-28', countWorkingDays), { day: '2026-10-16', isCertain: true });
  assert.throws(() => dueDay(given, '2022-01-01', countWorkingDays), /2023-01-01 or later/);
});
