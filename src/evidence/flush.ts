import { HeguiError } from '../kernel/index.ts';
import type { Database } from '../store/index.ts';

const POLL_MS = 50;

export interface FlushOptions {
  readonly database: Database;
  readonly timeoutMs: number;
  /** Called before each look, and waited for; wakes a sequencer in this process. */
  readonly onPoll?: () => void | Promise<void>;
}

/**
 * Waits until a checkpoint covers everything that was committed before the call. Whichever process writes the tree is
 * seen through the database.
 *
 * @throws HeguiError E_EVIDENCE_UNAVAILABLE after `timeoutMs`.
 */
export async function waitForCheckpoint({ database, timeoutMs, onPoll }: FlushOptions): Promise<void> {
  const { rows } = await database.query<{ next: string }>(
    'select pg_snapshot_xmax(pg_current_snapshot())::text as next',
  );
  // Whatever is committed now was written under a smaller number.
  const next = rows[0]?.next ?? '0';
  for (let waitedMs = 0; waitedMs <= timeoutMs; waitedMs += POLL_MS) {
    await onPoll?.();
    if (await isCovered(database, next)) return;
    await new Promise<void>((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new HeguiError(
    'E_EVIDENCE_UNAVAILABLE',
    `no checkpoint covered the entries within ${timeoutMs} ms; is a Hegui server running on this database?`,
  );
}

async function isCovered(database: Database, next: string): Promise<boolean> {
  // A cursor beyond every transaction there is now is a restored one: the sequencer has yet to catch up.
  const { rows } = await database.query<{ isCovered: boolean }>(
    `select c.tx < pg_snapshot_xmax(pg_current_snapshot())
            and c.size <= (select coalesce(max(size), 0) from evidence_checkpoint)
            and not exists (
              select from evidence_entry e
              where e.tx < $1::text::xid8 and (e.tx, e.id) > (c.tx, c.entry_id)
                and not exists (select from evidence_leaf l where l.entry_id = e.id)) as "isCovered"
     from evidence_cursor c`,
    [next],
  );
  return rows[0]?.isCovered === true;
}
