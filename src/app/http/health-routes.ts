import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { EvidenceReader } from '../../evidence/index.ts';
import { type Clock, HeguiError, type Log, SECOND_MS } from '../../kernel/index.ts';
import { formatMetrics, METRICS_TYPE, type MetricsParts, readMetrics } from './metrics.ts';
import { checkReadiness, type HealthParts, readinessSchema } from './readiness.ts';

export interface HealthRoutesParts extends HealthParts, MetricsParts {
  readonly reader: Pick<EvidenceReader, 'head'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Anyone may ask, so the database is looked at no more often than this. */
const KEPT_MS = SECOND_MS;
/** Metrics are worth most while the database hangs, so they do not wait for it. */
const HEAD_MS_MAX = 2 * SECOND_MS;

/** For supervisors, load balancers and Prometheus: no session, and no secrets. */
export const healthRoutes =
  (parts: HealthRoutesParts): FastifyPluginAsyncZod =>
  async (scope) => {
    const { clock, log, reader } = parts;
    const readiness = keepBriefly(clock, () => checkReadiness(parts, log));
    const head = keepBriefly(clock, () => orNull(reader.head()));
    scope.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    scope.get(
      '/healthz',
      {
        config: { permission: 'public', summary: 'Whether the process answers.' },
        exposeHeadRoute: true,
        schema: { response: { 200: z.object({ status: z.literal('ok') }) } },
      },
      async () => ({ status: 'ok' as const }),
    );
    scope.get(
      '/readyz',
      {
        config: { permission: 'public', summary: 'Whether requests can be served, and which part is at fault.' },
        exposeHeadRoute: true,
        schema: { response: { 200: readinessSchema, 503: readinessSchema } },
      },
      async (_request, reply) => {
        const answer = await readiness();
        return await reply.code(answer.status === 'unavailable' ? 503 : 200).send(answer);
      },
    );
    scope.get(
      '/metrics',
      { config: { permission: 'public', summary: 'Counts and states for Prometheus.', produces: 'text/plain' } },
      async (_request, reply) => {
        const text = formatMetrics(readMetrics(parts, await head()));
        return await reply.type(METRICS_TYPE).send(text);
      },
    );
  };

/** Null when the database does not answer, or not in time. */
async function orNull<T>(work: Promise<T>): Promise<T | null> {
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(() => late.resolve(null), HEAD_MS_MAX);
  try {
    return await Promise.race([work, late.promise]);
  } catch (error) {
    if (error instanceof HeguiError && error.code === 'E_STORE_UNAVAILABLE') return null;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The same answer for everybody who asks within `KEPT_MS` of its beginning; a failure is not kept. */
function keepBriefly<T>(clock: Clock, work: () => Promise<T>): () => Promise<T> {
  let kept: { readonly answer: Promise<T>; readonly sinceMs: number } | undefined;
  return () => {
    const nowMs = clock.monotonicMs();
    if (kept !== undefined && nowMs - kept.sinceMs < KEPT_MS) return kept.answer;
    const fresh = { answer: work(), sinceMs: nowMs };
    kept = fresh;
    fresh.answer.catch(() => {
      if (kept === fresh) kept = undefined;
    });
    return fresh.answer;
  };
}
