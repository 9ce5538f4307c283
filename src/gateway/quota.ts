import { type Clock, HeguiError, MINUTE_MS } from '../kernel/index.ts';
import type { KeyEntry } from '../registry/index.ts';

interface KeyUse {
  tokens: number;
  refilledAtMs: number;
  open: number;
}

/** Requests a minute and requests open at once, per key and over all; counted by this process alone. */
export class Quota {
  readonly #clock: Clock;
  readonly #openMax: number;
  readonly #byKey = new Map<string, KeyUse>();
  #open = 0;

  constructor(clock: Clock, openRequestsMax: number) {
    this.#clock = clock;
    this.#openMax = openRequestsMax;
  }

  get open(): number {
    return this.#open;
  }

  /**
   * Takes a place for one request; the function it returns gives the place back, once.
   *
   * @throws HeguiError E_RATE_LIMITED or E_STREAMS_BUSY with the seconds to wait.
   */
  enter(key: KeyEntry): () => void {
    if (this.#open >= this.#openMax) throw busy('the server has its limit of open requests');
    const use = this.#useOf(key);
    if (key.openMax !== null && use.open >= key.openMax)
      throw busy(`this key has its limit of ${key.openMax} open requests`);
    if (key.ratePerMinute !== null) this.#takeToken(use, key.ratePerMinute);
    use.open++;
    this.#open++;
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      use.open--;
      this.#open--;
    };
  }

  #useOf(key: KeyEntry): KeyUse {
    let use = this.#byKey.get(key.id);
    if (use === undefined) {
      use = { tokens: key.ratePerMinute ?? 0, refilledAtMs: this.#clock.monotonicMs(), open: 0 };
      this.#byKey.set(key.id, use);
    }
    return use;
  }

  // A token bucket: a key may spend a minute's allowance at once and then goes on at its rate.
  #takeToken(use: KeyUse, ratePerMinute: number): void {
    const nowMs = this.#clock.monotonicMs();
    const perMs = ratePerMinute / MINUTE_MS;
    use.tokens = Math.min(ratePerMinute, use.tokens + (nowMs - use.refilledAtMs) * perMs);
    use.refilledAtMs = nowMs;
    if (use.tokens < 1) {
      throw new HeguiError('E_RATE_LIMITED', `this key may send ${ratePerMinute} requests a minute`, {
        retryAfterS: Math.max(1, Math.ceil((1 - use.tokens) / perMs / 1_000)),
      });
    }
    use.tokens--;
  }
}

const busy = (detail: string): HeguiError => new HeguiError('E_STREAMS_BUSY', detail, { retryAfterS: 1 });
