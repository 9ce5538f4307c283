import { open } from 'node:fs/promises';
import { fail, MIB, ok, type Result } from '../../kernel/index.ts';
import { type FetchLimits, fetchPieces } from '../media/fetch-file.ts';
import type { UpstreamFailure, Upstreams, UpstreamTarget } from '../upstream/index.ts';
import { jobPath } from './upstream-job.ts';

/** Why a film did not come. */
export interface NotFetched {
  readonly reason: 'too-large' | 'fetch';
  /** One English phrase that quotes nothing of the upstream. */
  readonly detail: string;
  /** May it come another time? */
  readonly mayRetry: boolean;
}

const notFetched = (detail: string, mayRetry = true): Result<number, NotFetched> =>
  fail({ reason: 'fetch', detail, mayRetry });
const tooLarge = (bytesMax: number): Result<number, NotFetched> =>
  fail({ reason: 'too-large', detail: `it is larger than ${bytesMax} bytes`, mayRetry: false });

/** More than this waiting for the disk pauses the upstream. */
const UNWRITTEN_BYTES_MAX = MIB;

/**
 * Brings the film of a job onto the disk, as fast as the disk takes it and never whole into memory. The upstream may send it
 * itself or redirect to where it lies.
 *
 * @returns how many bytes it has. @throws what writing to the disk throws.
 */
export async function downloadFilm(
  upstreams: Upstreams,
  target: UpstreamTarget,
  upstreamJob: string,
  path: string,
  limits: FetchLimits,
): Promise<Result<number, NotFetched>> {
  const file = await open(path, 'wx', 0o600);
  try {
    const take = async (chunk: Uint8Array): Promise<void> => void (await file.writeFile(chunk));
    const sent = await receive(upstreams, target, upstreamJob, limits, take);
    if (sent.kind === 'bytes') return sent.bytes > 0 ? ok(sent.bytes) : notFetched('the upstream sent an empty film');
    if (sent.kind === 'too-large') return tooLarge(limits.bytesMax);
    if (sent.kind !== 'failure') return notFetched(`the upstream did not send it within ${limits.msMax} ms`);
    const { failure } = sent;
    const { location, status } = failure;
    if (location !== undefined && status !== undefined && status < 400) {
      const from = URL.parse(location, `${target.baseUrl}/`)?.href ?? location;
      const fetched = await fetchPieces(from, limits, take);
      if (fetched.ok) return fetched;
      return fetched.error.startsWith('it is larger') ? tooLarge(limits.bytesMax) : notFetched(fetched.error);
    }
    return notFetched(`the upstream did not send it (${failure.kind} ${failure.detail})`);
  } finally {
    await file.close();
  }
}

type Received =
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'too-large' | 'late' }
  | { readonly kind: 'failure'; readonly failure: UpstreamFailure };

function receive(
  upstreams: Upstreams,
  target: UpstreamTarget,
  upstreamJob: string,
  { bytesMax, msMax, signal }: FetchLimits,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    let unwritten = 0;
    let writing: Promise<void> = Promise.resolve();
    const path = jobPath(upstreamJob, '/content');
    const call = upstreams.call(
      { method: 'GET', path, targets: [target], stream: false, accept: 'video/*', bodyFor: () => '' },
      {
        onResponse: () => undefined,
        onData: (chunk) => {
          bytes += chunk.length;
          if (bytes > bytesMax) {
            end({ kind: 'too-large' });
            return true;
          }
          unwritten += chunk.length;
          writing = writing.then(async () => {
            await take(chunk);
            unwritten -= chunk.length;
            call.resume();
          });
          writing.catch((error: unknown) => {
            stop();
            reject(error);
          });
          return unwritten < UNWRITTEN_BYTES_MAX;
        },
        onEnd: () => void writing.then(() => end({ kind: 'bytes', bytes }), reject),
        onFailure: (failure) => end({ kind: 'failure', failure }),
      },
    );
    const timer = setTimeout(() => leave(), msMax);
    const stop = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
      call.abort();
    };
    const end = (received: Received): void => {
      stop();
      resolve(received);
    };
    const leave = (): void => end({ kind: 'late' });
    signal.addEventListener('abort', leave, { once: true });
  });
}
