import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import chineseDays from 'chinese-days';
import {
  addWorkingDays,
  endOfChinaDay,
  isWorkingDay,
  workingCalendarEndsOn,
  workingDaysBetween,
} from './working-days.ts';

test('weekends and holidays are no working days, and a weekend worked in exchange is one', () => {
  const days = ['2026-09-30', '2026-10-01', '2026-10-07', '2026-10-08', '2026-10-10', '2026-10-11', '2026-02-17'];
  assert.deepEqual(days.map(isWorkingDay), [true, false, false, true, true, false, false]);
});

test('an instant counts as the day that it is in China', () => {
  assert.equal(isWorkingDay(new Date('2026-10-09T15:59:59Z')), true);
  assert.equal(isWorkingDay(new Date('2026-10-10T16:00:00Z')), false, 'Sunday in China, Saturday in London');
});

for (const [from, days, expected] of [
  ['2026-11-26', 1, '2026-11-27'],
  ['2026-11-27', 1, '2026-11-30'],
  ['2026-11-28', 0, '2026-11-30'],
  ['2026-09-30', 1, '2026-10-08'],
  ['2026-09-30', 3, '2026-10-10'],
  ['2026-09-30', 4, '2026-10-12'],
  ['2026-02-13', 2, '2026-02-24'],
] as const) {
  test(`${days} working days after ${from} is ${expected}, and counting back gives the same number`, () => {
    assert.equal(addWorkingDays(from, days), expected);
    if (days > 0) assert.equal(workingDaysBetween(from, expected), days);
  });
}

test('beyond the announced calendar every Monday to Friday counts, so that a limit never ends too late', () => {
  assert.equal(workingCalendarEndsOn(), '2026-12-31');
  assert.equal(addWorkingDays('2026-12-31', 1), '2027-01-01');
  assert.equal(isWorkingDay('2027-01-02'), false);
});

test('the end of the calendar is where the package ends, so that a newer package is noticed', () => {
  assert.ok(!chineseDays.isHoliday('2026-12-31'));
  // A year that was announced has New Year's Day as a holiday although it is no weekend.
  assert.equal(chineseDays.isHoliday('2027-01-01'), false, 'raise CALENDAR_ENDS_ON');
});

test('days are the same wherever the machine stands', () => {
  const script = `import('${import.meta.dirname}/working-days.ts').then((m) => console.log(m.addWorkingDays('2026-09-30', 4)))`;
  for (const TZ of ['America/Los_Angeles', 'Asia/Shanghai', 'Pacific/Kiritimati']) {
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: { ...process.env, TZ } });
    assert.equal(String(said).trim(), '2026-10-12', TZ);
  }
});

test('a day ends at midnight in China', () => {
  assert.equal(endOfChinaDay('2026-11-26').toISOString(), '2026-11-26T16:00:00.000Z');
});

test('what is no day and what is no number of days is refused by name', () => {
  for (const day of ['2026-02-30', 'tomorrow', ''])
    assert.throws(() => isWorkingDay(day), { code: 'E_REQUEST_INVALID' });
  for (const days of [-1, 0.5, 1_001]) assert.throws(() => addWorkingDays('2026-11-26', days), /days: must be/);
});
