import { setImmediate } from 'node:timers/promises';
import type { Folding, TermsAdded } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import { unknownId } from '../../../kernel/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { ContentParts, GivenTerm } from '../model.ts';
import { type ParsedTerms, TermParser } from '../parse-terms.ts';
import { deleteOtherTerms, readFolding, upsertTerms } from '../store.ts';
import { commitList, lockList } from './commit-list.ts';

const LINES_PER_TURN = 5_000;
const TERMS_PER_WRITE = 10_000;
const REFUSED_SHOWN_MAX = 1_000;

export interface TermsGiven {
  readonly text: string;
  /** Removes what the text does not hold, and takes what it leaves out of a term as left to the list. */
  readonly replaceAll: boolean;
}

type Counts = Pick<TermsAdded, 'added' | 'unchanged' | 'removed' | 'version'>;

/**
 * Adds the terms of a pasted or uploaded text to a list, all in one unit of work; lines that cannot be terms are reported
 * and left out. `added` counts terms that are new or changed. When nothing differs, nothing is written.
 *
 * @throws HeguiError E_NOT_FOUND
 */
export async function addTerms(parts: ContentParts, listId: string, given: TermsGiven, by: Actor): Promise<TermsAdded> {
  const folding = await readFolding(parts.database, listId);
  if (folding === undefined) throw unknownId('word list');
  const { terms, refused } = await parseInParts(given.text, folding);
  const counts = await writeTerms(parts, listId, terms, given.replaceAll, by);
  return { ...counts, refused: refused.slice(0, REFUSED_SHOWN_MAX), refusedTotal: refused.length };
}

async function parseInParts(text: string, folding: Folding): Promise<ParsedTerms> {
  const parser = new TermParser(text, folding);
  while (parser.readNext(LINES_PER_TURN)) await setImmediate();
  return parser.result;
}

async function writeTerms(
  parts: ContentParts,
  listId: string,
  terms: readonly GivenTerm[],
  isReplacing: boolean,
  by: Actor,
): Promise<Counts> {
  try {
    return await parts.unitOfWork.run(async (tx, evidence) => {
      const list = await lockList(tx, listId);
      const removed = isReplacing
        ? await deleteOtherTerms(
            tx,
            listId,
            terms.map(({ text }) => text),
          )
        : 0;
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
  for (let from = 0; from < terms.length; from += TERMS_PER_WRITE) {
    const part = terms.slice(from, from + TERMS_PER_WRITE).map((term) => ({ ...term, id: ids.next('trm') }));
    changed += await upsertTerms(tx, listId, part, isExact);
    await setImmediate();
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
