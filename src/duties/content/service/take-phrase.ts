import { LIST_ALLOW_MAX, RULE_ENTRIES_MAX, type TermValue } from '../../../contract/index.ts';
import type { Actor, Evidence } from '../../../evidence/index.ts';
import { conflictingField, HeguiError, invalidField } from '../../../kernel/index.ts';
import type { Sql } from '../../../store/index.ts';
import { editDraft } from '../drafts/edit-draft.ts';
import { type DraftRow, type DraftSettings, putTerms } from '../drafts/store.ts';
import type { ContentParts } from '../model.ts';
import { findFault, requireAllow } from '../rules.ts';
import type { ListRow } from '../store.ts';
import { withSettings } from '../versions/list-settings.ts';
import { readTermValue } from '../versions/store.ts';

export interface GivenPhrase {
  readonly listId: string;
  /** Whose hits the phrase redeems: those of one term, or of all terms of the list. */
  readonly scope: 'term' | 'list';
  readonly term: string;
  readonly phrase: string;
}

/** Where a phrase went. */
export interface PhrasePlace {
  readonly draftId: string;
  readonly revision: number;
}

/**
 * Puts a harmless phrase into the list's draft, which is begun when there is none. What `settle` does is in the same unit of
 * work: the phrase is in the draft if and only if that is done.
 *
 * @throws HeguiError E_NOT_FOUND for a list that is not there; E_CONFLICT when the draft has no such term, or enough phrases;
 *   E_REQUEST_INVALID for a phrase that no text could match.
 */
export async function takePhrase(
  parts: ContentParts,
  given: GivenPhrase,
  by: Actor,
  settle: (tx: Sql, evidence: Evidence, place: PhrasePlace) => Promise<void>,
): Promise<void> {
  await editDraft(parts, given.listId, by, async (tx, draft, list, evidence) => {
    // Every edit raises the revision by one.
    await settle(tx, evidence, { draftId: draft.id, revision: draft.revision + 1 });
    if (given.scope === 'list') return allowInList(list, draft, given.phrase);
    await allowInTerm(tx, list, draft, given);
    return undefined;
  });
}

function allowInList(list: ListRow, { settings }: DraftRow, phrase: string): DraftSettings {
  const { allow: held } = withSettings(list, settings);
  const allow = requireAllow([...held, phrase]);
  if (allow.length > LIST_ALLOW_MAX)
    throw conflictingField('phrase', `would be one more than the ${LIST_ALLOW_MAX} that a list may have`);
  return { ...settings, allow };
}

async function allowInTerm(tx: Sql, list: ListRow, draft: DraftRow, { term, phrase }: GivenPhrase): Promise<void> {
  const source = { kind: 'draft', draftId: draft.id } as const;
  const value = await readTermValue(tx, list.id, source, term);
  if (value === undefined)
    throw new HeguiError('E_CONFLICT', 'term: the list has no such term any more; allow the phrase in the whole list');
  const allow = [...new Set([...(value.rules?.allow ?? []), phrase])];
  if (allow.length > RULE_ENTRIES_MAX.allow)
    throw conflictingField('phrase', `would be one more than the ${RULE_ENTRIES_MAX.allow} that a term may have`);
  const rules = { ...value.rules, allow };
  const fault = findFault(term, withSettings(list, draft.settings).folding, rules);
  if (fault !== null) throw invalidField('phrase', fault.message);
  const next: TermValue = { ...value, rules };
  await putTerms(tx, draft, [{ text: term, value: next }], true);
}
