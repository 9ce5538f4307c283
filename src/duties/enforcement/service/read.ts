import type { z } from 'zod';
import type {
  MeasureDetail,
  MeasureForPublic,
  MeasureRow,
  MeasureStatement,
  measureReportSchema,
  measuresQuerySchema,
} from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import { chinaDay, invalidField, workingDaysBetween } from '../../../kernel/index.ts';
import { cleanReceipt, groupReceipt } from '../../../portal/index.ts';
import type { EnforcementParts, StoredAppeal, StoredMeasure } from '../model.ts';
import { mayAppeal } from '../rules.ts';
import { lastDayBefore, writeStatement } from '../statement.ts';
import { findCalled, findMeasures, listOfUser, type MeasureCursor, namesOf } from '../store/measures.ts';
import { listLedTo } from '../store/strikes.ts';
import { LANGUAGES, requireMeasure } from './impose.ts';
import { readReportText } from './reports.ts';
import { openReason, openText } from './sealing.ts';

const momentOrNull = (at: Date | null): string | null => at?.toISOString() ?? null;

export function toRow(measure: StoredMeasure, now: Date): MeasureRow {
  const { id, number, serviceId, serviceName, endUser, rung, state, automated, ground, strikes, risks } = measure;
  return {
    id,
    number,
    serviceId,
    serviceName,
    endUser,
    rung,
    state,
    automated,
    ground,
    strikes,
    risks: [...risks],
    imposedAt: measure.imposedAt.toISOString(),
    startsAt: momentOrNull(measure.startsAt),
    endsAt: momentOrNull(measure.endsAt),
    endedAt: momentOrNull(measure.endedAt),
    endedReason: measure.endedReason,
    appeal: measure.appeal === null ? null : toAppealRow(measure.appeal, now),
  };
}

function toAppealRow(
  { id, receivedAt, dueAt, state, outcome }: StoredAppeal,
  now: Date,
): NonNullable<MeasureRow['appeal']> {
  const isOpen = state === 'open';
  const day = lastDayBefore(dueAt);
  const left = now < dueAt ? workingDaysBetween(now, day) : -Math.max(1, workingDaysBetween(day, now));
  return {
    id,
    receivedAt: receivedAt.toISOString(),
    dueAt: dueAt.toISOString(),
    workingDaysLeft: isOpen ? left : null,
    overdue: isOpen && now >= dueAt,
    state,
    outcome,
  };
}

/** One page of the desk; `find` leads to what is called so, and to everything of a pseudonym. */
export async function listMeasures(
  { database, clock }: EnforcementParts,
  { heap, serviceId, find = '', cursor, limit }: z.output<typeof measuresQuerySchema>,
): Promise<{ items: MeasureRow[]; next: string | null }> {
  const now = clock.now();
  if (find !== '') {
    const found = await findCalled(database, find, cleanReceipt(find));
    return { items: found.map((one) => toRow(one, now)), next: null };
  }
  const rows = await findMeasures(
    database,
    { heap, serviceId: serviceId ?? null },
    { after: parseCursor(cursor), limit: limit + 1 },
  );
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((row) => toRow(row, now)),
    next: last === undefined ? null : Buffer.from(JSON.stringify([last.cursorAt, last.id])).toString('base64url'),
  };
}

const CURSOR = /^\["(\d{4}-[\d :.+-]{10,30})","(msr_[0-9A-Z]{26})"\]$/;

function parseCursor(text: string | undefined): MeasureCursor | null {
  if (text === undefined || text === '') return null;
  const [, at, id] = CURSOR.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (at === undefined || id === undefined)
    throw invalidField('cursor', 'is not a cursor of this list; start again without it');
  return { at, id };
}

/** The statement of reasons in both languages. */
export async function statementsOf(parts: EnforcementParts, measure: StoredMeasure): Promise<MeasureStatement[]> {
  const [reason, endReason] = [
    await openReason(parts, measure),
    await openText(parts, measure.endKey, measure.endContent),
  ];
  const now = parts.clock.now();
  return LANGUAGES.map((language) =>
    writeStatement(language, { measure, now, endReason, reason: reason?.[language === 'en' ? 'en' : 'zh'] ?? null }),
  );
}

/** Everything about one measure but what the person wrote. @throws HeguiError E_NOT_FOUND */
export async function readDetail(parts: EnforcementParts, id: string, by: Actor): Promise<MeasureDetail> {
  const { database, clock, notices } = parts;
  const measure = await requireMeasure(parts, id);
  const [statements, strikes, all, told, report] = await Promise.all([
    statementsOf(parts, measure),
    listLedTo(database, id),
    listOfUser(database, measure.endUser),
    notices.list(id),
    readReportText(parts, id),
  ]);
  const { imposedBy, confirmedBy, endedBy, appeal } = measure;
  const actors = [imposedBy, confirmedBy, endedBy, appeal?.decidedBy, report?.report.draftedBy].map((one) => one ?? '');
  const names = await namesOf(database, actors);
  const personOf = (actor: string) => ({ id: actor.replace(/^staff:/, ''), name: names.get(actor) ?? actor });
  const personOrNull = (actor: string | null | undefined) => (actor == null ? null : personOf(actor));
  return {
    ...toRow(measure, clock.now()),
    endpoints: [...measure.endpoints],
    policyVersion: measure.policyVersion,
    imposedBy: personOf(imposedBy),
    confirmedBy: personOrNull(confirmedBy),
    endedBy: personOrNull(endedBy),
    days: measure.days,
    appealUntil: momentOrNull(measure.appealUntil),
    receipt: measure.receipt === null ? null : groupReceipt(measure.receipt),
    statements,
    exchanges: strikes.map(({ exchangeId, at, risks, voidedAt }) => ({
      id: exchangeId,
      at: at.toISOString(),
      risks: [...risks],
      voided: voidedAt !== null,
    })),
    others: all
      .filter((one) => one.id !== id)
      .map(({ id: other, number, rung, state }) => ({ id: other, number, rung, state })),
    appealDecidedBy: personOrNull(appeal?.decidedBy),
    mayDecide: appeal?.state === 'open' && by !== imposedBy && by !== confirmedBy,
    notices: told.map(({ createdAt, settledAt, nextAt: _next, ...row }) => ({
      ...row,
      createdAt: createdAt.toISOString(),
      settledAt: momentOrNull(settledAt),
    })),
    report: report === null ? null : toReport(report, personOf(report.report.draftedBy)),
  };
}

function toReport(
  { text, report }: NonNullable<Awaited<ReturnType<typeof readReportText>>>,
  draftedBy: { readonly id: string; readonly name: string },
): z.infer<typeof measureReportSchema> {
  const { revision, draftedAt, signedAt, signedName: name, digest } = report;
  const isSigned = signedAt !== null && name !== null && digest !== null;
  return {
    revision,
    text,
    draftedBy,
    draftedAt: draftedAt.toISOString(),
    signed: isSigned ? { name, at: signedAt.toISOString(), digest } : null,
  };
}

/** What the person may see. A proposal is nobody's business but the desk's: it may never take effect. */
export async function toPublic(parts: EnforcementParts, measure: StoredMeasure): Promise<MeasureForPublic> {
  const { id, rung, state, endpoints, startsAt, endsAt, endedReason, appeal } = measure;
  const now = parts.clock.now();
  return {
    id,
    rung,
    state,
    endpoints: [...endpoints],
    startsAt: momentOrNull(startsAt),
    endsAt: momentOrNull(endsAt),
    endedReason,
    statements: await statementsOf(parts, measure),
    appeal:
      appeal === null
        ? null
        : {
            receivedAt: appeal.receivedAt.toISOString(),
            answerBy: lastDayBefore(appeal.dueAt),
            state: appeal.state,
            outcome: appeal.outcome,
            text: (await openText(parts, appeal.contentKey, appeal.content)) ?? '',
            answer: await openText(parts, appeal.answerKey, appeal.answer),
          },
    canAppealUntil: mayAppeal(measure, now) && measure.appealUntil !== null ? chinaDay(measure.appealUntil) : null,
  };
}
