import { asObject, isObject, type JsonObject, textOf } from '../chat/json-object.ts';
import type { UpstreamFailure, Upstreams, UpstreamTarget } from '../upstream/index.ts';
import type { JobStage } from './model.ts';

/** What an upstream says of a job. */
export interface UpstreamJob {
  /** Under which number the upstream knows it. */
  readonly id: string;
  readonly state: Exclude<JobStage, 'making'> | 'completed' | 'failed';
  readonly progress: number;
  /** Length in seconds and size in pixels, as texts; empty where it says neither. */
  readonly seconds: string;
  readonly size: string;
  /** The upstream's words for a failure; not screened. */
  readonly error: { readonly code: string; readonly message: string };
}

/** Words that others say besides those of OpenAI. */
const STATES: Readonly<Record<string, UpstreamJob['state']>> = {
  queued: 'queued',
  pending: 'queued',
  in_progress: 'in_progress',
  processing: 'in_progress',
  running: 'in_progress',
  completed: 'completed',
  succeeded: 'completed',
  failed: 'failed',
  cancelled: 'failed',
  canceled: 'failed',
  expired: 'failed',
};
/** What goes into an address of the upstream. */
const ID = /^[\w.:~@+=-]{1,400}$/;
const FIELD = /^[\w.:x*-]{1,40}$/;
const CODE = /^[\w.:-]{1,80}$/;

/** Reads a job; null for what is none, or whose state has no meaning here. */
export function readUpstreamJob(bytes: Buffer): UpstreamJob | null {
  const body = parse(bytes);
  if (body === null) return null;
  const id = textOf(body.id);
  const state = STATES[textOf(body.status).toLowerCase()];
  if (!ID.test(id) || state === undefined) return null;
  const { code, message } = asObject(body.error);
  return {
    id,
    state,
    progress: progressOf(body.progress),
    seconds: fieldOf(body.seconds),
    size: fieldOf(body.size),
    error: { code: CODE.test(textOf(code)) ? textOf(code) : 'upstream_failed', message: textOf(message) },
  };
}

const progressOf = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? Math.max(0, Math.min(100, Math.floor(value))) : 0;

function fieldOf(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : textOf(value);
  return FIELD.test(text) ? text : '';
}

function parse(bytes: Buffer): JsonObject | null {
  try {
    const body: unknown = JSON.parse(bytes.toString('utf8'));
    return isObject(body) ? body : null;
  } catch {
    return null;
  }
}

/** The address of a job below the base URL of its upstream. */
export const jobPath = (upstreamJob: string, rest = ''): `/${string}` =>
  `/videos/${encodeURIComponent(upstreamJob)}${rest}`;

export type Asked =
  | { readonly kind: 'answer'; readonly bytes: Buffer }
  | { readonly kind: 'failure'; readonly failure: UpstreamFailure };

/** Asks one upstream about one of its jobs and reads the answer whole, a bounded one. Never rejects. */
export function askUpstream(
  upstreams: Upstreams,
  target: UpstreamTarget,
  request: { readonly method: 'GET' | 'DELETE'; readonly path: `/${string}`; readonly accept?: string },
  bytesMax: number,
): Promise<Asked> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const call = upstreams.call(
      { ...request, targets: [target], stream: false, bodyFor: () => '' },
      {
        onResponse: () => undefined,
        onData: (chunk) => {
          bytes += chunk.length;
          chunks.push(chunk);
          if (bytes <= bytesMax) return true;
          call.abort();
          const failure = { kind: 'unreadable', target, detail: 'too long', attempts: 1, afterResponse: true } as const;
          resolve({ kind: 'failure', failure });
          return true;
        },
        onEnd: () => resolve({ kind: 'answer', bytes: Buffer.concat(chunks) }),
        onFailure: (failure) => resolve({ kind: 'failure', failure }),
      },
    );
  });
}
