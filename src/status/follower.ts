import type { Log } from '../kernel/index.ts';
import type { Database } from '../store/index.ts';
import { tally } from './counting.ts';
import { addTally, entriesBetween, headsOf, lastLeafAfter, lockCursor, moveCursor } from './store/counts.ts';

const LEAVES_PER_STEP = 5_000;

/**
 * Counts the next part of the log. Follows the log's own order with a durable cursor, in the transaction that keeps the counts: in
 * however many processes it runs, nothing is left out and nothing counts twice.
 *
 * @returns false when there is nothing new, or another process counts.
 */
export async function countOnce(database: Database): Promise<boolean> {
  return await database.transaction(async (tx) => {
    const after = await lockCursor(tx);
    const last = after === null ? null : await lastLeafAfter(tx, after, LEAVES_PER_STEP);
    if (after === null || last === null) return false;
    const entries = await entriesBetween(tx, after, last);
    const heads = await headsOf(tx, [...new Set(entries.flatMap(({ body }) => exchangeIdsIn(body)))]);
    await addTally(
      tx,
      tally(entries, (id) => heads.get(id)),
    );
    await moveCursor(tx, last, entries.at(-1)?.at ?? null);
    return true;
  });
}

// Cheaper than parsing a body twice: canonical JSON has no spaces, and every counted kind names its exchange so.
const exchangeIdsIn = (body: string): string[] => /"exchange":"([^"]+)"/.exec(body)?.slice(1) ?? [];

export interface Follower {
  /** Counts everything that is in the tree now. */
  catchUp(): Promise<void>;
  stop(): Promise<void>;
}

/** Counts until it is stopped; failures are logged and tried again. */
export function startFollower({
  database,
  log,
  everyMs,
}: {
  readonly database: Database;
  readonly log: Log;
  readonly everyMs: number;
}): Follower {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const catchUp = async (): Promise<void> => {
    while (!isStopped && (await countOnce(database)));
  };
  const turn = async (): Promise<void> => {
    try {
      await catchUp();
    } catch (error) {
      log.warn({ error: error instanceof Error ? error : new Error('unknown') }, 'the log was not counted');
    }
    if (!isStopped) schedule();
  };
  const schedule = (): void => {
    timer = setTimeout(() => {
      running = turn();
    }, everyMs);
    timer.unref();
  };
  schedule();
  return {
    catchUp,
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
