import { LRUCache } from 'lru-cache';
import { type Clock, HeguiError, MINUTE_MS, SECOND_MS } from '../kernel/index.ts';
import type { Database } from './database.ts';

export interface KeptRowsOptions<T> {
  readonly database: Pick<Database, 'listen'>;
  /** On which the database tells, with the key, that what stands under it has changed. */
  readonly channel: string;
  /** One indexed query. */
  readonly read: (key: string) => Promise<T>;
  readonly clock: Clock;
  /** Beyond so many keys, those that were asked for longest ago go. */
  readonly keysMax?: number;
}

const KEYS_MAX = 50_000;
// A connection that died silently tells of no change; after so long nothing is believed without asking.
const KEPT_MS = MINUTE_MS;
// A request waits no longer than this for a database that hangs.
const READ_MS_MAX = SECOND_MS;

interface Reading<T> {
  readonly promise: Promise<T>;
  isOutdated: boolean;
}

/**
 * What a request needs to know of whoever sends it, kept in memory: no query while it is there, one when it is not. Every change in
 * the database, made here or by another process, is told and forgotten; what is being read at that moment is not kept. Before
 * `start`, and after `stop`, nothing is kept. A look that fails, or takes longer than a second, rejects with E_STORE_UNAVAILABLE.
 */
export class KeptRows<T> {
  readonly #options: KeptRowsOptions<T>;
  readonly #kept: LRUCache<string, { readonly value: T; readonly atMs: number }>;
  readonly #readings = new Map<string, Reading<T>>();
  #stopListening: (() => Promise<void>) | undefined;

  constructor(options: KeptRowsOptions<T>) {
    this.#options = options;
    this.#kept = new LRUCache({ max: options.keysMax ?? KEYS_MAX });
  }

  /** Begins to keep what is read. */
  async start(): Promise<void> {
    const { database, channel } = this.#options;
    this.#stopListening = await database.listen(channel, (key) => this.forget(key));
  }

  async stop(): Promise<void> {
    const stop = this.#stopListening;
    this.#stopListening = undefined;
    await stop?.();
    this.#kept.clear();
  }

  /** At once when it is kept. */
  get(key: string): T | Promise<T> {
    const kept = this.#kept.get(key);
    if (kept !== undefined && this.#options.clock.monotonicMs() - kept.atMs < KEPT_MS) return kept.value;
    return (this.#readings.get(key) ?? this.#read(key)).promise;
  }

  /** What stands under the key has changed; null = anything may have. Whoever changes something here need not wait for the notice. */
  forget(key: string | null): void {
    const outdated = key === null ? [...this.#readings.keys()] : [key];
    for (const one of outdated) {
      const reading = this.#readings.get(one);
      if (reading !== undefined) reading.isOutdated = true;
      this.#readings.delete(one);
    }
    if (key === null) this.#kept.clear();
    else this.#kept.delete(key);
  }

  #read(key: string): Reading<T> {
    const reading: Reading<T> = { promise: inTime(this.#options.read(key)), isOutdated: false };
    this.#readings.set(key, reading);
    const atMs = this.#options.clock.monotonicMs();
    const settle = (value?: { readonly value: T }): void => {
      if (this.#readings.get(key) === reading) this.#readings.delete(key);
      if (value !== undefined && !reading.isOutdated && this.#stopListening !== undefined)
        this.#kept.set(key, { ...value, atMs });
    };
    reading.promise.then(
      (value) => settle({ value }),
      () => settle(),
    );
    return reading;
  }
}

/** Waits for what a request needs no longer than a request can. @throws HeguiError E_STORE_UNAVAILABLE after a second. */
export async function inTime<T>(reading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new HeguiError('E_STORE_UNAVAILABLE', 'the database does not answer')),
      READ_MS_MAX,
    );
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}
