import type { Actor, Evidence } from '../../../evidence/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { ContentParts } from '../model.ts';
import { readList } from '../store.ts';
import { closeShadow, runningShadows } from './store.ts';

/** Ends the list's shadow run, if one is under way, and writes what it found into the log. */
export async function endShadow(
  { clock }: Pick<ContentParts, 'clock'>,
  tx: Sql,
  evidence: Evidence,
  listId: string,
  by: Actor,
): Promise<boolean> {
  const [shadow] = await runningShadows(tx, listId);
  if (shadow === undefined) return false;
  const list = await readList(tx, listId);
  await closeShadow(tx, shadow.id, clock.now());
  evidence.append('list-shadow.ended', {
    list: listId,
    draft: shadow.draftId,
    revision: shadow.revision,
    baseVersion: list?.version ?? 0,
    trial: shadow.id,
    exchanges: shadow.exchanges,
    newHits: shadow.newHits,
    lostHits: shadow.lostHits,
    exchangesWithNew: shadow.exchangesWithNew,
    exchangesWithLost: shadow.exchangesWithLost,
    skipped: shadow.skipped,
    by,
  });
  return true;
}
