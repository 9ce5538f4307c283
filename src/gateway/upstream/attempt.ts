import type { Dispatcher } from 'undici';
import { type Clock, KIB, SECOND_MS } from '../../kernel/index.ts';
import type { Connections } from './connections.ts';
import type { UpstreamFailureKind, UpstreamHeaders } from './types.ts';

const ERROR_BODY_BYTES_MAX = 64 * KIB;
const ERROR_BODY_MS_MAX = 5 * SECOND_MS;
// A connection that the server had already dropped answers a write with a reset within a round trip.
const STALE_MS_MAX = SECOND_MS;
const CANCELLED = new Error('cancelled by the gateway');

export interface AttemptFailure {
  readonly kind: UpstreamFailureKind;
  readonly detail: string;
  readonly status?: number;
  readonly body?: Buffer;
  readonly retryAfter?: string;
  readonly location?: string;
  readonly cause?: unknown;
}

/** Owner of an attempt; the same promises as `UpstreamSink`, for one target. */
export interface AttemptOwner {
  /** The connection was stale; the request is sent a second time. */
  onRepeat(): void;
  onResponse(status: number, headers: UpstreamHeaders): void;
  onData(chunk: Buffer): boolean;
  onEnd(): void;
  onFailure(failure: AttemptFailure): void;
}

export interface AttemptOptions {
  readonly clock: Clock;
  readonly connections: Connections;
  readonly request: Dispatcher.DispatchOptions;
  readonly isStream: boolean;
  readonly connectMs: number;
  readonly firstByteMs: number;
  readonly idleMs: number;
}

/** One request to one target: time-outs, pause, bounded error body, and one repeat on a stale kept-alive connection. */
export class Attempt implements Dispatcher.DispatchHandler {
  readonly #options: AttemptOptions;
  readonly #owner: AttemptOwner;
  #controller: Dispatcher.DispatchController | null = null;
  #timer: NodeJS.Timeout | undefined;
  #sentMs = 0;
  #isReused = false;
  #wasRepeated = false;
  #status = 0;
  #headers: UpstreamHeaders = {};
  #errorBody: Buffer[] | null = null;
  #errorBytes = 0;
  #hasFirstByte = false;
  #isPaused = false;
  #isSettled = false;

  constructor(options: AttemptOptions, owner: AttemptOwner) {
    this.#options = options;
    this.#owner = owner;
  }

  start(): void {
    this.#send();
  }

  resume(): void {
    if (!this.#isPaused || this.#isSettled) return;
    this.#isPaused = false;
    this.#arm(this.#options.idleMs, 'idle-timeout');
    this.#controller?.resume();
  }

  /** Cancels the request without a further word to the owner. */
  abort(): void {
    this.#settle();
    this.#controller?.abort(CANCELLED);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // The caller gave up while the connection was being made.
    if (this.#isSettled) {
      controller.abort(CANCELLED);
      return;
    }
    this.#controller = controller;
    this.#isReused = !this.#wasRepeated && !this.#options.connections.takeIsFirstUse();
    this.#sentMs = this.#options.clock.monotonicMs();
    this.#arm(this.#options.firstByteMs, 'first-byte-timeout');
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: UpstreamHeaders): void {
    if (status < 200 || this.#isSettled) return;
    this.#status = status;
    this.#headers = headers;
    if (status >= 300) {
      this.#errorBody = [];
      this.#arm(Math.min(this.#options.idleMs, ERROR_BODY_MS_MAX), 'status');
    } else if (!this.#options.isStream) {
      this.#arm(this.#options.idleMs, 'idle-timeout');
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    // A parser that is resumed with nothing at hand tells of nothing; pausing for that would go round for ever.
    if (this.#isSettled || chunk.length === 0) return;
    if (this.#errorBody !== null) {
      this.#collect(this.#errorBody, chunk);
      return;
    }
    try {
      if (this.#hasFirstByte) this.#timer?.refresh();
      else this.#begin();
      if (this.#isSettled || this.#owner.onData(chunk) || this.#isSettled) return;
    } catch (cause) {
      this.#fail({ kind: 'unreadable', detail: 'sink', cause });
      return;
    }
    this.#isPaused = true;
    clearTimeout(this.#timer);
    controller.pause();
  }

  onResponseEnd(): void {
    if (this.#isSettled) return;
    if (this.#errorBody !== null) {
      this.#failWithStatus();
      return;
    }
    try {
      if (!this.#hasFirstByte) this.#begin();
      if (this.#isSettled) return;
      this.#settle();
      this.#owner.onEnd();
    } catch (cause) {
      this.#settle();
      this.#owner.onFailure({ kind: 'unreadable', detail: 'sink', cause });
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#isSettled) return;
    const detail = errorCode(error);
    if (this.#errorBody !== null) {
      this.#failWithStatus();
    } else if (this.#controller === null) {
      this.#fail({ kind: detail === 'UND_ERR_CONNECT_TIMEOUT' ? 'connect-timeout' : 'unreachable', detail });
    } else if (this.#isStale(detail)) {
      this.#wasRepeated = true;
      this.#controller = null;
      this.#owner.onRepeat();
      this.#send();
    } else {
      this.#fail({ kind: 'closed-early', detail });
    }
  }

  #send(): void {
    const { connections, request, connectMs } = this.#options;
    if (this.#wasRepeated) connections.dispatchFresh(request, this);
    else connections.dispatch(request, this);
    if (this.#controller === null && !this.#isSettled) this.#arm(connectMs, 'connect-timeout');
  }

  #begin(): void {
    this.#hasFirstByte = true;
    this.#arm(this.#options.idleMs, 'idle-timeout');
    this.#owner.onResponse(this.#status, this.#headers);
  }

  #isStale(detail: string): boolean {
    const isReset = detail === 'UND_ERR_SOCKET' || detail === 'ECONNRESET' || detail === 'EPIPE';
    const elapsedMs = this.#options.clock.monotonicMs() - this.#sentMs;
    return isReset && this.#isReused && !this.#wasRepeated && this.#status === 0 && elapsedMs < STALE_MS_MAX;
  }

  #collect(parts: Buffer[], chunk: Buffer): void {
    parts.push(chunk.subarray(0, ERROR_BODY_BYTES_MAX - this.#errorBytes));
    this.#errorBytes += chunk.length;
    if (this.#errorBytes >= ERROR_BODY_BYTES_MAX) this.#failWithStatus();
  }

  #failWithStatus(): void {
    const { 'retry-after': retryAfter, location } = this.#headers;
    this.#fail({
      kind: 'status',
      detail: String(this.#status),
      status: this.#status,
      body: Buffer.concat(this.#errorBody ?? []),
      ...(typeof retryAfter === 'string' ? { retryAfter } : {}),
      ...(typeof location === 'string' ? { location } : {}),
    });
  }

  #arm(ms: number, kind: 'connect-timeout' | 'first-byte-timeout' | 'idle-timeout' | 'status'): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (kind === 'status') this.#failWithStatus();
      else this.#fail({ kind, detail: `${ms} ms` });
    }, ms);
  }

  #fail(failure: AttemptFailure): void {
    this.#settle();
    // Frees the connection when the failure is ours to declare; after an error of its own it is gone already.
    this.#controller?.abort(CANCELLED);
    this.#owner.onFailure(failure);
  }

  #settle(): void {
    this.#isSettled = true;
    clearTimeout(this.#timer);
  }
}

function errorCode(error: Error): string {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : error.name;
}
