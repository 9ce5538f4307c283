import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, HeguiError, type Log, SECOND_MS, type Secret } from '../kernel/index.ts';
import {
  type ClusterContext,
  type ClusterVariant,
  DATABASE_NAME,
  DATABASE_ROLE,
  ORDINARY,
  prepareCluster,
  readPassword,
} from './cluster.ts';
import type { EmbeddedPlace } from './connection-settings.ts';
import { type DataPaths, openDataFolder } from './data-folder.ts';
import { busyError, claimOwner, findOwner, type Owner, type OwnerClaim } from './owner.ts';
import {
  type Postmaster,
  type Settings,
  SOCKET_PORT,
  STOP_PATIENCE_MS,
  startPostmaster,
  stopOrphan,
  stopPostmaster,
} from './postmaster.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { findPrograms } from './programs.ts';
import { chooseServerUser } from './server-user.ts';

export interface EmbeddedOptions {
  /** The data folder; made when there is none. */
  readonly folder: string;
  readonly log: Log;
  readonly clock: Clock;
  /** `own` refuses when another process has the folder; `join` uses that process's database. */
  readonly mode: 'own' | 'join';
  /** For throwaway databases of tests only. */
  readonly variant?: ClusterVariant;
}

/** A running PostgreSQL of our own. */
export interface EmbeddedServer {
  readonly place: EmbeddedPlace;
  /** Stops the server when this process owns it. Close the connections first. */
  close(): Promise<void>;
}

const RESTART_MS_MIN = 200;
const RESTART_MS_MAX = 5 * SECOND_MS;
const JOIN_WAIT_MS = 30 * SECOND_MS;
const JOIN_POLL_MS = 50;

/**
 * Starts PostgreSQL on the data folder, or finds the one that runs there.
 *
 * @throws HeguiError E_DATA_FOLDER_BUSY, E_DATA_FOLDER_UNUSABLE, E_STORE_VERSION or E_STORE_UNAVAILABLE.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const paths = openDataFolder(options.folder);
  const place = await choosePlace(paths);
  const claim = await claimOwner(paths, place);
  if ('release' in claim) return await ownServer(options, paths, place, claim);
  if (options.mode === 'own') throw busyError(paths, claim);
  return await joinServer(paths, claim, options.clock);
}

async function ownServer(
  options: EmbeddedOptions,
  paths: DataPaths,
  place: { host: string; port: number },
  claim: OwnerClaim,
): Promise<EmbeddedServer> {
  const variant = options.variant ?? ORDINARY;
  try {
    const programs = findPrograms();
    const user = chooseServerUser(paths.root, programs);
    const context: ClusterContext = { paths, programs, user, log: options.log };
    await stopOrphan(context, options.clock);
    const password = await prepareCluster(context, variant);
    const supervisor = new Supervisor(context, place.port, variant.settings, options.clock);
    await supervisor.start();
    return {
      place: embeddedPlace(place, password),
      close: async () => {
        await supervisor.stop();
        claim.release();
      },
    };
  } catch (error) {
    claim.release();
    throw error;
  }
}

/** Keeps the server running: one that dies is replaced until we stop it. Its backends it replaces itself. */
class Supervisor {
  readonly #context: ClusterContext;
  readonly #port: number;
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #stopping = new AbortController();
  #postmaster: Postmaster | null = null;
  #watching: Promise<void> = Promise.resolve();

  constructor(context: ClusterContext, port: number, settings: Settings, clock: Clock) {
    this.#context = context;
    this.#port = port;
    this.#settings = settings;
    this.#clock = clock;
  }

  async start(): Promise<void> {
    this.#postmaster = await this.#startOnce();
    this.#watching = this.#watch(this.#postmaster);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#stopCurrent();
    await this.#watching;
    // A replacement may have been starting when we began to stop.
    await this.#stopCurrent();
  }

  async #stopCurrent(): Promise<void> {
    const current = this.#postmaster;
    if (current === null) return;
    current.hold();
    await stopPostmaster(this.#context.programs.pgCtl, current.pid, STOP_PATIENCE_MS.own, this.#clock);
  }

  async #startOnce(): Promise<Postmaster> {
    return await startPostmaster(this.#context, this.#port, this.#settings, this.#clock);
  }

  async #watch(first: Postmaster): Promise<void> {
    let current: Postmaster | null = first;
    while (current !== null) {
      await current.ended;
      this.#postmaster = null;
      if (this.#stopping.signal.aborted) return;
      this.#context.log.error({ pid: current.pid }, 'the database server ended unexpectedly; starting it again');
      current = await this.#replace();
    }
  }

  async #replace(): Promise<Postmaster | null> {
    let pauseMs = RESTART_MS_MIN;
    while (!this.#stopping.signal.aborted) {
      await delay(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, RESTART_MS_MAX);
      if (this.#stopping.signal.aborted) break;
      try {
        this.#postmaster = await this.#startOnce();
        return this.#postmaster;
      } catch (error) {
        const cause = error instanceof Error ? error : undefined;
        this.#context.log.error({ error: cause }, 'the database server could not be started again; trying on');
      }
    }
    return null;
  }
}

async function joinServer(paths: DataPaths, first: Owner, clock: Clock): Promise<EmbeddedServer> {
  const startMs = clock.monotonicMs();
  let owner: Owner | null = first;
  while (owner !== null && clock.monotonicMs() - startMs < JOIN_WAIT_MS) {
    // The owner may still be starting it.
    const password = readPassword(paths);
    if (password !== undefined && readPostmasterFile(paths.cluster)?.isReady === true) {
      return { place: embeddedPlace(owner, password), close: async () => undefined };
    }
    await delay(JOIN_POLL_MS);
    owner = await findOwner(paths);
  }
  throw new HeguiError(
    'E_STORE_UNAVAILABLE',
    owner === null
      ? 'the process that had the database stopped meanwhile; try again'
      : `process ${owner.pid} has ${paths.root} but its database does not answer; see ${paths.log}`,
  );
}

const embeddedPlace = ({ host, port }: { host: string; port: number }, password: Secret): EmbeddedPlace => ({
  host,
  port,
  user: DATABASE_ROLE,
  password,
  database: DATABASE_NAME,
});

/** The socket's folder; on Windows, whose sockets are not private, a free port of the loopback and the password. */
async function choosePlace(paths: DataPaths): Promise<{ host: string; port: number }> {
  return process.platform === 'win32'
    ? { host: '127.0.0.1', port: await freePort() }
    : { host: paths.socket, port: SOCKET_PORT };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  const closed = Promise.withResolvers<void>();
  server.close(() => closed.resolve());
  await closed.promise;
  if (address === null || typeof address === 'string') throw new HeguiError('E_INTERNAL', 'no free port was given');
  return address.port;
}
