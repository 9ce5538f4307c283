import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { MIB, MINUTE_MS, Secret, silentLog, systemClock } from '../../src/kernel/index.ts';
import {
  type Database,
  type EmbeddedPlace,
  findRunningPostmaster,
  migrate,
  openDatabase,
  openEmbedded,
  urlOfPlace,
} from '../../src/store/index.ts';

export interface TestCluster {
  /** What `freshDatabase` of another process needs; pass it on as the environment variable HEGUI_TEST_CLUSTER. */
  readonly location: string;
  stop(): Promise<void>;
}

export interface FreshDatabase {
  readonly database: Database;
  readonly place: EmbeddedPlace;
  /** For DATABASE_URL of a server under test. */
  readonly url: string;
  /** Closes `database` and removes it, even while others are connected. */
  drop(): Promise<void>;
}

const TEMPLATE = 'hegui_template';
const MEMORY_FOLDER = '/dev/shm';
const MEMORY_BYTES_MIN = 4 * 1_024 * MIB;
const STARTING_MS_MAX = 10 * MINUTE_MS;
const FOLDER_PREFIX = 'hegui-test-';
// Nothing of a test run has to survive a power cut.
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_connections: '200',
  autovacuum: 'off',
};

const locationSchema = z.object({
  host: z.string(),
  port: z.number(),
  user: z.string(),
  password: z.string(),
  database: z.string(),
});

/**
 * One throwaway PostgreSQL with a migrated template, for a whole test run. It is gone when the process ends, also by
 * Ctrl-C; what a killed run left behind is removed here.
 */
export async function startCluster(): Promise<TestCluster> {
  removeAbandoned();
  const folder = mkdtempSync(join(clusterRoot(), FOLDER_PREFIX));
  // As root the server runs as another user, who must get in.
  chmodSync(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
  const removeNow = (): void => removeFolder(folder);
  process.once('exit', removeNow);
  endOnSignals();
  const variant = { settings: SETTINGS, roleOptions: 'createdb', initdbOptions: ['--no-sync'] };
  const server = await openEmbedded({ folder, log: silentLog, clock: systemClock, mode: 'own', variant });
  await makeTemplate(server.place);
  return {
    location: JSON.stringify({ ...server.place, password: server.place.password.reveal() }),
    stop: async () => {
      process.removeListener('exit', removeNow);
      await server.close();
      removeFolder(folder);
    },
  };
}

/** A migrated database of its own for a test; from the run's cluster, or one that this process starts for itself. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const cluster = await clusterPlace();
  const place = { ...cluster, database: `test_${randomBytes(6).toString('hex')}` };
  // A copy of the files beats replaying them through the write-ahead log here.
  await asAdministrator(cluster, `create database ${place.database} template ${TEMPLATE} strategy file_copy`);
  const database = openDatabase(place, { log: silentLog });
  return {
    database,
    place,
    url: urlOfPlace(place).reveal(),
    drop: async () => {
      await database.close();
      await asAdministrator(cluster, `drop database if exists ${place.database} with (force)`);
    },
  };
}

let ownCluster: Promise<TestCluster> | undefined;

async function clusterPlace(): Promise<EmbeddedPlace> {
  const given = process.env.HEGUI_TEST_CLUSTER;
  if (given === undefined) ownCluster ??= startCluster();
  const text = given ?? (await ownCluster)?.location ?? '';
  const { password, ...place } = locationSchema.parse(JSON.parse(text));
  return { ...place, password: new Secret(password) };
}

async function makeTemplate(cluster: EmbeddedPlace): Promise<void> {
  await asAdministrator(cluster, `create database ${TEMPLATE}`);
  const template = openDatabase({ ...cluster, database: TEMPLATE }, { log: silentLog });
  await migrate(template, systemClock);
  await template.close();
  // A connection to it would make every copy fail.
  await asAdministrator(cluster, `alter database ${TEMPLATE} with allow_connections false`);
}

async function asAdministrator(cluster: EmbeddedPlace, statement: string): Promise<void> {
  const database = openDatabase(cluster, { log: silentLog, connectionsMax: 1 });
  try {
    await database.query(statement);
  } finally {
    await database.close();
  }
}

// A runner with handlers of its own decides itself when to end.
function endOnSignals(): void {
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    if (process.listenerCount(signal) === 0) process.once(signal, () => process.exit(status));
  }
}

/** Memory where there is plenty: copying the template is then independent of a busy disk. */
function clusterRoot(): string {
  if (process.platform !== 'linux' || !existsSync(MEMORY_FOLDER)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
  return bavail * bsize > MEMORY_BYTES_MIN ? MEMORY_FOLDER : tmpdir();
}

function removeAbandoned(): void {
  const root = clusterRoot();
  for (const name of readdirSync(root)) {
    if (!name.startsWith(FOLDER_PREFIX)) continue;
    const folder = join(root, name);
    if (isAbandoned(folder)) removeFolder(folder);
  }
}

function isAbandoned(folder: string): boolean {
  const owner = join(folder, 'owner.json');
  if (existsSync(owner)) {
    const { pid } = z.object({ pid: z.int() }).parse(JSON.parse(readFileSync(owner, 'utf8')));
    return !isRunning(pid);
  }
  // A run that is just starting has none yet.
  const madeMs = statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
  return madeMs !== undefined && Date.now() - madeMs > STARTING_MS_MAX;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && Reflect.get(error, 'code') === 'EPERM';
  }
}

const STOP_POLLS_MAX = 200;
const STOP_POLL_MS = 10;

/** Also at the exit of the process, hence blocking: an immediate stop, then the files. */
function removeFolder(folder: string): void {
  const cluster = join(folder, 'postgres');
  const postmaster = findRunningPostmaster(cluster);
  if (postmaster !== null) process.kill(postmaster, 'SIGQUIT');
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  // A server or an initdb that is still ending puts files back.
  for (let polls = 0; polls < STOP_POLLS_MAX; polls++) {
    if (findRunningPostmaster(cluster) === null && isRemoved(folder)) return;
    Atomics.wait(sleeper, 0, 0, STOP_POLL_MS);
  }
}

function isRemoved(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ENOTEMPTY') return false;
    throw error;
  }
  return !existsSync(folder);
}
