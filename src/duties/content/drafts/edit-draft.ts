import type { Actor, Evidence } from '../../../evidence/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { ContentParts } from '../model.ts';
import { lockList } from '../service/commit-list.ts';
import { requireTermsFit } from '../service/require-terms-fit.ts';
import type { ListRow } from '../store.ts';
import { endShadow } from '../trials/end-shadow.ts';
import { sameSetting, withSettings } from '../versions/list-settings.ts';
import {
  countDraft,
  type DraftRow,
  type DraftSettings,
  dropIdle,
  insertDraft,
  readDraft,
  touchDraft,
} from './store.ts';

/** A draft as evidence names it. */
export const tellDraft = (draft: Pick<DraftRow, 'id' | 'listId' | 'revision' | 'baseVersion'>, by: Actor) => ({
  list: draft.listId,
  draft: draft.id,
  revision: draft.revision,
  baseVersion: draft.baseVersion,
  by,
});

/** The list's draft under the list's lock; begun when there is none. */
export async function openDraft(
  parts: Pick<ContentParts, 'ids' | 'clock'>,
  tx: Sql,
  evidence: Evidence,
  list: ListRow,
  by: Actor,
): Promise<DraftRow> {
  const known = await readDraft(tx, list.id);
  if (known !== undefined) return known;
  const id = parts.ids.next('drf');
  const at = parts.clock.now();
  await insertDraft(tx, { id, listId: list.id, baseVersion: list.version, by }, at);
  const draft: DraftRow = {
    id,
    listId: list.id,
    baseVersion: list.version,
    settings: {},
    authors: [by],
    createdAt: at,
    changedAt: at,
    revision: 1,
    approvedBy: null,
    approvedAt: null,
    approvedDigest: null,
  };
  evidence.append('list-draft.created', tellDraft(draft, by));
  return draft;
}

export interface DraftCounts {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

/**
 * Changes a list's draft in one unit of work: the author is noted, the approval is gone, a shadow run of what it was ends.
 * The work may return settings that the draft has from now on.
 *
 * @throws HeguiError E_NOT_FOUND; E_REQUEST_INVALID when the draft's folding does not fit its terms.
 */
export async function editDraft(
  parts: ContentParts,
  listId: string,
  by: Actor,
  work: (tx: Sql, draft: DraftRow, list: ListRow, evidence: Evidence) => Promise<DraftSettings | undefined>,
): Promise<{ readonly draft: DraftRow; readonly counts: DraftCounts; readonly list: ListRow }> {
  return await parts.unitOfWork.run(async (tx, evidence) => {
    const list = await lockList(tx, listId);
    const draft = await openDraft(parts, tx, evidence, list, by);
    const settings = (await work(tx, draft, list, evidence)) ?? draft.settings;
    await dropIdle(tx, draft);
    // Terms were held against the folding when they came in; all are again when that changes.
    const { folding } = withSettings(list, settings);
    const isFoldingNew = !sameSetting(folding, withSettings(list, draft.settings).folding);
    if (isFoldingNew || draft.baseVersion !== list.version)
      await requireTermsFit(tx, listId, { kind: 'draft', draftId: draft.id }, folding);
    await endShadow(parts, tx, evidence, listId, by);
    const at = parts.clock.now();
    await touchDraft(tx, draft.id, { by, settings, baseVersion: list.version }, at);
    const counts = await countDraft(tx, draft);
    const changed = { ...draft, settings, revision: draft.revision + 1, baseVersion: list.version };
    evidence.append('list-draft.changed', { ...tellDraft(changed, by), ...counts });
    return { draft: changed, counts, list };
  });
}
