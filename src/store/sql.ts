import type { ClientBase, Pool } from 'pg';
import { HeguiError } from '../kernel/index.ts';
import { isSilence, toStoreError } from './store-errors.ts';

export interface QueryOptions {
  /** Prepares the statement once per connection under this name; one name always stands for one text. */
  readonly name?: string;
}

/** A connection or a transaction. A JSON array for a `jsonb` parameter must be given as its JSON text. */
export interface Sql {
  /**
   * @throws HeguiError E_STORE_UNAVAILABLE when the database cannot serve; the database's own error (see
   *   `sqlStateOf`) when it refuses the statement.
   */
  query<R>(text: string, params?: readonly unknown[], options?: QueryOptions): Promise<QueryRows<R>>;
}
export interface QueryRows<R> {
  readonly rows: R[];
  /** Rows returned or changed. */
  readonly rowCount: number;
}

/** One statement on a pool or a client, with the errors translated. */
export async function runQuery<R>(
  runner: Pool | ClientBase,
  text: string,
  params: readonly unknown[],
  options: QueryOptions,
): Promise<QueryRows<R>> {
  try {
    const named = options.name === undefined ? {} : { name: options.name };
    const result = await runner.query({ text, values: [...params], ...named });
    return { rows: result.rows, rowCount: result.rowCount ?? 0 };
  } catch (error) {
    throw toStoreError(error);
  }
}

/** BEGIN, the work, COMMIT on one client that nobody else uses meanwhile; ROLLBACK when the work throws. */
export async function runTransaction<T>(client: ClientBase, work: (tx: Sql) => Promise<T>): Promise<T> {
  let isOpen = true;
  const tx: Sql = {
    query: async (text, params = [], options = {}) => {
      // A statement after the end would silently run outside the transaction.
      if (!isOpen) throw new HeguiError('E_INTERNAL', 'a statement was sent to a transaction that has ended');
      return await runQuery(client, text, params, options);
    },
  };
  await runQuery(client, 'begin', [], {});
  try {
    const value = await work(tx);
    isOpen = false;
    await commit(client);
    return value;
  } catch (error) {
    isOpen = false;
    // The first error is the one to report; a failed rollback means a lost connection, which rolls back by itself.
    if (!isSilence(error)) await client.query('rollback').catch(toStoreError);
    throw error;
  }
}

async function commit(client: ClientBase): Promise<void> {
  try {
    const { command } = await client.query('commit');
    // After a failed statement COMMIT answers ROLLBACK without an error; the work must not believe it was kept.
    if (command === 'COMMIT') return;
  } catch (error) {
    throw toStoreError(error);
  }
  throw new HeguiError('E_INTERNAL', 'the transaction was rolled back because one of its statements had failed');
}
