import type { z } from 'zod';
import type { AgeAppealRow, AgeBand, ageAppealWordsSchema } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import { addWorkingDays, chinaDay, endOfChinaDay, HeguiError, unknownId } from '../../../kernel/index.ts';
import { groupReceipt } from '../../../portal/index.ts';
import { sqlStateOf } from '../../../store/index.ts';
import { readProfile } from '../mode.ts';
import { APPEAL, appealSubject, type MinorsParts, type MinorUser, type StoredAppeal } from '../model.ts';
import { isMinor } from '../rules.ts';
import { decideAppeal, hasOpenAppeal, insertAppeal, listAppeals, readAppeal } from '../store/appeals.ts';
import { endLink } from '../store/people.ts';
import { stateIn } from './ages.ts';
import { openText, seal } from './sealing.ts';

/** Time for an answer. No rule sets one; the same as for measures against users. */
export const ANSWER_WORKING_DAYS = 10;
const DESK_ROWS = 200;
const UNIQUE_VIOLATION = '23505';

export interface MadeAppeal {
  readonly receipt: string;
  readonly secret: string;
  /** Last day for the answer. */
  readonly answerBy: string;
}

/**
 * Somebody says that their age was misjudged. Until a person decides, they are treated as before.
 *
 * @throws HeguiError E_CONFLICT when an appeal of theirs is open.
 */
export async function appeal(
  parts: MinorsParts,
  user: MinorUser,
  given: {
    readonly claimed: AgeBand;
    readonly text: string;
    readonly language: 'zh-CN' | 'en';
    readonly formKey: string | null;
  },
): Promise<MadeAppeal> {
  const { claimed, text, language } = given;
  const content = `${claimed}\n${text}`;
  const sent = given.formKey === null ? null : await parts.receipts.findSubmission(APPEAL, given.formKey, content);
  if (sent !== null) {
    const known = await requireAppeal(parts, sent.subjectId);
    return { receipt: groupReceipt(sent.number), secret: groupReceipt(sent.secret), answerBy: lastDay(known.dueAt) };
  }
  requireNone(await hasOpenAppeal(parts.database, user.serviceId, user.endUser));
  const { band } = await readProfile(parts, user);
  const id = parts.ids.next('aap');
  const words = await seal(parts, appealSubject(id), { text });
  const receivedAt = parts.clock.now();
  const dueAt = endOfChinaDay(addWorkingDays(receivedAt, ANSWER_WORKING_DAYS));
  const formKey = given.formKey ?? `age-appeal ${id}`;
  const number = parts.receipts.newNumber();
  try {
    await parts.unitOfWork.run(async (tx, evidence) => {
      await parts.receipts.issue(tx, { purpose: APPEAL, subjectId: id, formKey, content, number });
      await insertAppeal(tx, {
        id,
        ...user,
        receipt: number,
        band,
        claimed,
        language,
        receivedAt,
        dueAt,
        contentKey: words.key,
        content: words.content,
      });
      const { serviceId: service, endUser } = user;
      const { commitment } = words;
      evidence.append('minors.appealed', {
        appeal: id,
        service,
        endUser,
        claimed,
        dueAt: dueAt.toISOString(),
        commitment,
      });
    });
  } catch (error) {
    if (sqlStateOf(error) === UNIQUE_VIOLATION) requireNone(true);
    throw error;
  }
  const secret = parts.receipts.secretOf(APPEAL, formKey);
  return { receipt: groupReceipt(number), secret: groupReceipt(secret), answerBy: lastDay(dueAt) };
}

function requireNone(isOpen: boolean): void {
  if (isOpen) throw new HeguiError('E_CONFLICT', 'an appeal about this age is being dealt with already');
}

/** The last day that belongs to the time for the answer. */
const lastDay = (dueAt: Date): string => chinaDay(new Date(dueAt.getTime() - 1));

async function requireAppeal({ database }: MinorsParts, id: string): Promise<StoredAppeal> {
  const found = await readAppeal(database, id);
  if (found === undefined) throw unknownId('appeal');
  return found;
}

export async function listDesk({ database, clock }: MinorsParts): Promise<AgeAppealRow[]> {
  const now = clock.now();
  return (await listAppeals(database, DESK_ROWS)).map((row) => ({
    id: row.id,
    serviceId: row.serviceId,
    serviceName: row.serviceName,
    endUser: row.endUser,
    band: row.band,
    claimed: row.claimed,
    receivedAt: row.receivedAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    state: row.state,
    outcome: row.outcome,
    overdue: row.state === 'open' && row.dueAt <= now,
  }));
}

/** What somebody wrote and was answered; every look of staff leaves evidence. */
export async function readWords(
  parts: MinorsParts,
  id: string,
  by: Actor,
): Promise<z.infer<typeof ageAppealWordsSchema>> {
  const found = await requireAppeal(parts, id);
  await parts.unitOfWork.run(async (_tx, evidence) => void evidence.append('minors.appeal-viewed', { appeal: id, by }));
  const text = await openText(parts, found.contentKey, found.content);
  if (text === null) return { words: null };
  return {
    words: { text, answer: await openText(parts, found.answerKey, found.answer), language: found.language },
  };
}

/**
 * A person decides. `overturned`: whoever appealed is as old as they say, whatever any source said before; of an adult the link to a
 * guardian ends, and no minute and no limit counts any more.
 *
 * @throws HeguiError E_CONFLICT when it was decided before.
 */
export async function decide(
  parts: MinorsParts,
  id: string,
  { outcome, text }: { readonly outcome: 'upheld' | 'overturned'; readonly text: string },
  by: Actor,
): Promise<MinorUser> {
  const known = await requireAppeal(parts, id);
  const { key: answerKey, content: answer, commitment } = await seal(parts, appealSubject(id), { text });
  const told = await parts.notices.prepareEvent({
    subjectId: id,
    sealedFor: appealSubject(id),
    template: 'minors.appeal-decided',
    serviceId: known.serviceId,
    event: { appeal: id, receipt: groupReceipt(known.receipt), service: known.serviceId, outcome },
  });
  const at = parts.clock.now();
  await parts.unitOfWork.run(async (tx, evidence) => {
    const found = await readAppeal(tx, id, true);
    if (found?.state !== 'open') throw new HeguiError('E_CONFLICT', 'the appeal was decided before; reload');
    const late = at >= found.dueAt;
    await decideAppeal(tx, id, { outcome, at, by, late, answerKey, answer });
    evidence.append('minors.appeal-decided', { appeal: id, outcome, late, commitment, by });
    for (const notice of told) await parts.notices.queue(tx, evidence, notice);
    if (outcome === 'upheld') return;
    await stateIn(parts, tx, evidence, { user: found, source: 'decided', band: found.claimed });
    if (isMinor(found.claimed)) return;
    const link = await endLink(tx, found, at, 'decided');
    const { serviceId: service, endUser } = found;
    if (link !== undefined) evidence.append('minors.guardian-unlinked', { link, service, endUser, by: 'decided' });
  });
  return known;
}

/** Checks what opens an appeal. @throws HeguiError E_RECEIPT_REFUSED */
export async function openAppeal(parts: MinorsParts, number: string, secret: string): Promise<void> {
  if ((await parts.receipts.open(APPEAL, number, secret)) === null)
    throw new HeguiError('E_RECEIPT_REFUSED', 'the number and the secret do not belong together');
}

/** What the person may see of their appeal, by its receipt; null when the receipt is none of one. */
export async function readForPublic(parts: MinorsParts, number: string) {
  const id = await parts.receipts.subjectOf(APPEAL, number);
  const found = id === null ? undefined : await readAppeal(parts.database, id);
  if (found === undefined) return null;
  return {
    claimed: found.claimed,
    receivedAt: found.receivedAt,
    answerBy: lastDay(found.dueAt),
    outcome: found.outcome,
    text: await openText(parts, found.contentKey, found.content),
    answer: await openText(parts, found.answerKey, found.answer),
  };
}
