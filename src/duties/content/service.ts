import type { z } from 'zod';
import {
  type Folding,
  foldingSchema,
  type Term,
  type TermsAdded,
  type termChangeSchema,
  type termsQuerySchema,
  type WordList,
  type wordListChangeSchema,
  type wordListCreateSchema,
} from '../../contract/index.ts';
import type { Actor } from '../../evidence/index.ts';
import { conflictingField, invalidField, unknownId } from '../../kernel/index.ts';
import { type Sql, sqlStateOf } from '../../store/index.ts';
import type { ContentParts, ListState } from './model.ts';
import { findTermProblem, requireRiskCode } from './rules.ts';
import { addTerms, type TermsGiven } from './service/add-terms.ts';
import { commitList, describeList, lockList, refuseTakenName } from './service/commit-list.ts';
import { type TestedText, testText } from './service/test-text.ts';
import {
  type CountedListRow,
  deleteTerm,
  insertList,
  listLists,
  listTerms,
  nextTexts,
  readFolding,
  readList,
  readTerm,
  retireList,
  servicesNamingList,
  updateTerm,
} from './store.ts';

export type WordListCreate = z.infer<typeof wordListCreateSchema>;
export type WordListChange = z.infer<typeof wordListChangeSchema>;
export type TermChange = z.infer<typeof termChangeSchema>;
export type TermsQuery = z.infer<typeof termsQuerySchema>;

const TEXTS_PER_READ = 10_000;
const UNIQUE_VIOLATION = '23505';

/** Word lists and their terms. @law measures#4 measures#14 */
export class ContentService {
  readonly #parts: ContentParts;

  constructor(parts: ContentParts) {
    this.#parts = parts;
  }

  /** Every list that is not retired, oldest first. */
  async list(): Promise<WordList[]> {
    return (await listLists(this.#parts.database)).map(toWordList);
  }

  /** @throws HeguiError E_NOT_FOUND */
  async read(id: string): Promise<WordList> {
    const row = await readList(this.#parts.database, id);
    if (row === undefined) throw unknownId('word list');
    return toWordList(row);
  }

  /** @throws HeguiError E_CONFLICT for a taken name, E_REQUEST_INVALID for a code that is no risk. */
  async create(given: WordListCreate, by: Actor): Promise<WordList> {
    requireRiskCode(given.risk, 'risk');
    const id = this.#parts.ids.next('lst');
    const state: ListState = { ...given, enabled: true };
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      await refuseTakenName(insertList(tx, id, state, this.#parts.clock.now()));
      evidence.append('word-list.created', await describeList(tx, id, 1, state, by));
    });
    return await this.read(id);
  }

  /**
   * Changes what is given; nothing is written when nothing differs.
   *
   * @throws HeguiError as `create`, and E_REQUEST_INVALID when a term could not be found under the new folding.
   */
  async change(id: string, change: WordListChange, by: Actor): Promise<WordList> {
    requireRiskCode(change.risk, 'risk');
    if (isSame(await this.read(id), change)) return await this.read(id);
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      const list = await lockList(tx, id);
      const next: ListState = {
        name: change.name ?? list.name,
        risk: change.risk ?? list.risk,
        action: change.action ?? list.action,
        folding: change.folding ?? list.folding,
        enabled: change.enabled ?? list.enabled,
      };
      if (change.folding !== undefined) await requireTermsFit(tx, id, change.folding);
      await commitList(tx, evidence, list, next, this.#parts.clock.now(), by);
    });
    return await this.read(id);
  }

  /** Screening stops using the list. @throws HeguiError E_CONFLICT while a service names it. */
  async retire(id: string, by: Actor): Promise<void> {
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      await lockList(tx, id);
      const users = await servicesNamingList(tx, id);
      if (users.length > 0) {
        throw conflictingField('id', `the services ${users.join(', ')} are screened with it; take it out there first`);
      }
      await retireList(tx, id, this.#parts.clock.now());
      evidence.append('word-list.retired', { list: id, by });
    });
  }

  /** See `addTerms`. */
  async addTerms(listId: string, given: TermsGiven, by: Actor): Promise<TermsAdded> {
    return await addTerms(this.#parts, listId, given, by);
  }

  /** A page of terms, newest first; `search` is a part of the text. @throws HeguiError E_NOT_FOUND */
  async terms(listId: string, query: TermsQuery): Promise<{ items: Term[]; next: string | null }> {
    if ((await readFolding(this.#parts.database, listId)) === undefined) throw unknownId('word list');
    const { search = '', cursor, limit } = query;
    const pattern = search === '' ? null : `%${search.replace(/[\\%_]/g, '\\$&')}%`;
    const page = { listId, pattern, beforeId: cursor === undefined || cursor === '' ? null : cursor };
    const rows = await listTerms(this.#parts.database, { ...page, limit: limit + 1 });
    const items = rows.slice(0, limit);
    return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  /** @throws HeguiError E_NOT_FOUND; E_CONFLICT when the list has the text already; E_REQUEST_INVALID. */
  async changeTerm(listId: string, termId: string, change: TermChange, by: Actor): Promise<Term> {
    requireRiskCode(change.risk, 'risk');
    return await this.#parts.unitOfWork.run(async (tx, evidence) => {
      const list = await lockList(tx, listId);
      const term = await readTerm(tx, listId, termId);
      if (term === undefined) throw unknownId('term');
      const next: Term = {
        id: termId,
        text: change.text ?? term.text,
        risk: change.risk === undefined ? term.risk : change.risk,
        action: change.action === undefined ? term.action : change.action,
        note: change.note === undefined ? term.note : change.note,
      };
      const problem = findTermProblem(next.text, list.folding);
      if (problem !== null) throw invalidField('text', problem);
      await refuseTakenText(updateTerm(tx, next));
      await commitList(tx, evidence, list, list, this.#parts.clock.now(), by);
      return next;
    });
  }

  /** @throws HeguiError E_NOT_FOUND */
  async removeTerm(listId: string, termId: string, by: Actor): Promise<void> {
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      const list = await lockList(tx, listId);
      if (!(await deleteTerm(tx, listId, termId))) throw unknownId('term');
      await commitList(tx, evidence, list, list, this.#parts.clock.now(), by);
    });
  }

  /** See `testText`. */
  async test(given: { readonly text: string; readonly serviceId?: string | undefined }): Promise<TestedText> {
    return await testText(this.#parts.screens, given);
  }
}

/** A term that folds to nothing could not be compiled, and no list at all could be loaded any more. */
async function requireTermsFit(tx: Sql, listId: string, folding: Folding): Promise<void> {
  for (let after = ''; ; ) {
    const texts = await nextTexts(tx, listId, after, TEXTS_PER_READ);
    const misfit = texts.find((text) => findTermProblem(text, folding) !== null);
    if (misfit !== undefined) {
      const problem = findTermProblem(misfit, folding);
      throw invalidField(
        'folding',
        `does not fit the term ${JSON.stringify(misfit.slice(0, 40))}, which then ${problem}`,
      );
    }
    if (texts.length < TEXTS_PER_READ) return;
    after = texts.at(-1) ?? '';
  }
}

async function refuseTakenText(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
    throw conflictingField('text', 'is in the list already; remove one of the two');
  }
}

function isSame(list: WordList, change: WordListChange): boolean {
  const { folding, ...plain } = change;
  const isPlainSame = Object.entries(plain).every(
    ([name, value]) => value === undefined || value === Reflect.get(list, name),
  );
  const isFoldingSame =
    folding === undefined ||
    Object.entries(folding).every(([name, value]) => value === Reflect.get(foldingSchema.parse(list.folding), name));
  return isPlainSame && isFoldingSame;
}

const toWordList = ({ createdAt, changedAt, ...row }: CountedListRow): WordList => ({
  ...row,
  createdAt: createdAt.toISOString(),
  changedAt: changedAt.toISOString(),
});
