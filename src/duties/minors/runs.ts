import { MINUTE_MS } from '../../kernel/index.ts';

/**
 * Two minutes of use belong together when they are no farther apart than this: who reads an answer uses the service too. The minutes
 * between count.
 */
export const GAP_MINUTES = 5;

const DAY_MINUTES = 1_440;
// China is eight hours ahead all year round.
const CHINA_MINUTES = 480;

/** Minutes of use that belong together, from the first to the last, counted from 1970 in UTC. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/** Runs in ascending order, each farther from the next than the gap. */
export type Runs = readonly Run[];
export const NO_RUNS: Runs = [];

export const minuteOf = (at: Date): number => Math.floor(at.getTime() / MINUTE_MS);
/** Number of the day in China that a minute lies in. */
export const dayOf = (minute: number): number => Math.floor((minute + CHINA_MINUTES) / DAY_MINUTES);
/** First minute of a day in China. */
export const firstMinuteOf = (day: number): number => day * DAY_MINUTES - CHINA_MINUTES;
/** Minute of the day in China, 0 to 1,439. */
export const minuteOfDay = (minute: number): number => minute - firstMinuteOf(dayOf(minute));

/**
 * The runs with one more span of use. What comes out depends on the minutes alone: not on their order, not on how often one comes,
 * nor on who brings it. So devices, replicas and repetitions cannot make more of it, and a clock set back can make nothing less.
 * The very same object when it adds nothing.
 */
export function addSpan(runs: Runs, from: number, to: number = from): Runs {
  const last = runs.at(-1);
  // By far the commonest: another request within the same minute.
  if (last !== undefined && from >= last.from && to <= last.to) return runs;
  const before = runs.filter((run) => run.to + GAP_MINUTES < from);
  const after = runs.filter((run) => run.from - GAP_MINUTES > to);
  const joined = runs.slice(before.length, runs.length - after.length);
  const only = joined.length === 1 ? joined[0] : undefined;
  if (only !== undefined && from >= only.from && to <= only.to) return runs;
  const merged = {
    from: Math.min(from, joined[0]?.from ?? from),
    to: Math.max(to, joined.at(-1)?.to ?? to),
  };
  return [...before, merged, ...after];
}

/** All spans together. */
export const unionOf = (runs: Runs, more: Runs): Runs =>
  more.reduce((all, { from, to }) => addSpan(all, from, to), runs);

/** Minutes of use on one day in China; a run over midnight counts on both days with its part. */
export function usedOn(runs: Runs, day: number): number {
  const first = firstMinuteOf(day);
  const last = first + DAY_MINUTES - 1;
  let used = 0;
  for (const { from, to } of runs) used += Math.max(0, Math.min(to, last) - Math.max(from, first) + 1);
  return used;
}

/** Length of the run that a minute lies in, up to it; 0 when it lies in none, nor within the gap after one. */
export function continuousAt(runs: Runs, minute: number): number {
  const run = runs.findLast(({ from }) => from <= minute);
  return run === undefined || minute - run.to > GAP_MINUTES ? 0 : Math.min(run.to, minute) - run.from + 1;
}

/** Without what ended before a minute; the very same object when nothing did. */
export const since = (runs: Runs, minute: number): Runs =>
  runs[0] === undefined || runs[0].to >= minute ? runs : runs.filter(({ to }) => to >= minute);
