import { type Clock, type Config, HeguiError, type Log, type Secret } from '../kernel/index.ts';
import { urlOfPlace } from './connection-settings.ts';
import { type Database, openDatabase } from './database.ts';
import { openEmbedded } from './embedded.ts';

export interface Store {
  readonly database: Database;
  /** `embedded`: PostgreSQL in the data folder; `server`: the one DATABASE_URL names. */
  readonly kind: 'embedded' | 'server';
  /** Where it is, with everything that a connection from another thread needs. */
  readonly url: Secret;
  /** The server's own version, such as `18.4`. */
  readonly version: string;
  /** Ends all connections and, when this process owns it, the embedded server. */
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  /** `own`: a server that keeps running; `join`: one command, beside a running owner or as owner for its duration. */
  readonly mode: 'own' | 'join';
}

const SERVER_VERSION_MIN = 150_000;

/**
 * Opens the database that the configuration names. Does not migrate it.
 *
 * @throws HeguiError E_DATA_FOLDER_BUSY, E_DATA_FOLDER_UNUSABLE, E_STORE_VERSION or E_STORE_UNAVAILABLE.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { config, log, clock, mode } = options;
  if (config.databaseUrl !== undefined) {
    const database = openDatabase({ url: config.databaseUrl }, { log });
    return await withCheckedVersion(database, 'server', config.databaseUrl, async () => undefined);
  }
  const server = await openEmbedded({ folder: config.data, log, clock, mode });
  const database = openDatabase(server.place, { log });
  return await withCheckedVersion(database, 'embedded', urlOfPlace(server.place), () => server.close());
}

async function withCheckedVersion(
  database: Database,
  kind: Store['kind'],
  url: Secret,
  closeServer: () => Promise<void>,
): Promise<Store> {
  const close = async (): Promise<void> => {
    await database.close();
    await closeServer();
  };
  try {
    return { database, kind, url, version: await readVersion(database), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readVersion(database: Database): Promise<string> {
  const { rows } = await database.query<{ number: number; version: string; encoding: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
            current_setting('server_encoding') as encoding`,
  );
  const { number = 0, version = 'unknown', encoding = 'unknown' } = rows[0] ?? {};
  if (number < SERVER_VERSION_MIN) {
    throw new HeguiError('E_STORE_VERSION', `DATABASE_URL: the server is PostgreSQL ${version}; use 15 or newer`);
  }
  if (encoding !== 'UTF8') {
    throw new HeguiError('E_STORE_VERSION', `DATABASE_URL: the database's encoding is ${encoding}; make one with UTF8`);
  }
  return version;
}
