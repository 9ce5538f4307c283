import { HeguiError, type Log, SECOND_MS } from '../../kernel/index.ts';
import type { RegistryParts, RegistrySnapshot } from '../model.ts';
import { emptyCache, loadSnapshot, type SnapshotCache, type SnapshotOptions } from './load.ts';

export interface RegistryHealth {
  readonly isLoaded: boolean;
  readonly loadedAt: Date | null;
  /** Code of the error of the last load when that failed; the snapshot before it is then still served. */
  readonly error: string | null;
}

const CHANNEL = 'hegui_registry';
const DEBOUNCE_MS = 50;
const RELOAD_EVERY_MS = 30 * SECOND_MS;

/**
 * Keeps the newest snapshot. Reloads 50 ms after a notice from the database (however many came) and every 30 seconds;
 * a load that fails leaves the snapshot before it in service, is logged and shows in `health`.
 */
export class LiveRegistry {
  readonly #parts: RegistryParts;
  readonly #options: SnapshotOptions;
  readonly #log: Log;
  #snapshot: RegistrySnapshot | undefined;
  #cache: SnapshotCache = emptyCache;
  #running: Promise<RegistrySnapshot> | undefined;
  #next: Promise<RegistrySnapshot> | undefined;
  #health: RegistryHealth = { isLoaded: false, loadedAt: null, error: null };
  #noticeTimer: NodeJS.Timeout | undefined;
  #everyTimer: NodeJS.Timeout | undefined;
  #stopListening: (() => Promise<void>) | undefined;
  #isStopped = false;

  constructor(parts: RegistryParts, options: SnapshotOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#log = parts.log;
  }

  /** Loads for the first time and then follows changes. @throws when the first load fails. */
  async start(): Promise<void> {
    // Listening first: a change between the load and the listening would be missed.
    this.#stopListening = await this.#parts.database.listen(CHANNEL, () => this.#onNotice());
    await this.refresh();
    this.#everyTimer = setInterval(() => this.#refreshInBackground(), RELOAD_EVERY_MS);
    this.#everyTimer.unref();
  }

  /** What is served now. @throws HeguiError E_STORE_UNAVAILABLE before the first load. */
  get current(): RegistrySnapshot {
    if (this.#snapshot === undefined) throw new HeguiError('E_STORE_UNAVAILABLE', 'the registry was not loaded yet');
    return this.#snapshot;
  }

  get health(): RegistryHealth {
    return this.#health;
  }

  /** A snapshot whose load began after this call. Calls that come while one is under way share the next. */
  refresh(): Promise<RegistrySnapshot> {
    if (this.#running === undefined) return this.#begin();
    const begin = (): Promise<RegistrySnapshot> => {
      this.#next = undefined;
      return this.#begin();
    };
    this.#next ??= this.#running.then(begin, begin);
    return this.#next;
  }

  /** Ends listening and waits for a load under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#noticeTimer);
    clearInterval(this.#everyTimer);
    await this.#stopListening?.();
    await Promise.allSettled([this.#running, this.#next]);
  }

  #begin(): Promise<RegistrySnapshot> {
    const running = this.#load().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  async #load(): Promise<RegistrySnapshot> {
    try {
      const { snapshot, cache } = await loadSnapshot(this.#parts, this.#options, this.#cache);
      this.#snapshot = snapshot;
      this.#cache = cache;
      this.#health = { isLoaded: true, loadedAt: this.#parts.clock.now(), error: null };
      return snapshot;
    } catch (error) {
      const code = error instanceof HeguiError ? error.code : 'E_INTERNAL';
      this.#health = { ...this.#health, error: code };
      throw error;
    }
  }

  #onNotice(): void {
    if (this.#isStopped || this.#noticeTimer !== undefined) return;
    this.#noticeTimer = setTimeout(() => {
      this.#noticeTimer = undefined;
      this.#refreshInBackground();
    }, DEBOUNCE_MS);
  }

  #refreshInBackground(): void {
    if (this.#isStopped) return;
    this.refresh().catch((error: unknown) => {
      const cause = error instanceof Error ? error : new Error('unknown');
      this.#log.error({ error: cause }, 'the registry could not be reloaded; the state before is still served');
    });
  }
}
