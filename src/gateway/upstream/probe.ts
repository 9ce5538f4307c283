import { z } from 'zod';
import { type Clock, MIB } from '../../kernel/index.ts';
import { Attempt, type AttemptFailure } from './attempt.ts';
import { type Route, requestHeaders } from './call.ts';
import { requestPath } from './endpoint.ts';
import type { UpstreamTarget } from './types.ts';

const ANSWER_BYTES_MAX = 4 * MIB;
const MODELS_MAX = 1_000;
const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Outcome of asking an upstream for its models; the shape of `upstreamTestSchema`. */
export interface ProbeResult {
  readonly ok: boolean;
  readonly status: number | null;
  /** At most 1,000 ids, in the order given. */
  readonly models: string[];
  /** One English sentence for staff, without content. */
  readonly message: string;
  readonly ms: number;
}

/** Asks `GET /models` once within the target's time-outs. Never rejects and leaves the circuit alone. */
export function probeTarget(target: UpstreamTarget, route: Route, clock: Clock): Promise<ProbeResult> {
  const startMs = clock.monotonicMs();
  const parts: Buffer[] = [];
  let bytes = 0;
  let status: number | null = null;
  return new Promise((resolve) => {
    const finish = (ok: boolean, models: string[], message: string): void =>
      resolve({ ok, status, models, message, ms: Math.round(clock.monotonicMs() - startMs) });
    const attempt = new Attempt(
      {
        clock,
        connections: route.connections,
        request: {
          method: 'GET',
          path: requestPath(route.endpoint, '/models'),
          headers: requestHeaders(target, { stream: false }),
        },
        isStream: false,
        connectMs: target.connectMs,
        firstByteMs: target.firstByteMs,
        idleMs: target.idleMs,
      },
      {
        onRepeat: () => undefined,
        onResponse: (answerStatus) => {
          status = answerStatus;
        },
        onData: (chunk) => {
          bytes += chunk.length;
          if (bytes <= ANSWER_BYTES_MAX) parts.push(chunk);
          else {
            attempt.abort();
            finish(false, [], 'The list of models is longer than 4 MiB; check the base URL.');
          }
          return true;
        },
        onEnd: () => {
          const models = readModels(Buffer.concat(parts));
          if (models === null) finish(false, [], 'The answer is not a list of models; check the base URL.');
          else finish(true, models, `Reachable; it offers ${models.length} models.`);
        },
        onFailure: (failure) => {
          status = failure.status ?? status;
          finish(false, [], describeFailure(failure));
        },
      },
    );
    attempt.start();
  });
}

function readModels(body: Buffer): string[] | null {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
  const parsed = modelsSchema.safeParse(value);
  return parsed.success ? parsed.data.data.slice(0, MODELS_MAX).map((model) => model.id) : null;
}

function describeFailure(failure: AttemptFailure): string {
  if (failure.status === 401 || failure.status === 403) {
    return `The upstream refused the API key (status ${failure.status}); enter a valid key.`;
  }
  if (failure.status === 404) return 'There is no list of models at this base URL (status 404); check its path.';
  if (failure.status !== undefined) return `The upstream answered with status ${failure.status}.`;
  if (failure.kind === 'unreachable') return `No connection (${failure.detail}); check host, port and network.`;
  return `No complete answer in time (${failure.kind}, ${failure.detail}).`;
}
