import type { UpstreamTarget } from '../../registry/index.ts';

export type { UpstreamTarget };

export interface UpstreamRequest {
  /** POST when left out; the others have no body. */
  readonly method?: 'POST' | 'GET' | 'DELETE';
  /** Below the base URL, such as `/chat/completions`. */
  readonly path: `/${string}`;
  /** In order of preference; each is tried at most once. */
  readonly targets: readonly UpstreamTarget[];
  /** True when the answer comes as server-sent events: the first body byte then counts as the first byte. */
  readonly stream: boolean;
  /** Media type of the body; JSON when left out. */
  readonly contentType?: string;
  /** Media types of the answer besides JSON; none when left out. */
  readonly accept?: string;
  /** The body for this target; called once per attempted target, because model names differ between them. Of a POST only. */
  bodyFor(target: UpstreamTarget): Buffer | string;
}

/** Header names are in lower case. */
export type UpstreamHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface UpstreamResponse {
  readonly target: UpstreamTarget;
  /** 200 to 299. */
  readonly status: number;
  /** As sent, or an empty text. The caller decides whether it can read such an answer. */
  readonly contentType: string;
  readonly headers: UpstreamHeaders;
  /** Requests sent so far in this call, this one included. */
  readonly attempts: number;
}

export type UpstreamFailureKind =
  /** No connection: refused, reset, unknown host, bad certificate. */
  | 'unreachable'
  | 'connect-timeout'
  | 'first-byte-timeout'
  | 'idle-timeout'
  /** The connection ended before the answer did, or it stopped being HTTP. */
  | 'closed-early'
  /** Any status but 2xx; `status` and `body` are set. */
  | 'status'
  /** No target was tried, because the circuit of each is open; `retryAfter` is set. */
  | 'circuit-open'
  /** The caller's own sink or `bodyFor` threw; `cause` is what it threw. Says nothing about the upstream's health. */
  | 'unreadable';

export interface UpstreamFailure {
  readonly kind: UpstreamFailureKind;
  /** The target tried last; null when none was tried. */
  readonly target: UpstreamTarget | null;
  /** A short machine word such as `ECONNREFUSED` or `503`. Never content. */
  readonly detail: string;
  /** Requests sent in this call. */
  readonly attempts: number;
  /** True when `onResponse` was called before. */
  readonly afterResponse: boolean;
  readonly status?: number;
  /** Of an error answer, cut at 64 KiB. May quote the request: never log it. */
  readonly body?: Buffer;
  /** The `retry-after` the upstream sent, or the seconds until the first open circuit is tried again. */
  readonly retryAfter?: string;
  /** Where a redirect (3xx) leads, as the upstream said it. */
  readonly location?: string;
  readonly cause?: unknown;
}

/**
 * Where the answer goes. Nothing is called before `Upstreams.call` has returned, nor after `abort`.
 * A sink that throws cancels the upstream request and is told `unreadable`.
 */
export interface UpstreamSink {
  /** Once, just before the first body byte (or the end of an empty body). From here on nothing is retried. */
  onResponse(response: UpstreamResponse): void;
  /** Returns false to pause until `resume`. The chunk is not reused afterwards and may be kept. */
  onData(chunk: Buffer): boolean;
  /** The upstream ended its body regularly. Exactly one of `onEnd` and `onFailure` is called. */
  onEnd(): void;
  onFailure(failure: UpstreamFailure): void;
  /** One target failed and the next is about to be tried. */
  onFailover?(failure: UpstreamFailure): void;
}

export interface UpstreamCall {
  /** Continues after `onData` returned false; may call `onData` before it returns. Without a pause it does nothing. */
  resume(): void;
  /** Cancels the upstream request; no callback comes afterwards. */
  abort(): void;
}
