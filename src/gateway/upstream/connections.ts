import { Client, type Dispatcher, Pool } from 'undici';
import { SECOND_MS } from '../../kernel/index.ts';

// The attempt's own timers are exact and know about pauses; undici's tick by the half second and are switched off.
// HTTP/1.1 only: a connection carries one request, which is what pausing, time-outs and the stale repeat count on.
const CLIENT_OPTIONS = { pipelining: 1, headersTimeout: 0, bodyTimeout: 0, allowH2: false } as const;

/** Kept-alive connections to one origin. One request at a time on each, so that no stream waits behind another. */
export class Connections {
  readonly #origin: string;
  readonly #connectMs: number;
  readonly #pool: Pool;
  #hasJustConnected = false;

  constructor(origin: string, connectMs: number) {
    this.#origin = origin;
    this.#connectMs = connectMs;
    this.#pool = new Pool(origin, { ...CLIENT_OPTIONS, connect: this.#connectOptions() });
    // undici writes the waiting request in the same turn in which it announces its new connection.
    this.#pool.on('connect', () => {
      this.#hasJustConnected = true;
      queueMicrotask(() => {
        this.#hasJustConnected = false;
      });
    });
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.#pool.dispatch(options, handler);
  }

  /** Sends on a connection made for this one request. */
  dispatchFresh(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    const client = new Client(this.#origin, { ...CLIENT_OPTIONS, connect: this.#connectOptions() });
    client.dispatch({ ...options, reset: true }, handler);
    client.close(() => undefined);
  }

  /** Whether the request being started now has the first use of its connection. Ask inside `onRequestStart`. */
  takeIsFirstUse(): boolean {
    const isFirstUse = this.#hasJustConnected;
    this.#hasJustConnected = false;
    return isFirstUse;
  }

  /** Ends idle connections now and busy ones after their request. */
  retire(): void {
    this.#pool.close(() => undefined);
  }

  /** Ends all connections now; their requests fail. */
  async destroy(): Promise<void> {
    if (!this.#pool.destroyed) await this.#pool.destroy();
  }

  // Only cleans up after the attempt gave up, hence the extra second.
  #connectOptions(): { timeout: number } {
    return { timeout: this.#connectMs + SECOND_MS };
  }
}
