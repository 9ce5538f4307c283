import type { z } from 'zod';
import type { CaseReportText, caseReportDraftSchema } from '../../../../contract/index.ts';
import type { Actor, Evidence } from '../../../../evidence/index.ts';
import { canonicalJson, HeguiError, invalidField, sha256Hex, unknownId } from '../../../../kernel/index.ts';
import type { StaffSession } from '../../../../staff/index.ts';
import type { Sql } from '../../../../store/index.ts';
import type { CaseParts, CaseRowRow } from '../model.ts';
import { requireTurn } from '../rules.ts';
import { insertStep, readCase } from '../store/cases.ts';
import { type ReportRow, readReport, readReportFacts, signReport, writeDraft } from '../store/proofs.ts';
import { lockOpenCase } from './open-case.ts';

/** Drafts the report, or drafts it anew. Nothing leaves the house by it. @throws HeguiError E_CONFLICT once it is signed. */
export async function draftReport(
  parts: CaseParts,
  caseId: string,
  given: z.output<typeof caseReportDraftSchema>,
  by: Actor,
): Promise<void> {
  await parts.unitOfWork.run(async (tx, evidence) => {
    await lockOpenCase(tx, caseId);
    const stored = await readReport(tx, caseId);
    if (stored?.signed != null) throw new HeguiError('E_CONFLICT', 'the report is signed and stays as it is');
    const at = stored?.revision ?? 0;
    if (given.revision !== at)
      throw new HeguiError('E_CONFLICT', `revision: is ${given.revision}, but the draft is at ${at}; reload`);
    const { authority, summary } = given;
    const revision = at + 1;
    await writeDraft(tx, caseId, { revision, authority, summary, at: parts.clock.now(), by });
    const digest = sha256Hex(canonicalJson({ authority, summary }));
    evidence.append('case.report-drafted', { case: caseId, revision, digest, by });
  });
}

/**
 * Signs the report as it was read, in the name of whoever is signed in; with it the step `reported` is done. Call it inside
 * the unit of work that proved the password.
 *
 * @throws HeguiError E_CONFLICT when the draft changed meanwhile, is signed, or the step is not to be taken yet.
 */
export async function signReportIn(
  parts: CaseParts,
  tx: Sql,
  evidence: Evidence,
  caseId: string,
  revision: number,
  session: StaffSession,
): Promise<void> {
  const found = await lockOpenCase(tx, caseId);
  const draft = await readReport(tx, caseId);
  if (draft === undefined) throw new HeguiError('E_CONFLICT', 'there is no draft to sign; write one first');
  if (draft.signed !== null) throw new HeguiError('E_CONFLICT', 'the report is signed already');
  if (draft.revision !== revision)
    throw new HeguiError(
      'E_CONFLICT',
      `revision: is ${revision}, but the draft is at ${draft.revision}; read it again`,
    );
  requireTurn(found.steps, { step: 'reported', state: 'done', note: '' });
  const text = await textOf(tx, found, draft);
  if (text.provider === null)
    throw invalidField('provider', 'is not registered; register it before a report is signed');
  const digest = sha256Hex(canonicalJson(text));
  const at = parts.clock.now();
  const { actor: by, staff } = session;
  await signReport(tx, caseId, { text, digest, at, by, name: staff.name });
  await insertStep(tx, caseId, { step: 'reported', state: 'done', at, by, note: '', measures: [] });
  evidence.append('case.report-signed', { case: caseId, revision, digest, by });
  evidence.append('case.step', { case: caseId, step: 'reported', state: 'done', measures: [], by });
}

/** What the report says: as it was signed, else as the draft stands. @throws HeguiError E_NOT_FOUND without a draft. */
export async function readReportText(
  parts: CaseParts,
  caseId: string,
): Promise<{ readonly text: CaseReportText; readonly report: ReportRow }> {
  const found = await readCase(parts.database, caseId);
  if (found === undefined) throw unknownId('case');
  const report = await readReport(parts.database, caseId);
  if (report === undefined) throw unknownId('report');
  return { text: report.signed ?? (await textOf(parts.database, found, report)), report };
}

/** The least that says what was found, where, when, and what was done: no content, no person but by number. */
async function textOf(
  sql: Sql,
  found: CaseRowRow,
  { authority, summary }: Pick<ReportRow, 'authority' | 'summary'>,
): Promise<CaseReportText> {
  const facts = await readReportFacts(sql, found.id);
  if (facts === undefined) throw unknownId('case');
  const { providerName, creditCode, serviceName, modelCode, exchanges, endUsers } = facts;
  return {
    provider: providerName === null || creditCode === null ? null : { name: providerName, creditCode },
    service: { name: serviceName, modelCode },
    number: found.number,
    authority,
    summary,
    risk: found.risk,
    foundAt: found.foundAt.toISOString(),
    steps: found.steps.map(({ step, state, at }) => ({ step, state, at })),
    exchanges,
    endUsers,
  };
}
