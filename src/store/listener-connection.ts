import { Client } from 'pg';
import { SECOND_MS } from '../kernel/index.ts';
import { type ConnectionPlace, connectionSettings } from './connection-settings.ts';
import { toStoreError } from './store-errors.ts';

/** A connection that has sent LISTEN and passes notices on. */
export interface ListenerConnection {
  readonly lost: AbortSignal;
  /** Asks the server for a sign of life; `lost` is aborted when none comes within ten seconds. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

const PROBE_TIMEOUT_MS = 10 * SECOND_MS;

/** Connects and listens. @throws HeguiError E_STORE_UNAVAILABLE. */
export async function openListener(
  place: ConnectionPlace,
  statement: string,
  onNotify: (payload: string) => void,
): Promise<ListenerConnection> {
  const client = new Client({
    ...connectionSettings(place, { statementTimeoutMs: 0, idleTransactionTimeoutMs: 0 }),
    query_timeout: PROBE_TIMEOUT_MS,
  });
  const lost = new AbortController();
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  client.on('notification', ({ payload }) => onNotify(payload ?? ''));
  try {
    await client.connect();
    await client.query(statement);
  } catch (error) {
    await client.end().catch(toStoreError);
    throw toStoreError(error);
  }
  return {
    lost: lost.signal,
    probe: async () => {
      await client.query('select 1').catch(() => lost.abort());
    },
    close: async () => {
      if (!lost.signal.aborted) await client.end();
    },
  };
}
