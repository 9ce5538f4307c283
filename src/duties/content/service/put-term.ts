import type { z } from 'zod';
import type { termAtSchema, termPlacedSchema, termPutSchema } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import { conflictingField, HeguiError, invalidField, unknownId } from '../../../kernel/index.ts';
import { type Sql, sqlStateOf } from '../../../store/index.ts';
import { editDraft } from '../drafts/edit-draft.ts';
import { type DraftRow, putTerms, readDraft, removeTerms } from '../drafts/store.ts';
import { refuseCommon } from '../import/check-commonness.ts';
import { findUnfitness } from '../import/check-fitness.ts';
import type { ContentParts } from '../model.ts';
import { findFault, findTermWarning, requireRiskCode } from '../rules.ts';
import { findTermId, type ListRow, readList, updateTerm, upsertTerms } from '../store.ts';
import { fromValue, toValue } from '../term-value.ts';
import { withSettings } from '../versions/list-settings.ts';
import { readTermValue, type TermSource } from '../versions/store.ts';
import { samplesOf } from './add-terms.ts';
import { commitList, lockList } from './commit-list.ts';

export type TermPut = z.output<typeof termPutSchema>;
type Target = NonNullable<TermPut['target']>;

const UNIQUE_VIOLATION = '23505';
const IS_THERE = 'is in the list already; change that term, or remove one of the two';

/**
 * Puts one term exactly as given into a list or its draft, as a new one or in the place of another.
 *
 * @throws HeguiError E_NOT_FOUND for a list or a replaced term that is not there; E_CONFLICT for a text that is there, and
 *   for `live` where approval is required; E_REQUEST_INVALID naming the field or rule that screening would not take.
 */
export async function putTerm(
  parts: ContentParts,
  listId: string,
  given: TermPut,
  by: Actor,
): Promise<z.infer<typeof termPlacedSchema>> {
  const { list, draft } = await readListAndDraft(parts, listId);
  const target = given.target ?? (list.approvalRequired ? 'draft' : 'live');
  if (target === 'live' && list.approvalRequired)
    throw conflictingField('target', 'this list changes only through its draft; put the term into the draft');
  const doubts = await requireFit(parts, target === 'draft' ? withSettings(list, draft?.settings ?? {}) : list, given);
  await (target === 'draft' ? putIntoDraft : putLive)(parts, listId, given, by);
  return { target, doubts };
}

/** One term as it is live, or as the draft would have it. @throws HeguiError E_NOT_FOUND */
export async function readTermAt(
  parts: Pick<ContentParts, 'database'>,
  listId: string,
  text: string,
  target: Target,
): Promise<z.infer<typeof termAtSchema>> {
  const { draft } = await readListAndDraft(parts, listId);
  const value = await readTermValue(parts.database, listId, sourceOf(target, draft), text);
  if (value === undefined) throw new HeguiError('E_NOT_FOUND', 'text: the list has no such term; reload');
  return { text, ...fromValue(value) };
}

async function readListAndDraft({ database }: Pick<ContentParts, 'database'>, listId: string) {
  const list = await readList(database, listId);
  if (list === undefined) throw unknownId('word list');
  return { list, draft: await readDraft(database, listId) };
}

/** Without a draft, what it would begin with is what is live. */
const sourceOf = (target: Target, draft: Pick<DraftRow, 'id'> | undefined): TermSource =>
  target === 'draft' && draft !== undefined ? { kind: 'draft', draftId: draft.id } : { kind: 'live' };

/** Refuses what an import would refuse; returns what it would doubt. */
async function requireFit(parts: ContentParts, list: ListRow, given: TermPut): Promise<string[]> {
  const { text, rules, validFrom, validTo } = given;
  requireRiskCode(given.risk, 'risk');
  const fault = findFault(text, list.folding, rules);
  if (fault !== null) throw invalidField(fault.path, fault.message);
  if (validFrom !== null && validTo !== null && validFrom > validTo)
    throw invalidField('validTo', 'lies before the day the term begins to be valid');
  const unfit = findUnfitness(given, list, parts.compileList);
  if (unfit !== null) throw invalidField('rules', unfit);
  const read = { terms: [{ ...given, line: 1 }], refused: [], warned: [] };
  const { refused, warned } = await refuseCommon(read, list, parts.compileList, await samplesOf(parts));
  const [common] = refused;
  if (common !== undefined) throw invalidField('text', common.reason);
  const doubt = findTermWarning(text, list.folding);
  return [...(doubt === null ? [] : [doubt]), ...warned.map(({ reason }) => reason)];
}

async function putIntoDraft(parts: ContentParts, listId: string, given: TermPut, by: Actor): Promise<void> {
  const { text, replaces } = given;
  await editDraft(parts, listId, by, async (tx, draft) => {
    const source = sourceOf('draft', draft);
    const isThere = async (one: string): Promise<boolean> =>
      (await readTermValue(tx, listId, source, one)) !== undefined;
    if (replaces !== undefined && !(await isThere(replaces)))
      throw new HeguiError('E_NOT_FOUND', 'text: the draft has no such term; reload');
    if (text !== replaces && (await isThere(text))) throw conflictingField('text', IS_THERE);
    if (replaces !== undefined && text !== replaces) await removeTerms(tx, draft, [replaces]);
    await putTerms(tx, draft, [{ text, value: toValue(given) }], true);
    return undefined;
  });
}

async function putLive(parts: ContentParts, listId: string, given: TermPut, by: Actor): Promise<void> {
  await parts.unitOfWork.run(async (tx, evidence) => {
    const list = await lockList(tx, listId);
    await writeLive(tx, parts, listId, given);
    await commitList(tx, evidence, list, list, parts.clock.now(), by);
  });
}

async function writeLive(tx: Sql, { ids }: ContentParts, listId: string, given: TermPut): Promise<void> {
  const { text, replaces } = given;
  const value = toValue(given);
  if (replaces === undefined) {
    if ((await findTermId(tx, listId, text)) !== undefined) throw conflictingField('text', IS_THERE);
    await upsertTerms(tx, listId, [{ id: ids.next('trm'), text, value }], true);
    return;
  }
  const id = await findTermId(tx, listId, replaces);
  if (id === undefined) throw new HeguiError('E_NOT_FOUND', 'text: the list has no such term; reload');
  try {
    await updateTerm(tx, { id, text, value });
  } catch (error) {
    if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
    throw conflictingField('text', IS_THERE);
  }
}
