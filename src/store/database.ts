import { Pool, type PoolClient } from 'pg';
import { HeguiError, type Log, MINUTE_MS, SECOND_MS } from '../kernel/index.ts';
import { type ConnectionPlace, connectionSettings } from './connection-settings.ts';
import { type DedicatedConnection, openDedicatedConnection } from './dedicated-connection.ts';
import { listenOn } from './listen.ts';
import { type QueryOptions, type QueryRows, runQuery, runTransaction, type Sql } from './sql.ts';
import { toStoreError } from './store-errors.ts';

export interface Database extends Sql {
  /** Runs the work between BEGIN and COMMIT (read committed) on one connection; rolls back when it throws. */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  /**
   * Calls back on every NOTIFY of the channel with what it says, and with null after each reconnect, since notices may have been
   * missed. Returns a function that ends it.
   */
  listen(channel: string, onNotify: (payload: string | null) => void): Promise<() => Promise<void>>;
  /** A connection of the caller's own, outside the pool: for an advisory lock or a group commit. */
  dedicatedConnection(options?: { readonly statementTimeoutMs?: number }): Promise<DedicatedConnection>;
  /** True when a trivial statement came back within two seconds. */
  isUp(): Promise<boolean>;
  /** Ends every connection after its current statement. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly log: Log;
  /** Most connections of the pool; listeners and dedicated connections come on top. */
  readonly connectionsMax?: number;
  /** Longest time a pooled statement may run, in ms; 0 = no limit. */
  readonly statementTimeoutMs?: number;
}

const CONNECTIONS_MAX = 16;
const STATEMENT_TIMEOUT_MS = 30 * SECOND_MS;
const IS_UP_MS = 2 * SECOND_MS;
/** The server ends a slow statement; one whose answer is still missing this long after that has lost its server. */
const SILENCE_MS = 5 * SECOND_MS;

/** A pool of connections to the place; connects at the first statement. */
export function openDatabase(place: ConnectionPlace, options: DatabaseOptions): Database {
  return new PooledDatabase(place, options);
}

class PooledDatabase implements Database {
  readonly #place: ConnectionPlace;
  readonly #log: Log;
  readonly #pool: Pool;
  readonly #opened = new Set<() => Promise<void>>();
  #isClosed = false;

  constructor(place: ConnectionPlace, options: DatabaseOptions) {
    this.#place = place;
    this.#log = options.log;
    const statementTimeoutMs = options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS;
    this.#pool = new Pool({
      ...connectionSettings(place, { statementTimeoutMs, idleTransactionTimeoutMs: MINUTE_MS }),
      // Without it a statement waits for ever when the network swallows the connection.
      ...(statementTimeoutMs === 0 ? {} : { query_timeout: statementTimeoutMs + SILENCE_MS }),
      max: options.connectionsMax ?? CONNECTIONS_MAX,
      idleTimeoutMillis: 30 * SECOND_MS,
    });
    // An idle connection that dies is replaced by the pool; without a listener the event would end the process.
    this.#pool.on('error', (error) => this.#log.warn({ error }, 'an idle database connection was lost'));
  }

  async query<R>(text: string, params: readonly unknown[] = [], options: QueryOptions = {}): Promise<QueryRows<R>> {
    return await runQuery(this.#pool, text, params, options);
  }

  async transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    const client = await this.#checkOut();
    let brokenBy: Error | undefined;
    const onError = (error: Error): void => {
      brokenBy = error;
    };
    client.on('error', onError);
    try {
      return await runTransaction(client, work);
    } catch (error) {
      // A connection whose transaction failed for lack of a server is not given to the next caller.
      if (error instanceof HeguiError && error.code === 'E_STORE_UNAVAILABLE') brokenBy ??= error;
      throw error;
    } finally {
      client.removeListener('error', onError);
      client.release(brokenBy);
    }
  }

  async listen(channel: string, onNotify: (payload: string | null) => void): Promise<() => Promise<void>> {
    this.#refuseWhenClosed();
    return this.#track(await listenOn(this.#place, channel, onNotify, this.#log));
  }

  async dedicatedConnection(options: { readonly statementTimeoutMs?: number } = {}): Promise<DedicatedConnection> {
    this.#refuseWhenClosed();
    const connection = await openDedicatedConnection(this.#place, options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS);
    const forget = this.#track(() => connection.close());
    connection.lost.addEventListener('abort', () => void forget(), { once: true });
    return connection;
  }

  async isUp(): Promise<boolean> {
    const timeout = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => timeout.resolve(false), IS_UP_MS);
    const answer = this.query('select 1').then(
      () => true,
      () => false,
    );
    try {
      return await Promise.race([answer, timeout.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await Promise.all([...this.#opened].map((end) => end()));
    await this.#pool.end();
  }

  async #checkOut(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw toStoreError(error);
    }
  }

  /** Ends with the database, or earlier when the returned function is called. */
  #track(end: () => Promise<void>): () => Promise<void> {
    const endOnce = async (): Promise<void> => {
      if (this.#opened.delete(endOnce)) await end();
    };
    this.#opened.add(endOnce);
    return endOnce;
  }

  #refuseWhenClosed(): void {
    if (this.#isClosed) throw new HeguiError('E_STORE_UNAVAILABLE', 'the database was closed by this process');
  }
}
