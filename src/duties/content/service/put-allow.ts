import type { z } from 'zod';
import type { allowPlacedSchema, allowPutSchema } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import { conflictingField, unknownId } from '../../../kernel/index.ts';
import { editDraft } from '../drafts/edit-draft.ts';
import { readDraft } from '../drafts/store.ts';
import type { ContentParts } from '../model.ts';
import { requireAllow } from '../rules.ts';
import { readList } from '../store.ts';
import { differingSettings, withSettings } from '../versions/list-settings.ts';
import { commitList, lockList } from './commit-list.ts';

export type AllowPut = z.output<typeof allowPutSchema>;

/**
 * Replaces the phrases in which no term of a list counts, live or in the draft. Nothing is written when nothing differs.
 *
 * @throws HeguiError E_NOT_FOUND; E_CONFLICT for `live` where approval is required; E_REQUEST_INVALID naming the phrase.
 */
export async function putAllow(
  parts: ContentParts,
  listId: string,
  given: AllowPut,
  by: Actor,
): Promise<z.infer<typeof allowPlacedSchema>> {
  const { database, unitOfWork, clock } = parts;
  const phrases = requireAllow(given.phrases);
  const list = await readList(database, listId);
  if (list === undefined) throw unknownId('word list');
  const target = given.target ?? (list.approvalRequired ? 'draft' : 'live');
  if (target === 'live' && list.approvalRequired)
    throw conflictingField('target', 'this list changes only through its draft; put the phrases into the draft');
  const draft = target === 'draft' ? await readDraft(database, listId) : undefined;
  const held = withSettings(list, draft?.settings ?? {});
  if (Object.keys(differingSettings(held, { allow: phrases })).length === 0) return { target, phrases };
  if (target === 'draft') {
    await editDraft(parts, listId, by, async (_tx, { settings }, locked) =>
      differingSettings(locked, { ...settings, allow: phrases }),
    );
    return { target, phrases };
  }
  await unitOfWork.run(async (tx, evidence) => {
    const locked = await lockList(tx, listId);
    await commitList(tx, evidence, locked, { ...locked, allow: phrases }, clock.now(), by);
  });
  return { target, phrases };
}
