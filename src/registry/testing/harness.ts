import { randomBytes } from 'node:crypto';
import { freshDatabase } from '../../../tests/support/cluster.ts';
import { createKeyEncryption, createUnitOfWork } from '../../evidence/index.ts';
import { IdFactory, SECOND_MS, silentLog } from '../../kernel/index.ts';
import { compileScreen } from '../../screening/index.ts';
import type { Sql } from '../../store/index.ts';
import { createRegistry, type RegistryOptions } from '../create-registry.ts';
import type { UpstreamTarget } from '../model.ts';

export const DEMONSTRATION: UpstreamTarget = {
  id: 'demonstration',
  name: 'demonstration',
  baseUrl: 'http://127.0.0.1:1/v1',
  apiKey: null,
  models: {},
  connectMs: SECOND_MS,
  firstByteMs: SECOND_MS,
  idleMs: SECOND_MS,
  demonstration: true,
};
export const CREDIT_CODE = '91440300708461136T';
export const BY = 'cli';

/** A clock that stands still until it is moved. */
export function makeClock(start = '2026-11-23T02:00:00.000Z') {
  let nowMs = Date.parse(start);
  return {
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
}

/** A registry on a database of its own. */
export async function openRegistry(overrides: Partial<RegistryOptions> = {}) {
  const { database, drop } = await freshDatabase();
  const clock = makeClock();
  const ids = new IdFactory(() => clock.now().getTime());
  const options: RegistryOptions = {
    database,
    clock,
    ids,
    unitOfWork: createUnitOfWork({ database, clock, ids }),
    log: silentLog,
    fillRandom: (buffer) => void randomBytes(buffer.length).copy(buffer),
    keyEncryption: createKeyEncryption(Buffer.alloc(32, 7)),
    compile: compileScreen,
    timeouts: { connectMs: 1_000, firstByteMs: 2_000, idleMs: 3_000 },
    demonstration: DEMONSTRATION,
    upstreamHealth: () => ({ circuit: 'closed', failures: 0, lastError: null, lastOkAt: null, retryAt: null }),
    probe: async (target) => ({ ok: true, status: 200, models: [target.name], message: '', ms: 1 }),
    gatewayUrl: 'http://127.0.0.1:8815/v1',
    ...overrides,
  };
  const registry = createRegistry(options);
  const close = async (): Promise<void> => {
    await registry.live.stop();
    await drop();
  };
  return { registry, options, database, clock, close };
}

export interface SeenEntry {
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Every entry of the log in the order of its transaction, with its data. */
export async function readEvidence(sql: Sql): Promise<SeenEntry[]> {
  const { rows } = await sql.query<{ kind: string; body: string }>(
    'select kind, body from evidence_entry order by tx, id',
  );
  return rows.map(({ kind, body }) => ({ kind, data: JSON.parse(body).data }));
}

export const kindsOf = async (sql: Sql): Promise<string[]> => (await readEvidence(sql)).map(({ kind }) => kind).sort();
