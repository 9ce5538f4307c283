import { type Log, SECOND_MS } from '../../../kernel/index.ts';
import type { Database } from '../../../store/index.ts';
import { countEntries } from './rules.ts';
import { addCounts, entriesBetween, lastLeafOf, lockCursor, moveCursor } from './store.ts';

export interface LabelCounterParts {
  readonly database: Database;
  readonly log: Log;
}

const LEAVES_PER_STEP = 2_000;
const EVERY_MS: number = 2 * SECOND_MS;

/**
 * Counts what the log says of labels, by the hour, so that nobody has to read through the log for a figure. It follows the log's
 * own order: nothing is left out and nothing counted twice, in however many processes it runs.
 */
export class LabelCounter {
  readonly #parts: LabelCounterParts;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: LabelCounterParts) {
    this.#parts = parts;
  }

  /** Counts the next part of the log; false when there is nothing new, or another process is at it. */
  async countOnce(): Promise<boolean> {
    return await this.#parts.database.transaction(async (tx) => {
      const after = await lockCursor(tx);
      const last = after === null ? null : await lastLeafOf(tx, after, LEAVES_PER_STEP);
      if (after === null || last === null) return false;
      await addCounts(tx, countEntries(await entriesBetween(tx, after, last)));
      await moveCursor(tx, last);
      return true;
    });
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#turn();
    }, EVERY_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #turn(): Promise<void> {
    try {
      while (!this.#isStopped && (await this.countOnce()));
    } catch (error) {
      const fields = error instanceof Error ? { error } : {};
      this.#parts.log.warn(fields, 'labels were not counted; tried again in a moment');
    }
    if (!this.#isStopped) this.start();
  }
}
