import chineseDays from 'chinese-days';
import { chinaDay } from './china-day.ts';
import { invalidField } from './refusals.ts';
import { DAY_MS } from './units.ts';

// The State Council announces the holidays of a year, and the weekends worked in exchange, towards the end of the year before.
const CALENDAR_ENDS_ON = '2026-12-31';
const DAYS_MAX = 1_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Is the day one on which people work in mainland China: neither weekend nor public holiday, or a weekend worked in exchange?
 *
 * After `workingCalendarEndsOn()` every Monday to Friday counts as worked. A holiday that is not announced yet can then only make
 * a time limit end too early, never too late.
 *
 * @param day an instant, taken as the day that it is in China, or a day such as `2026-11-26`.
 * @throws HeguiError E_REQUEST_INVALID for a text that is no day.
 */
export function isWorkingDay(day: Date | string): boolean {
  const date = dayOf(day);
  if (date > CALENDAR_ENDS_ON) return ![0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
  const [year = 0, month = 1, ofMonth = 1] = date.split('-').map(Number);
  // The package reads the machine's own calendar, so it is given noon of that day there.
  return chineseDays.isWorkday(new Date(year, month - 1, ofMonth, 12));
}

/**
 * The day on which a time limit of so many working days ends; the day itself does not count (Civil Code Art. 201). With 0 it is
 * the first working day from the day itself on.
 *
 * @param days 0 to 1,000.
 * @returns such as `2026-12-03`; the limit is over at the end of that day in China.
 */
export function addWorkingDays(day: Date | string, days: number): string {
  if (!Number.isInteger(days) || days < 0 || days > DAYS_MAX)
    throw invalidField('days', `must be a whole number from 0 to ${DAYS_MAX}`);
  let at = dayOf(day);
  for (let left = days; left > 0; ) {
    at = nextDay(at);
    if (isWorkingDay(at)) left--;
  }
  while (!isWorkingDay(at)) at = nextDay(at);
  return at;
}

/** How many working days lie after the first day, up to and with the second; 0 when it is not later. */
export function workingDaysBetween(from: Date | string, to: Date | string): number {
  const end = dayOf(to);
  let count = 0;
  for (let at = nextDay(dayOf(from)); at <= end; at = nextDay(at)) {
    if (isWorkingDay(at)) count++;
  }
  return count;
}

/** The instant at which the day is over in China, where a limit that ends on it is missed from. */
export const endOfChinaDay = (day: string): Date => new Date(Date.parse(`${dayOf(day)}T00:00:00+08:00`) + DAY_MS);

/** The last day whose holidays are known. What is counted beyond it is provisional. */
export const workingCalendarEndsOn = (): string => CALENDAR_ENDS_ON;

function dayOf(day: Date | string): string {
  const text = typeof day === 'string' ? day : chinaDay(day);
  const isDay = DAY.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
  if (!isDay) throw invalidField('day', 'must be a day such as 2026-11-26');
  return text;
}

const nextDay = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
