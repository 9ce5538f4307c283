import { LRUCache } from 'lru-cache';
import { type Clock, callerOf, HeguiError, SECOND_MS } from '../kernel/index.ts';
import type { SendingLimit } from './model.ts';

interface Window {
  readonly sinceMs: number;
  taken: number;
}

const CALLERS_MAX = 20_000;
const UPLOADS_MAX = 8;

/**
 * Lets one network address send so much within so long, each kind of thing apart. Kept in the memory of this process and nowhere
 * else: who complained from where is nobody's business.
 */
export class SendingLimits {
  readonly #clock: Clock;
  readonly #windows = new LRUCache<string, Window>({ max: CALLERS_MAX });
  #uploads = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one sending before it is looked at. @throws HeguiError E_RATE_LIMITED with the seconds to wait. */
  take({ name, count, withinMs }: SendingLimit, address: string): void {
    const key = `${name} ${callerOf(address)}`;
    const nowMs = this.#clock.monotonicMs();
    let window = this.#windows.get(key);
    if (window === undefined || nowMs - window.sinceMs >= withinMs) {
      window = { sinceMs: nowMs, taken: 0 };
      this.#windows.set(key, window);
    }
    if (window.taken >= count) {
      const retryAfterS = Math.max(1, Math.ceil((window.sinceMs + withinMs - nowMs) / SECOND_MS));
      throw new HeguiError('E_RATE_LIMITED', 'too much was sent from this address', { retryAfterS });
    }
    window.taken++;
  }

  /**
   * Room for one body with files, which are held in memory while they come in.
   *
   * @returns what gives the room back, once.
   * @throws HeguiError E_RATE_LIMITED when too many come in at once.
   */
  takeRoom(): () => void {
    if (this.#uploads >= UPLOADS_MAX)
      throw new HeguiError('E_RATE_LIMITED', 'too many files are coming in at once', { retryAfterS: 30 });
    this.#uploads++;
    let isTaken = true;
    return () => {
      if (isTaken) this.#uploads--;
      isTaken = false;
    };
  }
}
