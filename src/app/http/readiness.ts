import { z } from 'zod';
import type { UpstreamHealth } from '../../contract/index.ts';
import type { EvidenceHealth } from '../../evidence/index.ts';
import type { Log } from '../../kernel/index.ts';
import type { RegistryHealth, RegistrySnapshot, ServiceEntry } from '../../registry/index.ts';

/** What readiness and metrics look at; getters are read anew each time. */
export interface HealthParts {
  readonly database: { isUp(): Promise<boolean> };
  /** Do entries reach the tree? */
  readonly evidence: () => Promise<EvidenceHealth>;
  /** The gateway's recorder. */
  readonly records: { readonly isUp: boolean; readonly waiting: number };
  readonly registry: {
    readonly health: RegistryHealth;
    readonly current: Pick<RegistrySnapshot, 'services' | 'upstreams' | 'terms'>;
  };
  readonly upstreamHealth: (upstreamId: string) => UpstreamHealth;
  /** True once the server has begun to stop: it still answers, and wants no new work. */
  readonly isStopping: () => boolean;
}

const partSchema = z.object({
  /** `degraded` still serves; `failed` does not. */
  state: z.enum(['ok', 'degraded', 'failed']),
  /** One English sentence for the operator. */
  reason: z.string(),
});
export type PartHealth = z.infer<typeof partSchema>;

export const readinessSchema = z.object({
  /** `degraded`: requests are served although something is wrong; `unavailable`: they are not. */
  status: z.enum(['ready', 'degraded', 'unavailable']),
  parts: z.object({
    process: partSchema,
    database: partSchema,
    evidence: partSchema,
    records: partSchema,
    registry: partSchema,
    upstreams: partSchema,
  }),
  upstreams: z.array(z.object({ id: z.string(), circuit: z.enum(['closed', 'open', 'half-open']) })),
});
export type Readiness = z.infer<typeof readinessSchema>;

const CHECK_MS_MAX = 4_000;

/** Looks at every part. Never rejects: a check that fails or hangs is itself the finding. */
export async function checkReadiness(parts: HealthParts, log: Log): Promise<Readiness> {
  const guard = (name: string, work: () => Promise<PartHealth>): Promise<PartHealth> => guarded(name, work, log);
  const [database, evidence, registry, upstreams] = await Promise.all([
    guard('database', () => checkDatabase(parts)),
    guard('evidence', () => checkEvidence(parts)),
    guard('registry', async () => checkRegistry(parts)),
    guard('upstreams', async () => checkUpstreams(parts)),
  ]);
  const process: PartHealth = parts.isStopping() ? failed('the server is stopping') : ok('serving');
  const all = { process, database, evidence, records: checkRecords(parts), registry, upstreams };
  const states = Object.values(all).map(({ state }) => state);
  const status = states.includes('failed') ? 'unavailable' : states.includes('degraded') ? 'degraded' : 'ready';
  return { status, parts: all, upstreams: circuitsOf(parts) };
}

const ok = (reason: string): PartHealth => ({ state: 'ok', reason });
const degraded = (reason: string): PartHealth => ({ state: 'degraded', reason });
const failed = (reason: string): PartHealth => ({ state: 'failed', reason });

async function checkDatabase({ database }: HealthParts): Promise<PartHealth> {
  return (await database.isUp())
    ? ok('answers')
    : failed('does not answer; check DATABASE_URL, the server and the disk');
}

async function checkEvidence({ evidence }: HealthParts): Promise<PartHealth> {
  const health = await evidence();
  return health.ok ? ok(health.detail) : failed(health.detail);
}

function checkRecords({ records }: HealthParts): PartHealth {
  return records.isUp
    ? ok(`${records.waiting} records wait for their commit`)
    : failed('the last record could not be written, so nothing is forwarded until one can; check database and disk');
}

function checkRegistry({ registry }: HealthParts): PartHealth {
  const { isLoaded, loadedAt, error } = registry.health;
  if (!isLoaded) return failed('services and keys were not loaded yet');
  const since = loadedAt?.toISOString() ?? 'the start';
  return error === null
    ? ok(`loaded at ${since}`)
    : degraded(`the last load failed with ${error}; what was loaded at ${since} is still served`);
}

function checkUpstreams({ registry, upstreamHealth }: HealthParts): PartHealth {
  if (!registry.health.isLoaded) return failed('unknown until services are loaded');
  const isOpen = ({ id }: { readonly id: string }): boolean => upstreamHealth(id).circuit === 'open';
  const services = [...registry.current.services.values()];
  const stranded = services.filter(({ upstreams }) => upstreams.every(isOpen));
  if (stranded.length > 0) return failed(`every upstream of ${namesOf(stranded)} is left out after failures`);
  const open = registry.current.upstreams.filter(isOpen);
  if (open.length === 0) return ok(services.length === 0 ? 'no service is set up yet' : 'all are in use');
  return degraded(`${open.map(({ id }) => id).join(', ')} left out after failures; every service has another`);
}

const namesOf = (services: readonly Pick<ServiceEntry, 'id'>[]): string => services.map(({ id }) => id).join(', ');

function circuitsOf({ registry, upstreamHealth }: HealthParts): Readiness['upstreams'] {
  if (!registry.health.isLoaded) return [];
  return registry.current.upstreams.map(({ id }) => ({ id, circuit: upstreamHealth(id).circuit }));
}

async function guarded(name: string, work: () => Promise<PartHealth>, log: Log): Promise<PartHealth> {
  const late = Promise.withResolvers<PartHealth>();
  const timer = setTimeout(() => late.resolve(failed(`no answer within ${CHECK_MS_MAX} ms`)), CHECK_MS_MAX);
  const checked = work().catch((error: unknown) => {
    log.error({ part: name, error: error instanceof Error ? error : undefined }, 'a health check failed');
    return failed('the check itself failed; see the log');
  });
  try {
    return await Promise.race([checked, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
