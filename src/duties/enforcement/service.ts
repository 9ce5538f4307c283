import type { z } from 'zod';
import type {
  MeasureDetail,
  MeasureForPublic,
  MeasureImpose,
  MeasurePolicy,
  MeasurePolicyState,
  MeasureRow,
  measureAppealContentSchema,
  measureCountsSchema,
  measureReportDraftSchema,
  measuresQuerySchema,
  publicMeasuresSchema,
} from '../../contract/index.ts';
import type { Actor, Evidence } from '../../evidence/index.ts';
import { HeguiError } from '../../kernel/index.ts';
import { groupReceipt } from '../../portal/index.ts';
import type { StaffSession } from '../../staff/index.ts';
import type { Sql } from '../../store/index.ts';
import { urlOf } from './door.ts';
import { type EnforcementParts, PURPOSE, receiptKeyOf } from './model.ts';
import { reportDocument } from './report-document.ts';
import { appeal, decide, readAppeal } from './service/appeals.ts';
import { controlsOf, type EnforcementControl } from './service/controls.ts';
import { confirm, lift, reject } from './service/end.ts';
import { imposeByHand, requireMeasure } from './service/impose.ts';
import { activatePolicy, draftPolicy, endPolicy, readPolicyState, simulateDraft } from './service/policies.ts';
import { listMeasures, readDetail, statementsOf, toPublic, toRow } from './service/read.ts';
import { draftReport, readReportText, signReportIn } from './service/reports.ts';
import { countHeaps, listOfUser, nextMeasures } from './store/measures.ts';

type PublicMeasures = z.infer<typeof publicMeasuresSchema>['measures'];
const PER_EXPORT = 200;

/** Measures against end users, from the policy to the appeal. @law measures#14 */
export class EnforcementService {
  readonly #parts: EnforcementParts;

  constructor(parts: EnforcementParts) {
    this.#parts = parts;
  }

  list(query: z.output<typeof measuresQuerySchema>): Promise<{ items: MeasureRow[]; next: string | null }> {
    return listMeasures(this.#parts, query);
  }

  counts(): Promise<z.infer<typeof measureCountsSchema>> {
    return countHeaps(this.#parts.database, this.#parts.clock.now());
  }

  read(id: string, by: Actor): Promise<MeasureDetail> {
    return readDetail(this.#parts, id, by);
  }

  impose(given: MeasureImpose, by: Actor): Promise<string> {
    return imposeByHand(this.#parts, given, by);
  }

  confirm(id: string, by: Actor): Promise<void> {
    return confirm(this.#parts, id, by);
  }

  reject(id: string, text: string, by: Actor): Promise<void> {
    return reject(this.#parts, id, text, by);
  }

  lift(id: string, given: { readonly mistaken: boolean; readonly reason: string }, by: Actor): Promise<void> {
    return lift(this.#parts, id, given, by);
  }

  decide(
    id: string,
    given: { readonly outcome: 'upheld' | 'overturned'; readonly text: string },
    by: Actor,
  ): Promise<void> {
    return decide(this.#parts, id, given, by);
  }

  async readAppeal(id: string, by: Actor): Promise<z.infer<typeof measureAppealContentSchema>> {
    return { content: await readAppeal(this.#parts, id, by) };
  }

  policy(serviceId: string): Promise<MeasurePolicyState> {
    return readPolicyState(this.#parts, serviceId);
  }

  async draftPolicy(serviceId: string, settings: MeasurePolicy, by: Actor): Promise<MeasurePolicyState> {
    await draftPolicy(this.#parts, serviceId, settings, by);
    return await this.policy(serviceId);
  }

  async simulate(serviceId: string, days: number, by: Actor): Promise<MeasurePolicyState> {
    await simulateDraft(this.#parts, serviceId, days, by);
    return await this.policy(serviceId);
  }

  async activate(serviceId: string, version: number, by: Actor): Promise<MeasurePolicyState> {
    await activatePolicy(this.#parts, serviceId, version, by);
    return await this.policy(serviceId);
  }

  async endPolicy(serviceId: string, by: Actor): Promise<MeasurePolicyState> {
    await endPolicy(this.#parts, serviceId, by);
    return await this.policy(serviceId);
  }

  draftReport(id: string, given: z.output<typeof measureReportDraftSchema>, by: Actor): Promise<void> {
    return draftReport(this.#parts, id, given, by);
  }

  /** See `signReportIn`. */
  signReportIn(
    tx: Sql,
    evidence: Evidence,
    given: { readonly id: string; readonly revision: number; readonly session: StaffSession },
  ): Promise<void> {
    return signReportIn(this.#parts, tx, evidence, given);
  }

  /** The report as a document. @throws HeguiError E_NOT_FOUND when nobody drafted one. */
  async reportDocument(id: string, language: 'zh' | 'en') {
    const found = await readReportText(this.#parts, id);
    if (found === null) throw new HeguiError('E_NOT_FOUND', 'there is no report about this measure');
    const { signedAt: at, signedName: name, digest } = found.report;
    const signature = at === null || name === null || digest === null ? null : { at, name, digest };
    return reportDocument(found.text, signature, language, this.#parts.clock.now());
  }

  /** Everything in force or over that concerns a user of a service, with what opens each; for the app of the service alone. */
  async ofUser(serviceId: string, user: string): Promise<PublicMeasures> {
    const { database, pseudonym, receipts, address } = this.#parts;
    const all = await listOfUser(database, pseudonym(serviceId, user));
    const told: PublicMeasures = [];
    for (const measure of all) {
      const { receipt } = measure;
      if (receipt === null || measure.serviceId !== serviceId) continue;
      told.push({
        ...(await toPublic(this.#parts, measure)),
        receipt: groupReceipt(receipt),
        secret: groupReceipt(receipts.secretOf(PURPOSE, receiptKeyOf(measure.id))),
        urls: { zh: urlOf(address, 'zh-CN', receipt), en: urlOf(address, 'en', receipt) },
      });
    }
    return told;
  }

  /** Does it concern this user of this service? */
  async concerns(id: string, serviceId: string, user: string): Promise<boolean> {
    const measure = await requireMeasure(this.#parts, id);
    return measure.receipt !== null && measure.endUser === this.#parts.pseudonym(serviceId, user);
  }

  /** The measure that number and secret open. @throws HeguiError E_RECEIPT_REFUSED, whichever of them is wrong. */
  async openReceipt(number: string, secret: string): Promise<string> {
    const opened = await this.#parts.receipts.open(PURPOSE, number, secret);
    if (opened === null) throw new HeguiError('E_RECEIPT_REFUSED', 'no receipt has this number and this secret');
    return opened.subjectId;
  }

  /** The measure of a receipt that was opened before; null for one of something else. */
  subjectOfReceipt(number: string): Promise<string | null> {
    return this.#parts.receipts.subjectOf(PURPOSE, number);
  }

  async readForPublic(id: string): Promise<MeasureForPublic> {
    return await toPublic(this.#parts, await requireMeasure(this.#parts, id));
  }

  readonly appeal = (id: string, given: Parameters<typeof appeal>[2]): Promise<void> => appeal(this.#parts, id, given);

  /**
   * The register, oldest first, with statements and without what people wrote in appeals. Leaves evidence before anything is handed out;
   * `exportEntry` is the entry of the log that says who took a line out and when.
   */
  async *export(
    by: Actor,
  ): AsyncGenerator<MeasureRow & Pick<MeasureDetail, 'statements'> & { readonly exportEntry: string }> {
    const { database, clock, unitOfWork } = this.#parts;
    for (let after = '', isFirst = true; ; isFirst = false) {
      const rows = await nextMeasures(database, after, PER_EXPORT);
      if (rows.length === 0 && !isFirst) return;
      const exportEntry = await unitOfWork.run(async (_tx, evidence) =>
        evidence.append('measure.exported', { measures: rows.length, by }),
      );
      for (const row of rows)
        yield { ...toRow(row, clock.now()), statements: await statementsOf(this.#parts, row), exportEntry };
      const last = rows.at(-1);
      if (last === undefined || rows.length < PER_EXPORT) return;
      after = last.id;
    }
  }

  /** What the board of duties asks. */
  controls(): Promise<readonly EnforcementControl[]> {
    return controlsOf(this.#parts);
  }
}
