import type { MeasureReportText } from '../../../contract/index.ts';
import type { Actor, Evidence } from '../../../evidence/index.ts';
import { canonicalJson, HeguiError, invalidField, sha256Hex, unknownId } from '../../../kernel/index.ts';
import type { StaffSession } from '../../../staff/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { EnforcementParts, StoredMeasure } from '../model.ts';
import { readReport, readReporter, type StoredReport, signReport, writeReportDraft } from '../store/appeals.ts';
import { readMeasure, readMeasureForUpdate } from '../store/measures.ts';

/** Drafts the report to an authority, or drafts it anew. Nothing leaves the house by it. @throws HeguiError E_CONFLICT once signed. */
export async function draftReport(
  parts: EnforcementParts,
  id: string,
  given: { readonly revision: number; readonly authority: string; readonly summary: string },
  by: Actor,
): Promise<void> {
  const { authority, summary } = given;
  await parts.unitOfWork.run(async (tx, evidence) => {
    if ((await readMeasureForUpdate(tx, id)) === undefined) throw unknownId('measure');
    const stored = await readReport(tx, id);
    requireUnsigned(stored);
    const at = stored?.revision ?? 0;
    if (given.revision !== at)
      throw new HeguiError('E_CONFLICT', `revision: is ${given.revision}, but the draft is at ${at}; reload`);
    const revision = at + 1;
    await writeReportDraft(tx, id, { revision, authority, summary, at: parts.clock.now(), by });
    const digest = sha256Hex(canonicalJson({ authority, summary }));
    evidence.append('measure.report-drafted', { measure: id, revision, digest, by });
  });
}

/**
 * Signs the report as it was read, in the name of whoever is signed in. Call it inside the unit of work that proved the password.
 *
 * @throws HeguiError E_CONFLICT when the draft changed meanwhile or is signed; E_REQUEST_INVALID before the provider is registered.
 */
export async function signReportIn(
  { clock }: Pick<EnforcementParts, 'clock'>,
  tx: Sql,
  evidence: Evidence,
  given: { readonly id: string; readonly revision: number; readonly session: StaffSession },
): Promise<void> {
  const { id, revision, session } = given;
  const measure = await readMeasureForUpdate(tx, id);
  const draft = await readReport(tx, id);
  if (measure === undefined || draft === undefined)
    throw new HeguiError('E_CONFLICT', 'there is no draft to sign; write one first');
  requireUnsigned(draft);
  if (draft.revision !== revision)
    throw new HeguiError(
      'E_CONFLICT',
      `revision: is ${revision}, but the draft is at ${draft.revision}; read it again`,
    );
  const text = await textOf(tx, measure, draft);
  if (text.provider === null)
    throw invalidField('provider', 'is not registered; register it before a report is signed');
  const digest = sha256Hex(canonicalJson(text));
  const { actor: by, staff } = session;
  await signReport(tx, id, { text, digest, at: clock.now(), by, name: staff.name });
  evidence.append('measure.report-signed', { measure: id, revision, digest, by });
}

/** What the report says: as it was signed, else as the draft stands; null when there is none. */
export async function readReportText(
  { database }: Pick<EnforcementParts, 'database'>,
  id: string,
): Promise<{ readonly text: MeasureReportText; readonly report: StoredReport } | null> {
  const measure = await readMeasure(database, id);
  const report = measure === undefined ? undefined : await readReport(database, id);
  if (measure === undefined || report === undefined) return null;
  return { text: report.signed ?? (await textOf(database, measure, report)), report };
}

function requireUnsigned(report: StoredReport | undefined): void {
  if (report?.signed != null) throw new HeguiError('E_CONFLICT', 'the report is signed and stays as it is');
}

/** The least that says what was done and why: no content, and of the person not even the pseudonym. */
async function textOf(
  sql: Sql,
  measure: StoredMeasure,
  { authority, summary }: Pick<StoredReport, 'authority' | 'summary'>,
): Promise<MeasureReportText> {
  const reporter = await readReporter(sql, measure.serviceId);
  if (reporter === undefined) throw unknownId('service');
  return {
    provider: reporter.provider,
    service: { name: measure.serviceName, modelCode: reporter.modelCode },
    number: measure.number,
    authority,
    summary,
    rung: measure.rung,
    risks: [...measure.risks],
    strikes: measure.strikes,
    startsAt: measure.startsAt?.toISOString() ?? null,
    endsAt: measure.endsAt?.toISOString() ?? null,
  };
}
