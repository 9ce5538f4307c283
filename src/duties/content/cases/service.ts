import type { z } from 'zod';
import type {
  CaseDetail,
  CaseRow,
  caseCreateSchema,
  caseReportDraftSchema,
  caseStepTakeSchema,
  casesQuerySchema,
  recallsPageSchema,
  recallsQuerySchema,
} from '../../../contract/index.ts';
import type { Actor, Evidence } from '../../../evidence/index.ts';
import { DAY_MS, invalidField, unknownId } from '../../../kernel/index.ts';
import type { StaffSession } from '../../../staff/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { CaseParts } from './model.ts';
import { dueHours } from './rules.ts';
import { addExchanges, openCase, takeStep } from './service/open-case.ts';
import { type PrintLanguage, printReport } from './service/print-report.ts';
import { exportForTraining, judge, retest, type TrainingFile } from './service/remedy.ts';
import { draftReport, readReportText, signReportIn } from './service/report.ts';
import { toCaseDetail, toCaseRow, toRecall } from './service/to-json.ts';
import { type CaseCounts, type Cursor, countCases, findCases, listCaseExchanges, readCase } from './store/cases.ts';
import { listCaseRecalls, listExports, listRetests, nextRecalls, readReport } from './store/proofs.ts';

const YEAR_MS = 365 * DAY_MS;

/** Cases of illegal content: found, stopped, removed, mended, reported, closed. @law measures#14 */
export class CasesService {
  readonly #parts: CaseParts;

  constructor(parts: CaseParts) {
    this.#parts = parts;
  }

  /** Newest first. @throws HeguiError E_REQUEST_INVALID for a cursor that is none. */
  async list(query: z.output<typeof casesQuerySchema>): Promise<{ items: CaseRow[]; next: string | null }> {
    const now = this.#parts.clock.now();
    const filter = {
      state: query.state,
      serviceId: query.serviceId ?? null,
      exchangeId: query.exchangeId ?? null,
      dueHours: dueHours(),
      now,
    };
    const page = { after: parseCursor(query.cursor), limit: query.limit + 1 };
    const rows = await findCases(this.#parts.database, filter, page);
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    const hasMore = rows.length > query.limit && last !== undefined;
    return {
      items: shown.map((row) => toCaseRow(row, now)),
      next: hasMore ? formatCursor({ at: last.openedAtText, id: last.id }) : null,
    };
  }

  /** @throws HeguiError E_NOT_FOUND */
  async read(id: string): Promise<CaseDetail> {
    const { database, clock } = this.#parts;
    const row = await readCase(database, id);
    if (row === undefined) throw unknownId('case');
    const [exchangeIds, recalls, retests, exports, report] = await Promise.all([
      listCaseExchanges(database, id),
      listCaseRecalls(database, id),
      listRetests(database, id),
      listExports(database, id),
      readReport(database, id),
    ]);
    return toCaseDetail({ row, exchangeIds, recalls, retests, exports, report }, clock.now());
  }

  /** How the cases stand: open ones with what is due, and those closed in a year. */
  async figures(now: Date): Promise<CaseCounts> {
    return await countCases(this.#parts.database, dueHours(), new Date(now.getTime() - YEAR_MS), now);
  }

  /** See `openCase`. */
  async open(given: z.output<typeof caseCreateSchema>, by: Actor): Promise<CaseDetail> {
    return await this.read(await openCase(this.#parts, given, by));
  }

  /** See `addExchanges`. */
  async addExchanges(id: string, exchangeIds: readonly string[], by: Actor): Promise<CaseDetail> {
    await addExchanges(this.#parts, id, exchangeIds, by);
    return await this.read(id);
  }

  /** See `takeStep`. */
  async takeStep(id: string, given: z.output<typeof caseStepTakeSchema>, by: Actor): Promise<CaseDetail> {
    await takeStep(this.#parts, id, given, by);
    return await this.read(id);
  }

  /** See `retest`. */
  async retest(id: string, exchangeId: string, by: Actor): Promise<CaseDetail> {
    await retest(this.#parts, id, exchangeId, by);
    return await this.read(id);
  }

  /** See `judge`. */
  async judge(id: string, retestId: string, verdict: 'clean' | 'violates', by: Actor): Promise<CaseDetail> {
    await judge(this.#parts, id, retestId, verdict, by);
    return await this.read(id);
  }

  /** See `exportForTraining`. */
  async exportForTraining(id: string, by: Actor): Promise<TrainingFile> {
    return await exportForTraining(this.#parts, id, by);
  }

  /** See `draftReport`. */
  async draftReport(id: string, given: z.output<typeof caseReportDraftSchema>, by: Actor): Promise<CaseDetail> {
    await draftReport(this.#parts, id, given, by);
    return await this.read(id);
  }

  /** Signs in the unit of work that proved the password; see `signReportIn`. */
  async signReportIn(tx: Sql, evidence: Evidence, id: string, revision: number, session: StaffSession): Promise<void> {
    await signReportIn(this.#parts, tx, evidence, id, revision, session);
  }

  /** The report as a page to print; unsigned it says that it is a draft. @throws HeguiError E_NOT_FOUND without a draft. */
  async printReport(id: string, language: PrintLanguage): Promise<string> {
    const { text, report } = await readReportText(this.#parts, id);
    const { signedAt: at, signedName: name, digest } = report;
    const signature = at === null || name === null || digest === null ? null : { at, name, digest };
    return printReport(text, signature, language);
  }

  /** What an app must take down, oldest first; `next` is where to go on, now or later. */
  async recalls(
    serviceId: string,
    query: z.output<typeof recallsQuerySchema>,
  ): Promise<z.infer<typeof recallsPageSchema>> {
    const after = query.cursor ?? '0';
    const since = query.since === undefined ? null : new Date(query.since);
    const rows = await nextRecalls(this.#parts.database, serviceId, { after, since, limit: query.limit + 1 });
    const shown = rows.slice(0, query.limit);
    const next = String(shown.at(-1)?.seq ?? after);
    return { items: shown.map(toRecall), next, hasMore: rows.length > query.limit };
  }
}

const CURSOR = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z) ([\w-]{1,64})$/;
const formatCursor = ({ at, id }: Cursor): string => Buffer.from(`${at} ${id}`).toString('base64url');

function parseCursor(text: string | undefined): Cursor | null {
  if (text === undefined || text === '') return null;
  const [, at, id] = CURSOR.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (at === undefined || id === undefined || Number.isNaN(Date.parse(at)))
    throw invalidField('cursor', 'is not a cursor of this list; start again without it');
  return { at, id };
}
