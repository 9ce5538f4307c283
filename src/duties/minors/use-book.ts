import { LRUCache } from 'lru-cache';
import { type Clock, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../kernel/index.ts';
import { type Database, inTime } from '../../store/index.ts';
import { addSpan, continuousAt, minuteOf, NO_RUNS, type Runs, since, unionOf } from './runs.ts';
import { listSpans } from './store/use.ts';

const KEPT_MAX = 50_000;
/** What other processes served is known after this long at the latest, whenever it is asked for. */
const FRESH_MS = 10 * SECOND_MS;
/** A run may have begun on the day before. */
const LOOK_BACK_MS = 2 * DAY_MS;
/** Answers that take long end after they were read: what began so lately is read again. */
const OVERLAP_MS = HOUR_MS + MINUTE_MS;

interface Kept {
  runs: Runs;
  readonly readAtMs: number;
  readonly readAt: Date;
  /** How long use had gone on without a break when somebody was reminded of something last, by its name. */
  readonly reminded: Map<string, number>;
}

/**
 * When minors used a service. The truth are the recorded exchanges, which are durable before anything of an answer is shown: so a process
 * that is killed forgets nothing, and any number of processes and devices count the same minutes once. What is kept here is a copy of
 * it, with what this process served since at once; it is read anew when it is older than ten seconds. Nothing is ever written.
 */
export class UseBook {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #kept = new LRUCache<string, Kept>({ max: KEPT_MAX });
  readonly #readings = new Map<string, Promise<Kept>>();

  constructor({ database, clock }: { readonly database: Database; readonly clock: Clock }) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Use of an end user until now; at once when it was read lately. */
  of(endUser: string): Runs | Promise<Runs> {
    const kept = this.#kept.get(endUser);
    if (kept !== undefined && this.#isFresh(kept)) return kept.runs;
    return this.#reading(endUser).then(({ runs }) => runs);
  }

  /** What is served now counts from now on; its record follows. */
  note(endUser: string, from: Date, to: Date = from): void {
    const kept = this.#kept.get(endUser);
    if (kept !== undefined) kept.runs = addSpan(kept.runs, minuteOf(from), Math.max(minuteOf(from), minuteOf(to)));
  }

  /** Minutes of use without a break, up to this one. */
  continuous(endUser: string, minute: number): number {
    return continuousAt(this.#kept.get(endUser)?.runs ?? NO_RUNS, minute);
  }

  /**
   * Is it time for a reminder, which comes after every `everyMinutes` of use without a break? True once each time; somebody who is
   * served by another process meanwhile may be reminded twice, never too little.
   */
  mustRemind(endUser: string, name: string, minute: number, everyMinutes: number): boolean {
    const kept = this.#kept.get(endUser);
    if (kept === undefined) return false;
    const continuous = continuousAt(kept.runs, minute);
    const before = kept.reminded.get(name) ?? 0;
    // A shorter time than before is that of another run.
    const told = before > continuous ? 0 : Math.floor(before / everyMinutes);
    if (Math.floor(continuous / everyMinutes) <= told) return false;
    kept.reminded.set(name, continuous);
    return true;
  }

  #isFresh({ readAtMs }: Kept): boolean {
    return this.#clock.monotonicMs() - readAtMs < FRESH_MS;
  }

  #reading(endUser: string): Promise<Kept> {
    const underWay = this.#readings.get(endUser);
    if (underWay !== undefined) return underWay;
    const reading = this.#read(endUser).finally(() => this.#readings.delete(endUser));
    this.#readings.set(endUser, reading);
    return reading;
  }

  async #read(endUser: string): Promise<Kept> {
    const readAtMs = this.#clock.monotonicMs();
    const readAt = this.#clock.now();
    const from = new Date(readAt.getTime() - LOOK_BACK_MS);
    const before = this.#kept.get(endUser);
    const overlap =
      before === undefined ? from : new Date(Math.min(before.readAt.getTime(), readAt.getTime()) - OVERLAP_MS);
    const spans = await inTime(listSpans(this.#database, endUser, overlap > from ? overlap : from));
    // What was noted meanwhile is in what is kept, so that is taken only now.
    const known = this.#kept.get(endUser);
    const runs = since(unionOf(known?.runs ?? NO_RUNS, spans), minuteOf(from));
    const kept: Kept = { runs, readAtMs, readAt, reminded: known?.reminded ?? new Map() };
    this.#kept.set(endUser, kept);
    return kept;
  }
}
