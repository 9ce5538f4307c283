import type { Deadline } from './model.ts';
import { requireDay } from './time.ts';

/** Counts working days; the kernel's own counts by the calendar of the State. */
export type WorkingDays = (day: string, days: number) => { readonly day: string; readonly isCertain: boolean };

export interface DueDay {
  /** Last day of the time. */
  readonly day: string;
  /** False where holidays on the way were not announced yet: the true day may lie later, never earlier. */
  readonly isCertain: boolean;
}

/**
 * The last day on which a duty is done in time, counted from the day after `from`; null where the text gives no number,
 * or counts in hours, for which a day would be too coarse.
 *
 * @throws HeguiError E_REQUEST_INVALID for a day that is none or lies before 2023.
 */
export function dueDay(deadline: Deadline, from: string, workingDays: WorkingDays): DueDay | null {
  requireDay(from, 'from');
  const { unit, amount } = deadline;
  if (unit === null || amount === null) return null;
  switch (unit) {
    case 'working-day':
      return workingDays(from, amount);
    case 'day':
      return { day: plusDays(from, amount), isCertain: true };
    case 'week':
      return { day: plusDays(from, 7 * amount), isCertain: true };
    case 'month':
      return { day: plusMonths(from, amount), isCertain: true };
    case 'year':
      return { day: plusMonths(from, 12 * amount), isCertain: true };
    default:
      return null;
  }
}

function plusDays(day: string, days: number): string {
  const at = new Date(day);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** A month without such a day ends on its last one. */
function plusMonths(day: string, months: number): string {
  const at = new Date(day);
  const date = at.getUTCDate();
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() + months);
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  at.setUTCDate(Math.min(date, last));
  return at.toISOString().slice(0, 10);
}
