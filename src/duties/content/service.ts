import type { Readable } from 'node:stream';
import type { z } from 'zod';
import {
  type Coverage,
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
import { chinaDay, conflictingField, unknownId } from '../../kernel/index.ts';
import { readCoverage } from './coverage/read-coverage.ts';
import { editDraft } from './drafts/edit-draft.ts';
import { type DraftSettings, readDraft, removeTerms } from './drafts/store.ts';
import { allTerms, type ExportFormat, exportTerms } from './export/export-terms.ts';
import { writeReport } from './export/write-report.ts';
import { readImport } from './import/store.ts';
import type { ContentParts, ListState } from './model.ts';
import { requireRiskCode } from './rules.ts';
import { addTerms, type TermsGiven } from './service/add-terms.ts';
import { beginList, commitList, lockList } from './service/commit-list.ts';
import { type AllowPut, putAllow } from './service/put-allow.ts';
import { putTerm, readTermAt, type TermPut } from './service/put-term.ts';
import { requireTermsFit } from './service/require-terms-fit.ts';
import { type GivenPhrase, takePhrase } from './service/take-phrase.ts';
import { type TestedText, type TextGiven, testText } from './service/test-text.ts';
import { STARTER_LIST } from './starter/starter-list.ts';
import {
  blockingTerms,
  type CountedListRow,
  deleteTerm,
  dropDrafts,
  listLists,
  listTerms,
  readFolding,
  readList,
  readTerm,
  retireList,
  servicesNamingList,
} from './store.ts';
import { changeSettings } from './term-value.ts';
import { Backtests } from './trials/backtests.ts';
import { endShadow } from './trials/end-shadow.ts';
import { differingSettings } from './versions/list-settings.ts';
import { ListVersions } from './versions/list-versions.ts';
import { type HeldTerm, readVersion } from './versions/store.ts';

export type WordListCreate = Omit<z.infer<typeof wordListCreateSchema>, 'approvalRequired'> & {
  readonly approvalRequired?: boolean;
};
export type WordListChange = z.infer<typeof wordListChangeSchema>;
export type TermChange = z.infer<typeof termChangeSchema>;
export type TermsQuery = z.infer<typeof termsQuerySchema>;

const LIVE = { kind: 'live' } as const;

/** Word lists and their terms. @law measures#4 measures#14 */
export class ContentService {
  /** Drafts, approvals, versions. */
  readonly versions: ListVersions;
  readonly backtests: Backtests;
  readonly #parts: ContentParts;

  constructor(parts: ContentParts) {
    this.#parts = parts;
    this.versions = new ListVersions(parts);
    this.backtests = new Backtests(parts);
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
    const { approvalRequired = false, ...rest } = given;
    const state: ListState = { ...rest, allow: [], approvalRequired, enabled: true };
    await this.#parts.unitOfWork.run((tx, evidence) => beginList(tx, evidence, id, state, this.#parts.clock.now(), by));
    return await this.read(id);
  }

  /**
   * Changes what is given; nothing is written when nothing differs. Where approval is required, everything but the name
   * goes into the draft.
   *
   * @throws HeguiError as `create`, and E_REQUEST_INVALID when a term could not be found under the new folding.
   */
  async change(id: string, change: WordListChange, by: Actor): Promise<WordList> {
    requireRiskCode(change.risk, 'risk');
    const current = await this.read(id);
    const { name = current.name, ...settings } = change;
    const differing = differingSettings(current, settings);
    if (current.approvalRequired && Object.keys(differing).length > 0) await this.#changeDraft(id, differing, by);
    const direct: DraftSettings = current.approvalRequired ? {} : differing;
    if (name === current.name && Object.keys(direct).length === 0) return await this.read(id);
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      const list = await lockList(tx, id);
      const next: ListState = { ...list, ...direct, name };
      if (direct.folding !== undefined) await requireTermsFit(tx, id, { kind: 'live' }, direct.folding);
      await commitList(tx, evidence, list, next, this.#parts.clock.now(), by);
    });
    return await this.read(id);
  }

  async #changeDraft(id: string, settings: DraftSettings, by: Actor): Promise<void> {
    await editDraft(this.#parts, id, by, async (_tx, draft, list) =>
      differingSettings(list, { ...draft.settings, ...settings }),
    );
  }

  /** Screening stops using the list. @throws HeguiError E_CONFLICT while a service names it. */
  async retire(id: string, by: Actor): Promise<void> {
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      await lockList(tx, id);
      const users = await servicesNamingList(tx, id);
      if (users.length > 0) {
        throw conflictingField('id', `the services ${users.join(', ')} are screened with it; take it out there first`);
      }
      await endShadow(this.#parts, tx, evidence, id, by);
      await dropDrafts(tx, id);
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

  /** See `putTerm`. */
  async putTerm(listId: string, given: TermPut, by: Actor) {
    return await putTerm(this.#parts, listId, given, by);
  }

  /** See `readTermAt`. */
  async termAt(listId: string, text: string, target: 'live' | 'draft') {
    return await readTermAt(this.#parts, listId, text, target);
  }

  /**
   * Changes a term, in the draft where approval is required; answers it as it was asked for.
   *
   * @throws HeguiError E_NOT_FOUND; E_CONFLICT when the list has the text already; E_REQUEST_INVALID.
   */
  async changeTerm(listId: string, termId: string, change: TermChange, by: Actor): Promise<Term> {
    const { approvalRequired } = await this.read(listId);
    const term = await readTerm(this.#parts.database, listId, termId);
    if (term === undefined) throw unknownId('term');
    // What the draft has made of the term already is not lost by another change.
    const current = approvalRequired ? { ...term, ...(await this.termAt(listId, term.text, 'draft')) } : term;
    const settings = changeSettings(current, change);
    const text = change.text ?? term.text;
    await this.putTerm(listId, { ...settings, text, replaces: term.text }, by);
    return { id: termId, text, ...settings };
  }

  /** See `putAllow`. */
  async putAllow(listId: string, given: AllowPut, by: Actor) {
    return await putAllow(this.#parts, listId, given, by);
  }

  /** See `takePhrase`; the review desk is handed this. */
  readonly takePhrase = async (
    given: GivenPhrase,
    by: Actor,
    settle: Parameters<typeof takePhrase>[3],
  ): Promise<void> => await takePhrase(this.#parts, given, by, settle);

  /** The phrases that the draft would have, or those in force when there is none. @throws HeguiError E_NOT_FOUND */
  async draftAllow(listId: string): Promise<readonly string[]> {
    const list = await this.read(listId);
    const draft = await readDraft(this.#parts.database, listId);
    return draft?.settings.allow ?? list.allow;
  }

  /** Removes a term, in the draft where approval is required. @throws HeguiError E_NOT_FOUND */
  async removeTerm(listId: string, termId: string, by: Actor): Promise<void> {
    const list = await this.read(listId);
    const term = await readTerm(this.#parts.database, listId, termId);
    if (term === undefined) throw unknownId('term');
    if (list.approvalRequired) {
      await editDraft(this.#parts, listId, by, async (tx, draft) => {
        await removeTerms(tx, draft, [term.text]);
        return undefined;
      });
      return;
    }
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      const locked = await lockList(tx, listId);
      if (!(await deleteTerm(tx, listId, termId))) throw unknownId('term');
      await commitList(tx, evidence, locked, locked, this.#parts.clock.now(), by);
    });
  }

  /** A list's terms as a file; of its live version unless another is named. @throws HeguiError E_NOT_FOUND */
  async export(
    listId: string,
    format: ExportFormat,
    version?: number,
  ): Promise<{ readonly list: WordList; readonly file: Readable }> {
    const { database } = this.#parts;
    const row = await readList(database, listId);
    if (row === undefined) throw unknownId('word list');
    const list = toWordList(row);
    if (version === undefined) return { list, file: exportTerms(allTerms(this.#parts, listId, LIVE), row, format) };
    const known = await readVersion(database, listId, version);
    if (known === undefined) throw unknownId('version of this list');
    const terms = allTerms(this.#parts, listId, { kind: 'version', version });
    return { list, file: exportTerms(terms, { ...row, ...known.state }, format) };
  }

  /** Every term of a list as history keeps it, by text. */
  everyTerm(listId: string): AsyncGenerator<HeldTerm> {
    return allTerms(this.#parts, listId, LIVE);
  }

  /** Every row that an import noted, as CSV. @throws HeguiError E_NOT_FOUND */
  async importReport(importId: string): Promise<string> {
    const row = await readImport(this.#parts.database, importId);
    if (row === undefined) throw unknownId('import');
    return writeReport(row);
  }

  /** What the enabled lists cover of the standard. @law gb-t-45654-2025#A */
  async coverage(): Promise<Coverage> {
    return await readCoverage(this.#parts);
  }

  /** Of each list that a service uses a term that must be refused, for whoever tries whether it is. */
  async blockingTerms(serviceId: string): Promise<{ listId: string; listName: string; text: string }[]> {
    const { database, clock } = this.#parts;
    return await blockingTerms(database, serviceId, chinaDay(clock.now()));
  }

  /** Makes the small starter list for A.1.f, switched off. @throws HeguiError E_CONFLICT when it is there already. */
  async createStarter(by: Actor): Promise<WordList> {
    const { terms, ...given } = STARTER_LIST;
    const list = await this.create({ ...given, folding: foldingSchema.parse({}) }, by);
    await this.change(list.id, { enabled: false }, by);
    await this.addTerms(list.id, { text: terms.join('\n'), replaceAll: false }, by);
    return await this.read(list.id);
  }

  /** See `testText`. */
  async test(given: TextGiven): Promise<TestedText> {
    return await testText(this.#parts.tryText, given);
  }
}

const toWordList = ({ createdAt, changedAt, ...row }: CountedListRow): WordList => ({
  ...row,
  // A list stored before a kind of folding was known has that kind's default.
  folding: foldingSchema.parse(row.folding),
  allow: [...row.allow],
  createdAt: createdAt.toISOString(),
  changedAt: changedAt.toISOString(),
});
