import { DAY_MS, SECOND_MS } from '../../kernel/index.ts';
import type { EnforcementParts } from './model.ts';
import { countRefusal, weigh } from './service/count.ts';
import { endOver } from './service/end.ts';
import { listUncounted, listUnweighed } from './store/strikes.ts';

const EVERY_MS = 30 * SECOND_MS;
const LOOK_BACK_MS = 7 * DAY_MS;
const PER_SWEEP = 500;
// Whoever is refused without end must not fill the memory; what is left out here is found by the next sweep.
const UNDER_WAY_MAX = 200;

/**
 * Counts refusals as their closing records become durable, and every half minute what a process that died left uncounted; ends
 * measures whose time is over. Any number of processes may do so side by side.
 */
export class MeasureFollower {
  readonly #parts: EnforcementParts;
  readonly #underWay = new Set<Promise<void>>();
  #sweeping: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(parts: EnforcementParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#schedule(0);
  }

  /** Hears of a refusal that is recorded whole. Returns at once and never throws. */
  note(exchangeId: string): void {
    if (this.#isStopped || this.#underWay.size >= UNDER_WAY_MAX) return;
    const counting = countRefusal(this.#parts, exchangeId)
      .catch((error: unknown) => this.#logFailure(error, exchangeId))
      .finally(() => this.#underWay.delete(counting));
    this.#underWay.add(counting);
  }

  /** One look at everything: what was not counted, not asked about, and is over. */
  async sweep(): Promise<void> {
    const { database, clock } = this.#parts;
    const since = new Date(clock.now().getTime() - LOOK_BACK_MS);
    // One that cannot be counted must not keep the others waiting.
    for (const id of await listUncounted(database, since, PER_SWEEP))
      await countRefusal(this.#parts, id).catch((error: unknown) => this.#logFailure(error, id));
    for (const user of await listUnweighed(database, PER_SWEEP))
      await weigh(this.#parts, user).catch((error: unknown) => this.#logFailure(error));
    await endOver(this.#parts);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#sweeping;
    await Promise.all(this.#underWay);
  }

  #schedule(afterMs: number): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#sweeping = this.sweep()
        .catch((error: unknown) => this.#logFailure(error))
        .finally(() => this.#schedule(EVERY_MS));
    }, afterMs);
    this.#timer.unref();
  }

  #logFailure(error: unknown, exchange?: string): void {
    const cause = error instanceof Error ? error : new Error('unknown');
    this.#parts.log.error(
      { error: cause, ...(exchange === undefined ? {} : { exchange }) },
      'refusals could not be counted',
    );
  }
}
