import type { SecondOpinion } from '../contract/index.ts';
import type { JudgeCall } from '../judges/index.ts';
import type { Clock, Log } from '../kernel/index.ts';
import type { Database } from '../store/index.ts';
import type { DayCounts } from './model.ts';
import { dayOf, LATENCY_STEPS, latencyStep } from './rules.ts';
import { addDayCounts, readSpent } from './store.ts';

interface Spent {
  calls: number;
  yuan: number;
}

/** Counted since the process started, by judge and result. */
export type CallTotals = ReadonlyMap<string, Readonly<Record<string, number>>>;

const FLUSH_EVERY_MS = 5_000;

/**
 * Counts every call, adds the counts to their day in the database every few seconds, and keeps the day's budgets. With
 * several processes a budget may be overrun by what the others spend between two of these times.
 */
export class CallCounter {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #totals = new Map<string, Record<string, number>>();
  #pending = new Map<string, DayCounts>();
  #day = '';
  /** As the database knows it, and what it does not know yet: counted, and under way. */
  #stored = new Map<string, Spent>();
  readonly #counted = new Map<string, Spent>();
  readonly #underWay = new Map<string, Spent>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(parts: { readonly database: Database; readonly clock: Clock; readonly log: Log }) {
    this.#database = parts.database;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  get totals(): CallTotals {
    return this.#totals;
  }

  /** Reads what the day has spent already. @throws HeguiError E_STORE_UNAVAILABLE */
  async start(): Promise<void> {
    await this.flush();
    this.#timer = setInterval(() => this.#flushInBackground(), FLUSH_EVERY_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#flushInBackground();
    await this.#flushing;
  }

  /** Takes one call from the day's budget; false when there is none left. */
  take(serviceId: string, budget: SecondOpinion['budget'], yuan: number): boolean {
    this.#turnDay();
    const calls = this.#spent(serviceId, 'calls');
    if (budget.callsPerDay !== null && calls + 1 > budget.callsPerDay) return false;
    if (budget.yuanPerDay !== null && this.#spent(serviceId, 'yuan') + yuan > budget.yuanPerDay) return false;
    add(this.#underWay, serviceId, 1, yuan);
    return true;
  }

  note(call: JudgeCall): void {
    this.#turnDay();
    add(this.#underWay, call.serviceId, -1, -call.yuan);
    add(this.#counted, call.serviceId, 1, call.yuan);
    const row = this.#rowOf(call);
    row.calls += 1;
    row.chars += call.chars;
    row.yuan += call.yuan;
    const { verdict, failure, ms } = call.opinion;
    if (verdict !== null) {
      row[verdict.decision] += 1;
      const step = latencyStep(ms);
      row.latency[step] = (row.latency[step] ?? 0) + 1;
    } else if (failure === 'timed-out') row.timeouts += 1;
    else if (failure !== 'cancelled') row.errors += 1;
    const totals = this.#totals.get(call.judgeId) ?? {};
    const result = verdict?.decision ?? failure;
    totals[result ?? 'unreadable'] = (totals[result ?? 'unreadable'] ?? 0) + 1;
    this.#totals.set(call.judgeId, totals);
  }

  /** Adds what was counted to the database and reads the day's sums anew. @throws HeguiError E_STORE_UNAVAILABLE */
  async flush(): Promise<void> {
    const taken = this.#pending;
    this.#pending = new Map();
    const day = this.#turnDay();
    try {
      await this.#database.transaction((tx) => addDayCounts(tx, [...taken.values()]));
    } catch (error) {
      for (const row of taken.values()) this.#putBack(row);
      throw error;
    }
    for (const row of taken.values()) if (row.day === day) add(this.#counted, row.serviceId, -row.calls, -row.yuan);
    for (const row of taken.values()) if (row.day === day) add(this.#stored, row.serviceId, row.calls, row.yuan);
    const spent = await readSpent(this.#database, day);
    this.#stored = new Map(spent.map(({ serviceId, calls, yuan }) => [serviceId, { calls, yuan }]));
  }

  #flushInBackground(): void {
    this.#flushing = this.#flushing
      .then(() => this.flush())
      .catch((error: unknown) => {
        const cause = error instanceof Error ? error : new Error('unknown');
        this.#log.warn({ error: cause }, 'calls of judges could not be counted yet; they are kept and tried again');
      });
  }

  #spent(serviceId: string, what: keyof Spent): number {
    return [this.#stored, this.#counted, this.#underWay].reduce(
      (sum, map) => sum + (map.get(serviceId)?.[what] ?? 0),
      0,
    );
  }

  #turnDay(): string {
    const day = dayOf(this.#clock.now());
    if (day !== this.#day) {
      this.#day = day;
      this.#stored = new Map();
      this.#counted.clear();
    }
    return day;
  }

  #rowOf(call: JudgeCall): DayCounts {
    const { judgeId, serviceId, direction } = call;
    const day = this.#day;
    const key = [day, judgeId, serviceId, direction].join(' ');
    let row = this.#pending.get(key);
    if (row === undefined) {
      const latency = Array.from({ length: LATENCY_STEPS }, () => 0);
      const none = { calls: 0, safe: 0, unsure: 0, unsafe: 0, errors: 0, timeouts: 0, chars: 0, yuan: 0 };
      row = { day, judgeId, serviceId, direction, ...none, latency };
      this.#pending.set(key, row);
    }
    return row;
  }

  #putBack(row: DayCounts): void {
    const key = [row.day, row.judgeId, row.serviceId, row.direction].join(' ');
    const newer = this.#pending.get(key);
    if (newer === undefined) {
      this.#pending.set(key, row);
      return;
    }
    for (const name of ['calls', 'safe', 'unsure', 'unsafe', 'errors', 'timeouts', 'chars', 'yuan'] as const)
      newer[name] += row[name];
    row.latency.forEach((count, step) => {
      newer.latency[step] = (newer.latency[step] ?? 0) + count;
    });
  }
}

function add(map: Map<string, Spent>, key: string, calls: number, yuan: number): void {
  const spent = map.get(key) ?? { calls: 0, yuan: 0 };
  spent.calls += calls;
  spent.yuan += yuan;
  map.set(key, spent);
}
