import type { Evidence } from '../../../../evidence/index.ts';
import { HeguiError, invalidField, unknownId } from '../../../../kernel/index.ts';
import type { Sql } from '../../../../store/index.ts';
import type { GivenPhrase, PhrasePlace } from '../../service/take-phrase.ts';
import type { DeskParts, Reviewer, ReviewParts } from '../model.ts';
import { readDecisionForUpdate } from '../store/decisions.ts';
import {
  hasList,
  hasTerm,
  insertSuggestion,
  readSuggestion,
  readSuggestionForUpdate,
  type SuggestionRow,
  settleSuggestion,
} from '../store/suggestions.ts';

/**
 * Suggests a phrase in which a term of a list should not count, from a decision that there was no violation.
 *
 * @throws HeguiError E_REQUEST_INVALID when the phrase does not hold the term; E_CONFLICT when the list was given it before.
 */
export async function suggestPhrase(
  parts: ReviewParts,
  decisionId: string,
  given: GivenPhrase,
  by: Reviewer,
): Promise<string> {
  const { listId, scope, term, phrase } = given;
  if (!phrase.includes(term))
    throw invalidField('phrase', 'must hold the term, in the words around which it is harmless');
  if (phrase === term) throw invalidField('phrase', 'is the term itself; remove the term from the list instead');
  return await parts.unitOfWork.run(async (tx, evidence) => {
    const decision = await readDecisionForUpdate(tx, decisionId);
    if (decision === undefined) throw unknownId('decision');
    if (decision.verdict !== 'no-violation' || decision.supersededAt !== null)
      throw new HeguiError('E_CONFLICT', 'only a standing decision that there was no violation leads to a suggestion');
    if (!(await hasList(tx, listId))) throw invalidField('listId', 'names no word list in use');
    if (scope === 'term' && !(await hasTerm(tx, listId, term)))
      throw invalidField(
        'term',
        'is no term of this list; write it as the list has it, or suggest it for the whole list',
      );
    const id = parts.ids.next('sug');
    const row = { id, decisionId, listId, scope, term, phrase, by: by.actor, createdAt: parts.clock.now() };
    if (!(await insertSuggestion(tx, row)))
      throw new HeguiError('E_CONFLICT', 'phrase: the list was given this phrase before');
    evidence.append('review.suggested', { suggestion: id, decision: decisionId, list: listId, by: by.actor });
    return id;
  });
}

/**
 * Ends a suggestion. One that is taken goes into the draft of its list in the same unit of work.
 *
 * @throws HeguiError E_NOT_FOUND; E_CONFLICT when it is settled, or the draft cannot take it.
 */
export async function endSuggestion(
  parts: DeskParts,
  id: string,
  { state, scope }: { readonly state: 'taken' | 'dismissed'; readonly scope?: 'term' | 'list' | undefined },
  by: Reviewer,
): Promise<SuggestionRow> {
  const known = await readSuggestion(parts.database, id);
  if (known === undefined) throw unknownId('suggestion');
  const wanted = { ...known, scope: scope ?? known.scope };
  const settle = async (tx: Sql, evidence: Evidence, place: PhrasePlace | null): Promise<void> => {
    const suggestion = await readSuggestionForUpdate(tx, id);
    if (suggestion?.state !== 'proposed')
      throw new HeguiError('E_CONFLICT', 'the suggestion is settled already; reload');
    const at = parts.clock.now();
    await settleSuggestion(tx, id, { state, scope: wanted.scope, place, by: by.actor, at });
    const placed = place === null ? {} : { scope: wanted.scope, draft: place.draftId, revision: place.revision };
    const told = { suggestion: id, list: suggestion.listId, state, ...placed, by: by.actor };
    evidence.append('review.suggestion-settled', told);
  };
  if (state === 'taken') await parts.takePhrase(wanted, by.actor, settle);
  else await parts.unitOfWork.run((tx, evidence) => settle(tx, evidence, null));
  return (await readSuggestion(parts.database, id)) ?? wanted;
}
