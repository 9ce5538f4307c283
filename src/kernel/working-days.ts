import calendar from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import { chinaDay } from './china-day.ts';
import { HeguiError } from './errors.ts';
import { DAY_MS } from './units.ts';

/** Longest time in working days that is counted; a year has about 250. */
const WORKING_DAYS_MAX = 1_000;
/** The first year in the calendar. */
const YEAR_FIRST = 2004;

/** A day reached by counting, and whether the State had announced the holidays of every year on the way. */
export interface CountedDay {
  /** Such as `2026-12-10`. */
  readonly day: string;
  /**
   * False where a year's holidays were not announced yet (they come in November for the next year): only Saturdays and
   * Sundays were left out then, so that the true day may lie later, never earlier.
   */
  readonly isCertain: boolean;
}

/**
 * Is the day a working day of the mainland: neither weekend nor public holiday, or a weekend day that is worked in
 * exchange?
 *
 * @param day such as `2026-11-26`, or an instant, taken as the day that it is in China.
 * @throws HeguiError E_REQUEST_INVALID for what is no day.
 */
export function isWorkingDay(day: Date | string): boolean {
  return isWorked(requireDay(day));
}

/**
 * The day on which the last of `days` working days ends, counted from the day after `day`; `day` itself for none.
 *
 * @throws HeguiError E_REQUEST_INVALID for what is no day or no number of working days up to 1,000.
 */
export const addWorkingDays = (day: Date | string, days: number): string => countWorkingDays(day, days).day;

/** The same, telling whether the calendar knew all holidays on the way. @throws HeguiError E_REQUEST_INVALID */
export function countWorkingDays(day: Date | string, days: number): CountedDay {
  const first = requireDay(day);
  if (!Number.isInteger(days) || days < 0 || days > WORKING_DAYS_MAX)
    throw refusal('days', `must be a whole number from 0 to ${WORKING_DAYS_MAX}`);
  let at = first;
  for (let left = days; left > 0; ) {
    at = nextDay(at);
    if (isWorked(at)) left -= 1;
  }
  return { day: at, isCertain: Number(at.slice(0, 4)) <= LAST_YEAR };
}

/** How many working days lie after the first day, up to and with the second; 0 when it is not later. */
export function workingDaysBetween(from: Date | string, to: Date | string): number {
  const end = requireDay(to);
  let count = 0;
  for (let at = nextDay(requireDay(from)); at <= end; at = nextDay(at)) if (isWorked(at)) count++;
  return count;
}

/** The instant at which the day is over in China, where a limit that ends on it is missed from. */
export const endOfChinaDay = (day: string): Date => new Date(Date.parse(`${requireDay(day)}T00:00:00+08:00`) + DAY_MS);

/** The last year whose holidays the calendar knows; a newer `chinese-days` brings the next. */
export const lastAnnouncedYear = (): number => LAST_YEAR;

/** The package's table, not its functions: those read and write days with the zone of the machine, and err west of UTC. */
const HOLIDAYS = new Set(Object.keys(calendar.holidays));
const WORKED_IN_EXCHANGE = new Set(Object.keys(calendar.workdays));
const LAST_YEAR = Math.max(...[...HOLIDAYS].map((day) => Number(day.slice(0, 4))));

function isWorked(day: string): boolean {
  if (WORKED_IN_EXCHANGE.has(day)) return true;
  const weekday = new Date(day).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !HOLIDAYS.has(day);
}

const nextDay = (day: string): string => new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);

function requireDay(given: Date | string): string {
  const day = typeof given === 'string' ? given : chinaDay(given);
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(day) : Number.NaN;
  // Date.parse takes 2026-02-30 for a day of March.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day)
    throw refusal('day', 'must be a day such as 2026-11-26');
  if (Number(day.slice(0, 4)) < YEAR_FIRST) throw refusal('day', `must not lie before ${YEAR_FIRST}`);
  return day;
}

const refusal = (path: string, message: string): HeguiError =>
  new HeguiError('E_REQUEST_INVALID', `${path} ${message}`, { fields: [{ path, message }] });
