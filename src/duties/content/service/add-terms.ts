import { setImmediate } from 'node:timers/promises';
import type { TermsAdded } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import { conflictingField, unknownId } from '../../../kernel/index.ts';
import type { Sql } from '../../../store/index.ts';
import { editDraft } from '../drafts/edit-draft.ts';
import { countDraft, putTerms, readDraft, removeOtherTerms } from '../drafts/store.ts';
import { refuseCommon, type Sample } from '../import/check-commonness.ts';
import { refuseUnfit } from '../import/check-fitness.ts';
import { readTermBytes, readTermText } from '../import/read-terms.ts';
import { insertImport } from '../import/store.ts';
import type { ReadTerms } from '../import/term-reader.ts';
import type { ContentParts, GivenTerm } from '../model.ts';
import { deleteOtherTerms, type ListRow, readList, upsertTerms } from '../store.ts';
import { toValue } from '../term-value.ts';
import { withSettings } from '../versions/list-settings.ts';
import { commitList, lockList } from './commit-list.ts';

const TERMS_PER_WRITE = 10_000;
const NOTED_SHOWN_MAX = 1_000;
/** Recent exchanges that a term is measured on. */
const RECENT_EXCHANGES = 200;

export interface TermsGiven {
  /** Pasted text, or a file's bytes. */
  readonly text: string | Buffer;
  readonly fileName?: string;
  /** Removes what is not given, and takes what is left out of a term as left to the list. */
  readonly replaceAll: boolean;
  /** Left out: live, or the draft where approval is required. */
  readonly target?: 'live' | 'draft' | undefined;
}

type Counts = Pick<TermsAdded, 'added' | 'unchanged' | 'removed' | 'version'>;

/**
 * Adds the terms of a text or file to a list or to its draft, all in one unit of work; rows that cannot be terms are
 * reported and left out. `added` counts terms that are new or changed. When nothing differs, nothing is written but the
 * report.
 *
 * @throws HeguiError E_NOT_FOUND; E_CONFLICT for `live` where approval is required; E_REQUEST_INVALID for an unusable file.
 */
export async function addTerms(parts: ContentParts, listId: string, given: TermsGiven, by: Actor): Promise<TermsAdded> {
  const { database } = parts;
  const list = await readList(database, listId);
  if (list === undefined) throw unknownId('word list');
  const target = given.target ?? (list.approvalRequired ? 'draft' : 'live');
  if (target === 'live' && list.approvalRequired)
    throw conflictingField('target', 'this list changes only through its draft; import into the draft');
  const draft = target === 'draft' ? await readDraft(database, listId) : undefined;
  const wanted = withSettings(list, draft?.settings ?? {});
  const { encoding, ...read } = await readGiven(given.text, wanted);
  const fit = refuseUnfit(read, wanted, parts.compileList);
  const checked = await refuseCommon(fit, wanted, parts.compileList, await samplesOf(parts));
  const counts = await (target === 'draft' ? writeDraft : writeLive)(
    parts,
    listId,
    checked.terms,
    given.replaceAll,
    by,
  );
  const importId = await keepReport(parts, listId, given.fileName ?? null, checked, counts, by);
  return {
    importId,
    target,
    encoding,
    ...counts,
    refused: checked.refused.slice(0, NOTED_SHOWN_MAX),
    refusedTotal: checked.refused.length,
    warned: checked.warned.slice(0, NOTED_SHOWN_MAX),
    warnedTotal: checked.warned.length,
  };
}

async function readGiven(text: string | Buffer, { folding }: ListRow) {
  return typeof text === 'string'
    ? { ...(await readTermText(text, folding)), encoding: 'UTF-8' }
    : await readTermBytes(text, folding);
}

/** What every term is measured on before it comes into a list. */
export async function samplesOf({ neutralTexts, storedTexts }: ContentParts): Promise<Sample[]> {
  const filter = { since: null, serviceIds: null, exchangesMax: RECENT_EXCHANGES };
  const { items } = await storedTexts.next(filter, null, RECENT_EXCHANGES);
  const recent = items.flatMap(({ texts }) => (texts === null ? [] : [texts.join('\n')]));
  return [
    { name: 'ordinary texts', texts: neutralTexts() },
    { name: 'recent exchanges', texts: recent },
  ];
}

async function keepReport(
  parts: ContentParts,
  listId: string,
  fileName: string | null,
  { refused, warned }: ReadTerms,
  counts: Counts,
  by: Actor,
): Promise<string | null> {
  if (refused.length + warned.length === 0) return null;
  const id = parts.ids.next('imp');
  await insertImport(parts.database, { id, listId, fileName, counts, refused, warned, by, at: parts.clock.now() });
  return id;
}

const toStored = (term: GivenTerm) => ({ text: term.text, value: toValue(term) });

async function* partsOf(terms: readonly GivenTerm[]): AsyncGenerator<readonly GivenTerm[]> {
  for (let from = 0; from < terms.length; from += TERMS_PER_WRITE) {
    yield terms.slice(from, from + TERMS_PER_WRITE);
    await setImmediate();
  }
}

async function writeDraft(
  parts: ContentParts,
  listId: string,
  terms: readonly GivenTerm[],
  isReplacing: boolean,
  by: Actor,
): Promise<Counts> {
  const before = await readDraft(parts.database, listId);
  const known = before === undefined ? NOTHING : await countDraft(parts.database, before);
  const { counts, list } = await editDraft(parts, listId, by, async (tx, draft) => {
    if (isReplacing) {
      const texts = terms.map(({ text }) => text);
      await removeOtherTerms(tx, draft, texts);
    }
    for await (const part of partsOf(terms)) await putTerms(tx, draft, part.map(toStored), isReplacing);
    return undefined;
  });
  // Against the live list, as the whole draft stands now, less what the draft held before.
  const added = Math.max(0, counts.added + counts.changed - known.added - known.changed);
  return {
    added,
    unchanged: Math.max(0, terms.length - added),
    removed: Math.max(0, counts.removed - known.removed),
    version: list.version,
  };
}

const NOTHING = { added: 0, removed: 0, changed: 0 };

async function writeLive(
  parts: ContentParts,
  listId: string,
  terms: readonly GivenTerm[],
  isReplacing: boolean,
  by: Actor,
): Promise<Counts> {
  try {
    return await parts.unitOfWork.run(async (tx, evidence) => {
      const list = await lockList(tx, listId);
      const texts = terms.map(({ text }) => text);
      const removed = isReplacing ? await deleteOtherTerms(tx, listId, texts) : 0;
      const added = await upsertInParts(tx, parts, listId, terms, isReplacing);
      const counts = { added, unchanged: terms.length - added, removed };
      if (added + removed === 0) throw new NothingChanged({ ...counts, version: list.version });
      const version = await commitList(tx, evidence, list, list, parts.clock.now(), by);
      return { ...counts, version };
    });
  } catch (error) {
    if (error instanceof NothingChanged) return error.counts;
    throw error;
  }
}

async function upsertInParts(
  tx: Sql,
  { ids }: ContentParts,
  listId: string,
  terms: readonly GivenTerm[],
  isExact: boolean,
): Promise<number> {
  let changed = 0;
  for await (const part of partsOf(terms)) {
    const rows = part.map((term) => ({ ...toStored(term), id: ids.next('trm') }));
    changed += await upsertTerms(tx, listId, rows, isExact);
  }
  return changed;
}

/** Leaves a unit of work that has nothing to keep, and hence no evidence to give. */
class NothingChanged extends Error {
  override readonly name = 'NothingChanged';
  readonly counts: Counts;

  constructor(counts: Counts) {
    super('nothing changed');
    this.counts = counts;
  }
}
