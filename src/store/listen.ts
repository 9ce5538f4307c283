import { setTimeout as delay } from 'node:timers/promises';
import { escapeIdentifier } from 'pg';
import { type Log, SECOND_MS } from '../kernel/index.ts';
import type { ConnectionPlace } from './connection-settings.ts';
import { type ListenerConnection, openListener } from './listener-connection.ts';

const RECONNECT_MS_MIN = 100;
const RECONNECT_MS_MAX = 5 * SECOND_MS;
// A firewall that forgets an idle connection tells nobody; a statement finds out.
const PROBE_MS = 30 * SECOND_MS;

/**
 * Listens on a connection of its own and reconnects until it is ended. Resolves when the first connection listens.
 *
 * @throws HeguiError E_STORE_UNAVAILABLE when the first connection fails.
 */
export async function listenOn(
  place: ConnectionPlace,
  channel: string,
  onNotify: (payload: string | null) => void,
  log: Log,
): Promise<() => Promise<void>> {
  const statement = `listen ${escapeIdentifier(channel)}`;
  const ended = new AbortController();
  let connection = await openListener(place, statement, onNotify);

  const watch = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await untilLost(connection, ended.signal);
      if (ended.signal.aborted) break;
      log.warn({ channel }, 'the connection that listens for changes was lost; reconnecting');
      const next = await reconnect(() => openListener(place, statement, onNotify), ended.signal);
      if (next === undefined) break;
      connection = next;
      onNotify(null);
    }
    await connection.close();
  };
  const watching = watch();
  return async () => {
    ended.abort();
    await watching;
  };
}

async function untilLost(connection: ListenerConnection, ended: AbortSignal): Promise<void> {
  while (!ended.aborted && !connection.lost.aborted) {
    await pause(PROBE_MS, AbortSignal.any([ended, connection.lost]));
    if (!ended.aborted && !connection.lost.aborted) await connection.probe();
  }
}

/** Tries until it works or is ended (then undefined), with growing pauses. */
async function reconnect(
  open: () => Promise<ListenerConnection>,
  ended: AbortSignal,
): Promise<ListenerConnection | undefined> {
  let pauseMs = RECONNECT_MS_MIN;
  while (!ended.aborted) {
    const opened = await open().catch(() => undefined);
    if (opened !== undefined) return opened;
    await pause(pauseMs, ended);
    pauseMs = Math.min(pauseMs * 2, RECONNECT_MS_MAX);
  }
  return undefined;
}

/** Waits that long, or less when the signal comes first. */
const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
};
