import { INSTRUMENTS, SCOPE_SOURCES } from '../law/index.ts';

/** What binds on a day, and the later days on which more begins to. */
export interface Calendar {
  readonly date: string;
  readonly binding: ReadonlySet<string>;
  readonly laterDays: readonly string[];
}

/** Those that some rule rests on; a day on which another begins changes no finding. */
const used = new Set(SCOPE_SOURCES.map(({ instrument }) => instrument.id));
const RESTED_ON = INSTRUMENTS.filter(({ id, stage }) => stage === 'final' && used.has(id));

let latest: Calendar | null = null;

/** @param date such as `2026-11-26`. Many cases in a row are for one day, so the last one is kept. */
export function calendarOf(date: string): Calendar {
  if (latest?.date === date) return latest;
  const binding = new Set(RESTED_ON.filter(({ inForce }) => inForce === null || inForce <= date).map(({ id }) => id));
  const later = RESTED_ON.flatMap(({ inForce }) => (inForce !== null && inForce > date ? [inForce] : []));
  latest = { date, binding, laterDays: [...new Set(later)].sort() };
  return latest;
}
