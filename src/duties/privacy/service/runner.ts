import { HOUR_MS, MINUTE_MS } from '../../../kernel/index.ts';
import type { PrivacyParts } from '../model.ts';
import { carryOutDue } from './erase.ts';
import { sweepRetention } from './retention.ts';

const SWEEP_EVERY_MS = HOUR_MS;

/** In a server: carries out orders to erase, and what is past its term, until it is stopped. Commands need not. */
export class PrivacyRunner {
  readonly #parts: PrivacyParts;
  #timers: NodeJS.Timeout[] = [];
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: PrivacyParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timers = [
      this.#every(MINUTE_MS, () => this.carryOutSoon()),
      this.#every(SWEEP_EVERY_MS, () => this.#run(() => sweepRetention(this.#parts))),
    ];
  }

  /** Begins what was ordered a moment ago; whoever ordered it need not wait. */
  carryOutSoon(): void {
    this.#run(() => carryOutDue(this.#parts));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#running;
  }

  #every(ms: number, work: () => void): NodeJS.Timeout {
    work();
    const timer = setInterval(work, ms);
    timer.unref();
    return timer;
  }

  /** One thing after the other; a failure is logged and tried again with the next turn. */
  #run(work: () => Promise<unknown>): void {
    this.#running = this.#running.then(async () => {
      if (this.#isStopped) return;
      try {
        await work();
      } catch (error) {
        const fields = error instanceof Error ? { error } : {};
        this.#parts.log.warn(fields, 'erasing could not go on; it is tried again');
      }
    });
  }
}
