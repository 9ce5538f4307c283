import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addWorkingDays,
  countWorkingDays,
  endOfChinaDay,
  isWorkingDay,
  lastAnnouncedYear,
  workingDaysBetween,
} from './working-days.ts';

// The State's own calendar of 2025 and 2026.
const DAYS: readonly (readonly [day: string, isWorking: boolean, why: string])[] = [
  ['2026-11-26', true, 'a Thursday'],
  ['2026-11-28', false, 'a Saturday'],
  ['2026-10-01', false, 'National Day'],
  ['2026-10-10', true, 'a Saturday worked in exchange'],
  ['2025-01-26', true, 'a Sunday worked in exchange'],
  ['2025-02-04', false, 'Spring Festival'],
];
for (const [day, isWorking, why] of DAYS)
  test(`${day} is ${isWorking ? 'a' : 'no'} working day: ${why}`, () => assert.equal(isWorkingDay(day), isWorking));

const SUMS: readonly (readonly [from: string, days: number, to: string])[] = [
  ['2026-11-26', 0, '2026-11-26'],
  ['2026-11-26', 1, '2026-11-27'],
  ['2026-11-27', 1, '2026-11-30'],
  ['2026-11-26', 10, '2026-12-10'],
  // Over National Day: 1 to 7 October are free, the 10th is worked.
  ['2026-09-30', 3, '2026-10-10'],
];
for (const [from, days, to] of SUMS)
  test(`${days} working days after ${from} end on ${to}, and lie between them`, () => {
    assert.equal(addWorkingDays(from, days), to);
    assert.equal(workingDaysBetween(from, to), days);
  });

test('an instant counts as the day that it is in China, and a day ends at midnight there', () => {
  assert.equal(isWorkingDay(new Date('2026-10-09T15:59:59Z')), true);
  assert.equal(isWorkingDay(new Date('2026-10-10T16:00:00Z')), false, 'Sunday in China, Saturday in London');
  assert.equal(endOfChinaDay('2026-11-26').toISOString(), '2026-11-26T16:00:00.000Z');
  assert.equal(workingDaysBetween('2026-11-26', '2026-11-20'), 0);
});

test('counting says when it reached a year whose holidays are not announced', () => {
  const year = lastAnnouncedYear();
  assert.ok(year >= 2026);
  assert.equal(countWorkingDays(`${year}-06-01`, 5).isCertain, true);
  assert.equal(countWorkingDays(`${year}-12-30`, 5).isCertain, false);
});

const WRONG: readonly (readonly [day: string, days: number, field: RegExp])[] = [
  ['2026-02-30', 1, /day must be a day/],
  ['26-11-2026', 1, /day must be a day/],
  ['2003-01-01', 1, /day must not lie before/],
  ['2026-11-26', -1, /days must be/],
  ['2026-11-26', 1.5, /days must be/],
  ['2026-11-26', 1_001, /days must be/],
];
for (const [day, days, says] of WRONG)
  test(`${days} working days after ${day} are refused`, () => assert.throws(() => addWorkingDays(day, days), says));

test('the machine may stand in any time zone', () => {
  const own = process.env.TZ;
  try {
    for (const zone of ['America/New_York', 'Asia/Shanghai', 'Pacific/Apia', 'Pacific/Honolulu']) {
      process.env.TZ = zone;
      for (const [day, isWorking] of DAYS) assert.equal(isWorkingDay(day), isWorking, `${day} in ${zone}`);
      assert.equal(addWorkingDays('2026-09-30', 3), '2026-10-10', zone);
    }
  } finally {
    if (own === undefined) delete process.env.TZ;
    else process.env.TZ = own;
  }
});
