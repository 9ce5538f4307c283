import { type Clock, HeguiError, MINUTE_MS } from '../kernel/index.ts';
import type { Database } from '../store/index.ts';
import type { Sequencer } from './sequencer.ts';

export interface EvidenceHealth {
  readonly ok: boolean;
  /** One English sentence for the operator; holds no content. */
  readonly detail: string;
}

const LAG_MS_MAX = MINUTE_MS;
/** Entries beyond the cursor that are looked at; while a restored log is caught up some have their leaf already. */
const LOOKED_AT_MAX = 1_000;

/** Whether evidence reaches the tree: nobody refuses to sign, and no entry has waited for longer than a minute. */
export function createHealthCheck(options: {
  readonly database: Database;
  readonly sequencer: Pick<Sequencer, 'refusal'>;
  readonly clock: Clock;
}): () => Promise<EvidenceHealth> {
  const { database, sequencer, clock } = options;
  return async () => {
    if (sequencer.refusal !== null) return { ok: false, detail: `nothing more is signed: ${sequencer.refusal}` };
    try {
      const oldest = await readOldestWaiting(database);
      const waitedMs = oldest === undefined ? 0 : clock.now().getTime() - oldest.getTime();
      return waitedMs > LAG_MS_MAX
        ? {
            ok: false,
            detail: `an entry has waited ${Math.round(waitedMs / 1_000)} s for the tree; is a transaction left open?`,
          }
        : { ok: true, detail: 'entries reach the tree' };
    } catch (error) {
      if (error instanceof HeguiError && error.code === 'E_STORE_UNAVAILABLE')
        return { ok: false, detail: error.message };
      throw error;
    }
  };
}

async function readOldestWaiting(database: Database): Promise<Date | undefined> {
  const { rows } = await database.query<{ at: Date }>(
    // The next entries first, by their index, then one look for the leaf of each: as a join the planner reads both tables whole.
    `with next as materialized (
       select e.tx, e.id, e.at from evidence_cursor c
        cross join lateral (select tx, id, at from evidence_entry
                             where (tx, id) > (c.tx, c.entry_id) order by tx, id limit ${LOOKED_AT_MAX}) e)
     select n.at from next n where (select l.index from evidence_leaf l where l.entry_id = n.id) is null
      order by n.tx, n.id limit 1`,
  );
  return rows[0]?.at;
}
