import { Client } from 'pg';
import { MINUTE_MS } from '../kernel/index.ts';
import { type ConnectionPlace, connectionSettings } from './connection-settings.ts';
import { type CopyRows, copyInOneCommit } from './copy-batch.ts';
import { runQuery, runTransaction, type Sql } from './sql.ts';
import { toStoreError } from './store-errors.ts';

/** One connection that stays the caller's until it is closed or lost. Statements run in the order they are sent. */
export interface DedicatedConnection extends Sql {
  /** Runs the work in a transaction; nothing else may be sent on this connection meanwhile. */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  /**
   * Writes the rows of several tables in one transaction and one round trip; durable when it resolves. After a
   * rejection the commit may or may not have happened, and the connection must be closed.
   */
  copyInOneCommit(tables: readonly CopyRows[]): Promise<void>;
  /** Aborted once the connection is gone, whoever ended it; session locks are free from then on. */
  readonly lost: AbortSignal;
  close(): Promise<void>;
}

/** Opens it. @throws HeguiError E_STORE_UNAVAILABLE when the server does not take it. */
export async function openDedicatedConnection(
  place: ConnectionPlace,
  statementTimeoutMs: number,
): Promise<DedicatedConnection> {
  const client = new Client(connectionSettings(place, { statementTimeoutMs, idleTransactionTimeoutMs: MINUTE_MS }));
  const lost = new AbortController();
  const lose = (error?: Error): void => lost.abort(toStoreError(error ?? new Error('Connection terminated')));
  client.on('error', lose);
  client.on('end', () => lose());
  try {
    await client.connect();
  } catch (error) {
    throw toStoreError(error);
  }
  return {
    lost: lost.signal,
    query: async (text, params = [], options = {}) => await runQuery(client, text, params, options),
    transaction: async (work) => await runTransaction(client, work),
    copyInOneCommit: async (tables) => {
      try {
        await copyInOneCommit(client, tables);
      } catch (error) {
        throw toStoreError(error);
      }
    },
    close: async () => {
      if (!lost.signal.aborted) await client.end();
    },
  };
}
