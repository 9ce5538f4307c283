import type { ComplaintMessagePurpose, ComplaintOutcome, PauseReason } from '../../../contract/index.ts';
import { addWorkingDays, endOfChinaDay, HeguiError, invalidField, workingDaysBetween } from '../../../kernel/index.ts';
import type { ComplaintParts, Handler } from '../model.ts';
import { dayEndingAt, isOpen, nextDueAt, requireImpartial, resumedLimit } from '../rules.ts';
import { listMerged, readComplaint, readComplaintForUpdate, readHandler } from '../store/complaints.ts';
import { deleteDraft, insertDecision } from '../store/messages.ts';
import { change, involvedIn, lockOpen, requireComplaint, requireMayDecide, storeMessage } from './locking.ts';
import { type SealedMessage, sealMessage } from './sealing.ts';
import { currentSettings } from './settings.ts';
import { noticesAbout } from './telling.ts';

const sealStaff = (
  parts: ComplaintParts,
  id: string,
  purpose: ComplaintMessagePurpose,
  text: string,
  by: Handler,
): Promise<SealedMessage> => sealMessage(parts, id, { author: 'staff', purpose, by: by.actor, text });

const entryOf = (id: string, { row, commitment }: SealedMessage) => ({ complaint: id, message: row.id, commitment });

/** Takes a complaint up and tells the complainant. @throws HeguiError E_CONFLICT when it was taken up already. */
export async function acknowledge(parts: ComplaintParts, id: string, text: string, by: Handler): Promise<void> {
  const known = await requireComplaint(parts, id);
  const message = await sealStaff(parts, id, 'acknowledgement', text, by);
  const notices = await noticesAbout(parts, known, 'acknowledged', { answerBy: dayEndingAt(known.answerDueAt) });
  const at = parts.clock.now();
  await parts.unitOfWork.run(async (tx, evidence) => {
    const complaint = await lockOpen(tx, id);
    if (complaint.state !== 'received')
      throw new HeguiError('E_CONFLICT', 'the complaint was taken up already; reload');
    await storeMessage(parts, tx, evidence, id, message, notices);
    const assignedTo = complaint.assignedTo ?? by.staffId;
    await change(tx, complaint, { state: 'acknowledged', acknowledgedAt: at, assignedTo });
    await deleteDraft(tx, id, by.staffId);
    const late = at >= complaint.acknowledgeDueAt;
    evidence.append('complaint.acknowledged', { ...entryOf(id, message), late, by: by.actor });
    if (complaint.assignedTo === null)
      evidence.append('complaint.assigned', { complaint: id, to: by.staffId, by: by.actor });
  });
}

/** Asks the complainant something, or writes a note that only the desk sees. The clock goes on. */
export async function write(
  parts: ComplaintParts,
  id: string,
  purpose: 'question' | 'note',
  text: string,
  by: Handler,
): Promise<void> {
  const known = await requireComplaint(parts, id);
  const message = await sealStaff(parts, id, purpose, text, by);
  const notices = purpose === 'note' ? [] : await noticesAbout(parts, known, 'question', {});
  await parts.unitOfWork.run(async (tx, evidence) => {
    const complaint = await lockOpen(tx, id);
    await storeMessage(parts, tx, evidence, id, message, notices);
    await change(tx, complaint, {});
    await deleteDraft(tx, id, by.staffId);
    const told = { ...entryOf(id, message), purpose, author: 'staff' as const, attachments: 0, by: by.actor };
    evidence.append('complaint.message', told);
  });
}

/**
 * Stops the clock for a reason that the complainant is told.
 *
 * @throws HeguiError E_CONFLICT when it stands still, was not taken up yet, or a limit is over already: that would hide it.
 */
export async function pause(
  parts: ComplaintParts,
  id: string,
  given: { readonly reason: PauseReason; readonly text: string },
  by: Handler,
): Promise<void> {
  const known = await requireComplaint(parts, id);
  const message = await sealStaff(parts, id, 'pause', given.text, by);
  const notices = await noticesAbout(parts, known, 'paused', {});
  const at = parts.clock.now();
  await parts.unitOfWork.run(async (tx, evidence) => {
    const complaint = await lockOpen(tx, id);
    if (complaint.pausedAt !== null) throw new HeguiError('E_CONFLICT', 'the clock stands still already; reload');
    if (complaint.state === 'received')
      throw new HeguiError('E_CONFLICT', 'take the complaint up before stopping its clock');
    if (at >= complaint.answerDueAt)
      throw new HeguiError('E_CONFLICT', 'the limit is over; a clock that is stopped now would hide that');
    await storeMessage(parts, tx, evidence, id, message, notices);
    await change(tx, complaint, { pausedAt: at, pausedReason: given.reason });
    await deleteDraft(tx, id, by.staffId);
    evidence.append('complaint.paused', { ...entryOf(id, message), reason: given.reason, by: by.actor });
  });
}

/** Lets the clock run again; the limit moves by the working days on which it stood still. */
export async function resume(parts: ComplaintParts, id: string, by: Handler): Promise<void> {
  const now = parts.clock.now();
  await parts.unitOfWork.run(async (tx, evidence) => {
    const complaint = await lockOpen(tx, id);
    if (complaint.pausedAt === null) throw new HeguiError('E_CONFLICT', 'the clock runs already; reload');
    const { workingDays, answerBy, answerDueAt } = resumedLimit(complaint.pausedAt, now, complaint.answerDueAt);
    await change(tx, complaint, { pausedAt: null, pausedReason: null, answerDueAt });
    evidence.append('complaint.resumed', { complaint: id, workingDays, answerBy, by: by.actor });
  });
}

/**
 * Decides and tells the complainant; complaints that were merged into this one are answered with it.
 *
 * @throws HeguiError E_CONFLICT before it was taken up, or while its clock stands still; E_ROLE_FORBIDDEN for whoever decided what
 *   it is about, answered it before, or may not decide what was handed on.
 */
export async function answer(
  parts: ComplaintParts,
  id: string,
  given: { readonly outcome: ComplaintOutcome; readonly text: string },
  by: Handler,
): Promise<void> {
  const at = parts.clock.now();
  const reopenBy = addWorkingDays(at, (await currentSettings(parts)).reopenDays);
  const known = await requireComplaint(parts, id);
  const merged = await listMerged(parts.database, id);
  const all = [known, ...(await Promise.all(merged.map((one) => requireComplaint(parts, one.id))))];
  const prepared = await Promise.all(
    all.map(async (one) => ({
      id: one.id,
      message: await sealStaff(parts, one.id, 'answer', given.text, by),
      notices: await noticesAbout(parts, one, 'answered', { reopenBy }),
    })),
  );
  await parts.unitOfWork.run(async (tx, evidence) => {
    const complaint = await lockOpen(tx, id);
    if (complaint.state !== 'acknowledged')
      throw new HeguiError('E_CONFLICT', 'take the complaint up before answering it');
    if (complaint.pausedAt !== null) throw new HeguiError('E_CONFLICT', 'let the clock run before answering');
    requireMayDecide(complaint, by);
    requireImpartial(by.actor, await involvedIn(parts, tx, complaint));
    const { outcome } = given;
    for (const { id: one, message, notices } of prepared) {
      const answered = one === id ? complaint : await readComplaintForUpdate(tx, one);
      if (answered === undefined || (one !== id && answered.state !== 'merged'))
        throw new HeguiError('E_CONFLICT', 'a complaint was merged or opened again meanwhile; reload');
      const late = at >= answered.answerDueAt;
      await storeMessage(parts, tx, evidence, one, message, notices);
      await insertDecision(tx, { complaintId: one, messageId: message.row.id, outcome, by: by.actor, at, late });
      await change(tx, answered, {
        state: 'answered',
        outcome,
        answeredAt: at,
        answeredLate: late,
        answerDays: workingDaysBetween(answered.roundAt, at),
        reopenUntil: endOfChinaDay(reopenBy),
        endedAt: at,
      });
      const others = one === id ? merged.map((other) => other.id) : [];
      evidence.append('complaint.answered', { ...entryOf(one, message), outcome, late, merged: others, by: by.actor });
    }
    await deleteDraft(tx, id, by.staffId);
  });
}

/** Hands a complaint on to somebody who may decide more. */
export async function escalate(parts: ComplaintParts, id: string, text: string, by: Handler): Promise<void> {
  await requireComplaint(parts, id);
  const message = await sealStaff(parts, id, 'escalation', text, by);
  await parts.unitOfWork.run(async (tx, evidence) => {
    const complaint = await lockOpen(tx, id);
    if (complaint.escalatedBy !== null)
      throw new HeguiError('E_CONFLICT', 'the complaint was handed on already; reload');
    await storeMessage(parts, tx, evidence, id, message);
    await change(tx, complaint, { escalatedBy: by.actor, assignedTo: null });
    await deleteDraft(tx, id, by.staffId);
    evidence.append('complaint.escalated', { ...entryOf(id, message), by: by.actor });
  });
}

/** Gives it to a person, or to nobody. @throws HeguiError E_REQUEST_INVALID for somebody who cannot deal with it. */
export async function assign(parts: ComplaintParts, id: string, staffId: string | null, by: Handler): Promise<void> {
  await parts.unitOfWork.run(async (tx, evidence) => {
    const complaint = await lockOpen(tx, id);
    if (complaint.assignedTo === staffId) throw new HeguiError('E_CONFLICT', 'staffId: has it already; reload');
    if (staffId !== null) {
      const role = (await readHandler(tx, staffId))?.role;
      if (role === undefined || role === 'inspector')
        throw invalidField('staffId', 'names nobody who deals with complaints');
      if ((await involvedIn(parts, tx, complaint)).includes(`staff:${staffId}`))
        throw invalidField('staffId', 'decided what the complaint is about; choose somebody else');
    }
    await change(tx, complaint, { assignedTo: staffId });
    evidence.append('complaint.assigned', {
      complaint: id,
      ...(staffId === null ? {} : { to: staffId }),
      by: by.actor,
    });
  });
}

/**
 * Says that two complaints are about the same: the answer to `into` answers this one as well.
 *
 * @throws HeguiError E_REQUEST_INVALID for one that is not open, merged itself, or this very one.
 */
export async function merge(parts: ComplaintParts, id: string, into: string, by: Handler): Promise<void> {
  const message = await sealMessage(parts, id, { author: 'system', purpose: 'merger', by: by.actor, text: '' });
  const at = parts.clock.now();
  await parts.unitOfWork.run(async (tx, evidence) => {
    if (into === id) throw invalidField('into', 'is this very complaint');
    // Always in the same order, so that two people who merge crosswise cannot wait for each other.
    const [first, second] = [id, into].sort();
    for (const one of [first, second]) await readComplaintForUpdate(tx, one ?? id);
    const [complaint, target] = [await lockOpen(tx, id), await readComplaint(tx, into)];
    if (target === undefined || !isOpen(target.state)) throw invalidField('into', 'names no open complaint');
    if ((await listMerged(tx, id)).length > 0)
      throw invalidField('into', 'cannot take a complaint into which others were merged; merge the other way round');
    await storeMessage(parts, tx, evidence, id, message);
    await change(tx, complaint, { state: 'merged', mergedInto: into, pausedAt: null, pausedReason: null, endedAt: at });
    evidence.append('complaint.merged', { complaint: id, into, by: by.actor });
  });
}

/** Says which exchange or which case it is about. @throws HeguiError E_REQUEST_INVALID for one that is not there. */
export async function link(
  parts: ComplaintParts,
  id: string,
  given: { readonly exchangeId?: string | undefined; readonly caseId?: string | undefined },
  by: Handler,
): Promise<void> {
  const { exchangeId, caseId } = given;
  const found = exchangeId === undefined ? null : await parts.findExchange(exchangeId);
  if (exchangeId !== undefined && found === null)
    throw invalidField('exchangeId', 'names no exchange and no produced content');
  if (caseId !== undefined && !(await parts.hasCase(caseId))) throw invalidField('caseId', 'names no case');
  let number = 0;
  await parts.unitOfWork.run(async (tx, evidence) => {
    const complaint = await lockOpen(tx, id);
    number = complaint.number;
    await change(tx, complaint, {
      ...(found === null ? {} : { exchangeId: found.exchangeId, serviceId: complaint.serviceId ?? found.serviceId }),
      ...(caseId === undefined ? {} : { caseId }),
    });
    evidence.append('complaint.linked', {
      complaint: id,
      ...(found === null ? {} : { exchange: found.exchangeId }),
      ...(caseId === undefined ? {} : { case: caseId }),
      by: by.actor,
    });
  });
  if (found !== null) await parts.askReview(found.exchangeId, `complaint ${number}`);
}

/** How late what is open is now; used by the desk and by the controls. */
export const isOverdue = (complaint: Parameters<typeof nextDueAt>[0], now: Date): boolean => {
  const due = nextDueAt(complaint);
  return due !== null && now >= due;
};
