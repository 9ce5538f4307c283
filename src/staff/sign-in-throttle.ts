import { LRUCache } from 'lru-cache';
import { type Clock, callerOf, HeguiError, MINUTE_MS, SECOND_MS } from '../kernel/index.ts';

interface Window {
  readonly sinceMs: number;
  taken: number;
}

const WINDOW_MS = 10 * MINUTE_MS;
const FAILURES_MAX = 20;
const CALLERS_MAX = 10_000;

/**
 * Lets one address fail twenty times in ten minutes, whatever accounts it tries. Kept in the memory of this process: it
 * spares the processor; what protects an account is the lock-out, which is counted in the database.
 */
export class SignInThrottle {
  readonly #clock: Clock;
  readonly #windows = new LRUCache<string, Window>({ max: CALLERS_MAX });

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Counts an attempt before it is made, so that attempts side by side cannot slip through; `giveBack` when it was right.
   *
   * @throws HeguiError E_RATE_LIMITED with the seconds to wait.
   */
  take(address: string): { giveBack(): void } {
    const caller = callerOf(address);
    const nowMs = this.#clock.monotonicMs();
    let window = this.#windows.get(caller);
    if (window === undefined || nowMs - window.sinceMs >= WINDOW_MS) {
      window = { sinceMs: nowMs, taken: 0 };
      this.#windows.set(caller, window);
    }
    if (window.taken >= FAILURES_MAX) {
      const retryAfterS = Math.max(1, Math.ceil((window.sinceMs + WINDOW_MS - nowMs) / SECOND_MS));
      throw new HeguiError('E_RATE_LIMITED', 'too many failed attempts came from this address', { retryAfterS });
    }
    const counted = window;
    counted.taken++;
    return { giveBack: () => void counted.taken-- };
  }
}
