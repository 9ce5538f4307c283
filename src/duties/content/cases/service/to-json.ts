import type { CaseDetail, CaseReport, CaseRetest, CaseRow, Recall } from '../../../../contract/index.ts';
import { CASE_DEADLINES } from '../../../../law/index.ts';
import type { CaseRowRow } from '../model.ts';
import { nextStepOf, personOf, stepsOf } from '../rules.ts';
import type { ExportRow, RecallRow, ReportRow, RetestRow } from '../store/proofs.ts';

export function toCaseRow(row: CaseRowRow, now: Date): CaseRow {
  const steps = stepsOf(row.foundAt, row.steps, now);
  const due = steps.filter(({ state, dueAt }) => (state === 'next' || state === 'open') && dueAt !== null);
  const dueAts = due.flatMap(({ dueAt }) => (dueAt === null ? [] : [dueAt])).sort();
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    serviceId: row.serviceId,
    serviceName: row.serviceName,
    risk: row.risk,
    source: row.source,
    exchanges: row.exchanges,
    foundAt: row.foundAt.toISOString(),
    openedAt: row.openedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    next: nextStepOf(row.steps),
    nextDueAt: dueAts[0] ?? null,
    overdue: due.some((step) => step.overdue),
  };
}

export const toRecall = ({ seq: _seq, shownFrom, shownTo, recalledAt, ...row }: RecallRow): Recall => ({
  ...row,
  shownFrom: shownFrom.toISOString(),
  shownTo: shownTo?.toISOString() ?? null,
  recalledAt: recalledAt.toISOString(),
});

const toRetest = ({ by, byName, judgedBy, judgedByName, at, ...row }: RetestRow): CaseRetest => ({
  ...row,
  at: at.toISOString(),
  by: personOf(by, byName),
  judgedBy: judgedBy === null ? null : personOf(judgedBy, judgedByName),
});

const toReport = (row: ReportRow): CaseReport => ({
  revision: row.revision,
  authority: row.authority,
  summary: row.summary,
  draftedAt: row.draftedAt.toISOString(),
  draftedBy: personOf(row.draftedBy, row.draftedByName),
  signed:
    row.signedAt === null || row.signedBy === null || row.digest === null
      ? null
      : { at: row.signedAt.toISOString(), by: personOf(row.signedBy, row.signedName), digest: row.digest },
});

/** Everything that is kept about one case. */
export interface StoredCase {
  readonly row: CaseRowRow;
  readonly exchangeIds: string[];
  readonly recalls: readonly RecallRow[];
  readonly retests: readonly RetestRow[];
  readonly exports: readonly ExportRow[];
  readonly report: ReportRow | undefined;
}

export function toCaseDetail(stored: StoredCase, now: Date): CaseDetail {
  const { row } = stored;
  const { basis, confidence, note } = CASE_DEADLINES;
  return {
    ...toCaseRow(row, now),
    note: row.steps.find(({ step }) => step === 'found')?.note ?? '',
    decisionId: row.decisionId,
    steps: stepsOf(row.foundAt, row.steps, now),
    deadlines: { basis, confidence, note },
    exchangeIds: stored.exchangeIds,
    recalls: stored.recalls.map(toRecall),
    retests: stored.retests.map(toRetest),
    exports: stored.exports.map(({ by, byName, at, ...rest }) => ({
      ...rest,
      at: at.toISOString(),
      by: personOf(by, byName),
    })),
    report: stored.report === undefined ? null : toReport(stored.report),
  };
}
