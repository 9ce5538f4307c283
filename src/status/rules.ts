import type { BilingualText, Status } from '../contract/index.ts';
import { DAY_MS } from '../kernel/index.ts';
import type { ControlRow, Measurement, OverrideRow, StatusPace, TaskRow } from './model.ts';

// Whatever is not green comes before green, and what hurts most comes first.
const WEIGHT: Readonly<Record<Status, number>> = { 'not-applicable': 0, met: 1, unknown: 2, due: 3, breached: 4 };

/** The status of several together: the worst; `not-applicable` only when all are; `unknown` for none at all. */
export function worstOf(statuses: readonly Status[]): Status {
  return (
    statuses.reduce<Status | null>(
      (worst, status) => (worst === null || WEIGHT[status] > WEIGHT[worst] ? status : worst),
      null,
    ) ?? 'unknown'
  );
}

/** Worse first. */
export const byWeight = (left: Status, right: Status): number => WEIGHT[right] - WEIGHT[left];

const QUERY_ROUNDS_UNTIL_STALE = 10;
const PROBE_ROUNDS_UNTIL_STALE = 3;

/** From when on a measurement says nothing any more: green that nobody looks after is no green. */
export function staleAtOf(measuredAt: Date, kind: 'query' | 'probe', pace: StatusPace): Date {
  const lifeMs = kind === 'probe' ? pace.probeMs * PROBE_ROUNDS_UNTIL_STALE : pace.queryMs * QUERY_ROUNDS_UNTIL_STALE;
  return new Date(measuredAt.getTime() + lifeMs);
}

/** Must it be measured now? */
export function isDue(
  row: Pick<ControlRow, 'measuredAt'> | undefined,
  kind: 'query' | 'probe',
  pace: StatusPace,
  now: Date,
): boolean {
  if (row === undefined) return true;
  // Rounds of several processes must not drift past each other.
  const everyMs = (kind === 'probe' ? pace.probeMs : pace.queryMs) * 0.9;
  return now.getTime() - row.measuredAt.getTime() >= everyMs;
}

export const isLive = (override: Pick<OverrideRow, 'expiresAt'> | undefined, now: Date): boolean =>
  override !== undefined && override.expiresAt > now;

/** What counts: what a person answers for while that lasts, else what was measured, if it is not too old. */
export function effectiveStatus(
  measured: { readonly status: Status; readonly staleAt: Date } | null,
  override: Pick<OverrideRow, 'status' | 'expiresAt'> | undefined,
  now: Date,
): Status {
  if (override !== undefined && isLive(override, now)) return override.status;
  return measured === null || measured.staleAt <= now ? 'unknown' : measured.status;
}

/** How far the due date of a task is said to be near. */
const TASK_NEAR_MS = 30 * DAY_MS;

/**
 * What a person says about what software cannot do. `day` is today in China. Done counts until its validity ends; a date that has
 * passed is a breach; no date is nobody's word.
 */
export function taskStatus(task: Pick<TaskRow, 'dueOn' | 'doneOn' | 'validUntil'> | undefined, day: string): Status {
  if (task === undefined) return 'unknown';
  const { dueOn, doneOn, validUntil } = task;
  if (doneOn !== null && doneOn <= day) {
    if (validUntil === null) return 'met';
    if (validUntil < day) return 'breached';
    return Date.parse(validUntil) - Date.parse(day) < TASK_NEAR_MS ? 'due' : 'met';
  }
  if (dueOn === null) return 'unknown';
  return dueOn < day ? 'breached' : 'due';
}

/** What is kept of a control that could not answer. `reason` is a code, never a message: messages may hold anything. */
export function failedMeasurement(code: string): Measurement {
  return {
    status: 'unknown',
    code: 'failed',
    measured: text(`检查本身没有完成：${code}`, `The check itself did not finish: ${code}`),
    next: text('请看服务日志；数据库与上游恢复后会自动再查', 'See the server log; it is tried again by itself'),
    figures: {},
    evidence: [],
  };
}

const text = (zh: string, en: string): BilingualText => ({ zh, en });
