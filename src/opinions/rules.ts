import { DAY_MS, HOUR_MS } from '../kernel/index.ts';

// Days as people in mainland China count them.
const CHINA_OFFSET_MS = 8 * HOUR_MS;

/** `2026-11-26`: the day in China. */
export const dayOf = (at: Date): string => new Date(at.getTime() + CHINA_OFFSET_MS).toISOString().slice(0, 10);

/** First day of the month and first day of the next. */
export function monthBounds(month: string): { readonly from: string; readonly to: string } {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const next = new Date(Date.UTC(year, number, 1));
  return { from: `${month}-01`, to: next.toISOString().slice(0, 10) };
}

const STEP = 1.2;
/** Up to about 60 s; everything slower is in the last step. */
export const LATENCY_STEPS = 61;

/** The step that a latency falls into: step n holds what took up to 1.2^n ms. */
export const latencyStep = (ms: number): number =>
  Math.min(LATENCY_STEPS - 1, Math.max(0, Math.ceil(Math.log(Math.max(1, ms)) / Math.log(STEP))));

/** The latency below which this share of the calls lies: the upper end of its step, in ms; null without calls. */
export function percentileOf(latency: readonly number[], share: number): number | null {
  const total = latency.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let below = 0;
  const step = latency.findIndex((count) => {
    below += count;
    return below >= total * share;
  });
  return Math.round(STEP ** step * 10) / 10;
}

/** When a gap is tried again after so many tries: a minute, then twice as long each time, at most a day. */
export const retryAfterMs = (attempts: number): number => Math.min(DAY_MS, 60_000 * 2 ** Math.min(attempts, 12));

/** After so many tries without a verdict a gap stays as it is, for people to see. */
export const ATTEMPTS_MAX = 12;

/** Milliseconds between two gaps, so that no hour has more than allowed. */
export const paceMs = (perHour: number): number => Math.ceil(HOUR_MS / perHour);
