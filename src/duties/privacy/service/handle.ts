import type { PrivacyOutcome } from '../../../contract/index.ts';
import { addWorkingDays, DAY_MS, HeguiError } from '../../../kernel/index.ts';
import { PRIVACY_LIMITS } from '../../../law/index.ts';
import type { Handler, PrivacyParts, RequestChange, StoredRequest } from '../model.ts';
import {
  answered,
  dayEndingAt,
  extendedLimit,
  isCopying,
  isErasing,
  limitsFrom,
  requireImpartial,
  requireKnown,
} from '../rules.ts';
import { decidersBefore, insertDecision } from '../store/requests.ts';
import { orderErasure } from './erase.ts';
import { change, entryOf, lockOpen, lockRequest, requireRequest, storeMessage } from './locking.ts';
import { sealMessage } from './sealing.ts';
import { noticesAbout } from './telling.ts';

/** Takes a request up and tells the person. @throws HeguiError E_CONFLICT when it was taken up already. */
export async function acknowledge(parts: PrivacyParts, id: string, text: string, by: Handler): Promise<void> {
  const known = await requireRequest(parts, id);
  const message = await sealMessage(parts, id, { author: 'staff', purpose: 'acknowledgement', by: by.actor, text });
  const told = await noticesAbout(parts, known, 'acknowledged', { answerBy: dayEndingAt(known.answerDueAt) });
  const at = parts.clock.now();
  await parts.unitOfWork.run(async (tx, evidence) => {
    const request = await lockOpen(tx, id);
    if (request.state !== 'received') throw new HeguiError('E_CONFLICT', 'the request was taken up already; reload');
    await storeMessage(parts, tx, evidence, id, message, told);
    await change(tx, request, { state: 'acknowledged', acknowledgedAt: at });
    const late = at >= request.acknowledgeDueAt;
    evidence.append('privacy.acknowledged', { ...entryOf(id, message), late, by: by.actor });
  });
}

/** Asks the person something, or writes a note that only the desk sees. The clock goes on. */
export async function write(
  parts: PrivacyParts,
  id: string,
  purpose: 'question' | 'note',
  text: string,
  by: Handler,
): Promise<void> {
  const known = await requireRequest(parts, id);
  const message = await sealMessage(parts, id, { author: 'staff', purpose, by: by.actor, text });
  const told = purpose === 'note' ? [] : await noticesAbout(parts, known, 'question', {});
  await parts.unitOfWork.run(async (tx, evidence) => {
    const request = await lockOpen(tx, id);
    await storeMessage(parts, tx, evidence, id, message, told);
    await change(tx, request, {});
    evidence.append('privacy.message', { ...entryOf(id, message), purpose, author: 'staff', by: by.actor });
  });
}

/** Takes longer, once, for a reason that the person is told. @throws HeguiError see `extendedLimit` */
export async function extend(
  parts: PrivacyParts,
  id: string,
  given: { readonly workingDays: number; readonly text: string },
  by: Handler,
): Promise<void> {
  const { workingDays, text } = given;
  const known = await requireRequest(parts, id);
  const now = parts.clock.now();
  const { answerBy } = extendedLimit(known, workingDays, now);
  const message = await sealMessage(parts, id, { author: 'staff', purpose: 'extension', by: by.actor, text });
  const told = await noticesAbout(parts, known, 'extended', { answerBy });
  await parts.unitOfWork.run(async (tx, evidence) => {
    const request = await lockOpen(tx, id);
    const { answerDueAt } = extendedLimit(request, workingDays, now);
    await storeMessage(parts, tx, evidence, id, message, told);
    await change(tx, request, { extended: true, answerDueAt });
    evidence.append('privacy.extended', { ...entryOf(id, message), workingDays, answerBy, by: by.actor });
  });
}

/**
 * Decides. A wish to delete that is fulfilled is ordered, and the person is told once it is proven; everything else is told now. A
 * copy can be fetched from then on for a while.
 *
 * @throws HeguiError E_CONFLICT before it was taken up, or while it is not known who asks; E_ROLE_FORBIDDEN for whoever decided
 *   before.
 */
export async function answer(
  parts: PrivacyParts,
  id: string,
  given: { readonly outcome: PrivacyOutcome; readonly text: string },
  by: Handler,
): Promise<void> {
  const { outcome, text } = given;
  const known = await requireRequest(parts, id);
  const message = await sealMessage(parts, id, { author: 'staff', purpose: 'answer', by: by.actor, text });
  const at = parts.clock.now();
  const isOrdered = isErasing(known.kind) && outcome !== 'refused';
  const reopenBy = addWorkingDays(at, PRIVACY_LIMITS.reopenWorkingDays);
  const told = isOrdered ? [] : await noticesAbout(parts, known, 'answered', { reopenBy });
  await parts.unitOfWork.run(async (tx, evidence) => {
    const request = await lockOpen(tx, id);
    if (request.state !== 'acknowledged') throw new HeguiError('E_CONFLICT', 'take the request up before answering it');
    requireKnown(request, outcome);
    const before = await decidersBefore(tx, id);
    requireImpartial(
      by.actor,
      before.map((one) => one.by),
    );
    const late = at >= request.answerDueAt;
    await storeMessage(parts, tx, evidence, id, message, told);
    await insertDecision(tx, { requestId: id, messageId: message.row.id, outcome, by: by.actor, at, late });
    evidence.append('privacy.decided', { ...entryOf(id, message), outcome, late, by: by.actor });
    if (isOrdered) {
      await orderErasure(parts, tx, evidence, request, by.actor);
      await change(tx, request, { state: 'executing', outcome });
    } else {
      const copy = isCopying(request.kind) && outcome !== 'refused' ? copyFrom(at) : {};
      await change(tx, request, { ...answered(request, at), ...copy, outcome });
    }
  });
}

const copyFrom = (at: Date): RequestChange => ({
  copyUntil: new Date(at.getTime() + PRIVACY_LIMITS.copyDays * DAY_MS),
  copiesLeft: PRIVACY_LIMITS.copyDownloadsMax,
});

/** What the person adds. */
export async function reply(parts: PrivacyParts, id: string, text: string): Promise<void> {
  const message = await sealMessage(parts, id, { author: 'public', purpose: 'reply', by: null, text });
  await parts.unitOfWork.run(async (tx, evidence) => {
    const request = await lockOpen(tx, id);
    await storeMessage(parts, tx, evidence, id, message);
    await change(tx, request, {});
    evidence.append('privacy.message', { ...entryOf(id, message), purpose: 'reply', author: 'public' });
  });
}

/** May the person still disagree? */
export const mayReopen = ({ state, reopenUntil }: StoredRequest, now: Date): boolean =>
  state === 'answered' && reopenUntil !== null && now < reopenUntil;

/**
 * The person does not accept the answer: clocks begin anew, and somebody else decides.
 *
 * @throws HeguiError E_CONFLICT when it was not answered, or the time for it is over.
 */
export async function reopen(parts: PrivacyParts, id: string, text: string): Promise<void> {
  const at = parts.clock.now();
  const known = await requireRequest(parts, id);
  const limits = limitsFrom(at);
  const { acknowledgeBy, answerBy, acknowledgeDueAt, answerDueAt } = limits;
  const message = await sealMessage(parts, id, { author: 'public', purpose: 'reopening', by: null, text });
  const told = await noticesAbout(parts, known, 'reopened', { answerBy });
  await parts.unitOfWork.run(async (tx, evidence) => {
    const request = await lockRequest(tx, id);
    if (!mayReopen(request, at)) throw new HeguiError('E_CONFLICT', 'the request cannot be opened again');
    await storeMessage(parts, tx, evidence, id, message, told);
    await change(tx, request, {
      state: 'received',
      roundAt: at,
      acknowledgeDueAt,
      answerDueAt,
      extended: false,
      acknowledgedAt: null,
      answeredAt: null,
      outcome: null,
      reopenUntil: null,
      reopened: request.reopened + 1,
      copyUntil: null,
      copiesLeft: 0,
      endedAt: null,
    });
    evidence.append('privacy.reopened', { ...entryOf(id, message), acknowledgeBy, answerBy });
  });
}
