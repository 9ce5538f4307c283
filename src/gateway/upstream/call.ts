import { type Clock, type Log, SECOND_MS } from '../../kernel/index.ts';
import { Attempt, type AttemptFailure, type AttemptOwner } from './attempt.ts';
import type { Circuit, Permit } from './circuit.ts';
import type { Connections } from './connections.ts';
import { type Endpoint, requestPath } from './endpoint.ts';
import type { UpstreamCall, UpstreamFailure, UpstreamRequest, UpstreamSink, UpstreamTarget } from './types.ts';

/** What a call needs to know about a target beyond the target itself. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly circuit: Circuit;
  readonly connections: Connections;
}

export interface CallOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Null once the gateway is closing. */
  routeTo(target: UpstreamTarget): Route | null;
}

/** One request to the first target that answers. See `UpstreamSink` for what is promised to the caller. */
export class Call implements UpstreamCall {
  readonly #options: CallOptions;
  readonly #request: UpstreamRequest;
  readonly #sink: UpstreamSink;
  #attempt: Attempt | null = null;
  #permit: Permit | null = null;
  #next = 0;
  #attempts = 0;
  #hasResponded = false;
  #isOver = false;
  #isAborted = false;
  #lastFailure: UpstreamFailure | null = null;
  #retryInMs = Number.POSITIVE_INFINITY;

  constructor(options: CallOptions, request: UpstreamRequest, sink: UpstreamSink) {
    this.#options = options;
    this.#request = request;
    this.#sink = sink;
  }

  start(): void {
    while (this.#next < this.#request.targets.length) {
      const target = this.#request.targets[this.#next++];
      const route = target === undefined ? null : this.#options.routeTo(target);
      if (target === undefined || route === null) continue;
      const permit = route.circuit.acquire();
      if (permit !== null) {
        this.#try(target, route, permit);
        return;
      }
      this.#retryInMs = Math.min(this.#retryInMs, route.circuit.retryInMs());
    }
    this.#end(this.#lastFailure ?? this.#untriedFailure());
  }

  resume(): void {
    this.#attempt?.resume();
  }

  abort(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#isAborted = true;
    // A stream that was flowing until the caller had enough shows that the upstream is well.
    if (this.#hasResponded) this.#permit?.reportSuccess();
    else this.#permit?.release();
    this.#attempt?.abort();
  }

  #try(target: UpstreamTarget, route: Route, permit: Permit): void {
    const { path, method = 'POST' } = this.#request;
    let body: Buffer | string | null;
    try {
      body = method === 'POST' ? this.#request.bodyFor(target) : null;
    } catch (cause) {
      permit.release();
      this.#end(this.#failure(target, { kind: 'unreadable', detail: 'bodyFor', cause }));
      return;
    }
    this.#permit = permit;
    this.#attempts++;
    this.#attempt = new Attempt(
      {
        clock: this.#options.clock,
        connections: route.connections,
        request: {
          method,
          path: requestPath(route.endpoint, path),
          headers: requestHeaders(target, this.#request),
          body,
        },
        isStream: this.#request.stream,
        connectMs: target.connectMs,
        firstByteMs: target.firstByteMs,
        idleMs: target.idleMs,
      },
      this.#ownerFor(target, permit),
    );
    this.#attempt.start();
  }

  #ownerFor(target: UpstreamTarget, permit: Permit): AttemptOwner {
    return {
      onRepeat: () => {
        this.#attempts++;
      },
      onResponse: (status, headers) => {
        this.#hasResponded = true;
        permit.reportFirstByte();
        const type = headers['content-type'];
        const contentType = typeof type === 'string' ? type : '';
        this.#sink.onResponse({ target, status, contentType, headers, attempts: this.#attempts });
      },
      onData: (chunk) => this.#sink.onData(chunk),
      onEnd: () => {
        this.#isOver = true;
        permit.reportSuccess();
        this.#sink.onEnd();
      },
      onFailure: (failure) => this.#onFailure(target, permit, failure),
    };
  }

  #onFailure(target: UpstreamTarget, permit: Permit, attemptFailure: AttemptFailure): void {
    const failure = this.#failure(target, attemptFailure);
    const mayRetry = reportOutcome(permit, failure);
    this.#options.log.debug(
      { upstream: target.id, kind: failure.kind, reason: failure.detail, attempts: this.#attempts },
      'upstream attempt failed',
    );
    if (this.#hasResponded || !mayRetry) {
      this.#end(failure);
      return;
    }
    this.#lastFailure = failure;
    if (this.#next < this.#request.targets.length) this.#tell(() => this.#sink.onFailover?.(failure));
    if (!this.#isOver) this.start();
  }

  #failure(target: UpstreamTarget | null, failure: AttemptFailure): UpstreamFailure {
    return { ...failure, target, attempts: this.#attempts, afterResponse: this.#hasResponded };
  }

  #untriedFailure(): UpstreamFailure {
    if (this.#retryInMs === Number.POSITIVE_INFINITY) {
      return this.#failure(null, { kind: 'unreachable', detail: 'no target' });
    }
    const seconds = Math.max(1, Math.ceil(this.#retryInMs / SECOND_MS));
    return this.#failure(null, { kind: 'circuit-open', detail: 'circuit open', retryAfter: String(seconds) });
  }

  // A failure can be known before `Upstreams.call` returns; the sink hears of it afterwards.
  #end(failure: UpstreamFailure): void {
    queueMicrotask(() => {
      if (this.#isAborted) {
        this.#noteLost(failure.cause);
        return;
      }
      this.#isOver = true;
      this.#tell(() => this.#sink.onFailure(failure));
    });
  }

  // There is nobody left to hand a second failure to, and it must not end the process that serves everyone else.
  #tell(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#noteLost(error);
    }
  }

  #noteLost(error: unknown): void {
    if (error !== undefined) {
      const asError = error instanceof Error ? error : new Error('not an error object');
      this.#options.log.error({ error: asError }, 'the sink of an upstream call threw');
    }
  }
}

/** Tells the circuit what happened. Returns whether another target may do better. */
function reportOutcome(permit: Permit, failure: UpstreamFailure): boolean {
  if (failure.kind === 'unreadable') {
    permit.release();
    return false;
  }
  if (failure.kind === 'status' && !isServerFault(failure.status ?? 0)) {
    permit.reportAnswered();
    return false;
  }
  permit.reportFailure(failure.kind === 'status' ? `status ${failure.detail}` : `${failure.kind} (${failure.detail})`);
  return true;
}

// 501 and 505 say that the request itself will never work there; asking elsewhere would hide a wrong configuration.
const isServerFault = (status: number): boolean =>
  status === 429 || status === 408 || (status >= 500 && status !== 501 && status !== 505);

/** Headers of every request to this target. */
export function requestHeaders(
  target: UpstreamTarget,
  request: Pick<UpstreamRequest, 'stream' | 'contentType' | 'accept' | 'method'>,
): string[] {
  const { stream, contentType = 'application/json', accept, method = 'POST' } = request;
  const wanted = accept ?? (stream ? 'text/event-stream' : null);
  const headers = [
    ...(method === 'POST' ? ['content-type', contentType] : []),
    'accept',
    wanted === null ? 'application/json' : `${wanted}, application/json`,
    'accept-encoding',
    'identity',
    'user-agent',
    'hegui',
  ];
  if (target.apiKey !== null) headers.push('authorization', `Bearer ${target.apiKey.reveal()}`);
  return headers;
}
