import type { MeasureLanguage } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import { HeguiError } from '../../../kernel/index.ts';
import type { EnforcementParts } from '../model.ts';
import { appealDueAt, mayAppeal, requireImpartial } from '../rules.ts';
import { decideAppeal, insertAppeal } from '../store/appeals.ts';
import { readMeasureForUpdate } from '../store/measures.ts';
import { endIn } from './end.ts';
import { requireMeasure } from './impose.ts';
import { openText, sealWords } from './sealing.ts';
import { prepareNotices, queueAll } from './telling.ts';

/**
 * The person appeals. The measure holds until somebody decides.
 *
 * @throws HeguiError E_CONFLICT when they did before, the time is over, or the measure was undone.
 */
export async function appeal(
  parts: EnforcementParts,
  id: string,
  given: { readonly text: string; readonly language: MeasureLanguage; readonly channel: 'portal' | 'api' },
): Promise<void> {
  const { text, language, channel } = given;
  const known = await requireMeasure(parts, id);
  requireMayAppeal(mayAppeal(known, parts.clock.now()));
  const { key: contentKey, content, commitment } = await sealWords(parts, id, { text });
  const notices = await prepareNotices(parts, known, 'appealed');
  const appealId = parts.ids.next('apl');
  const receivedAt = parts.clock.now();
  const dueAt = appealDueAt(receivedAt);
  await parts.unitOfWork.run(async (tx, evidence) => {
    const measure = await readMeasureForUpdate(tx, id);
    requireMayAppeal(measure !== undefined && mayAppeal(measure, receivedAt));
    await insertAppeal(tx, { id: appealId, measureId: id, channel, language, receivedAt, dueAt, contentKey, content });
    await queueAll(parts, tx, evidence, notices);
    const told = { measure: id, appeal: appealId, channel, dueAt: dueAt.toISOString(), commitment };
    evidence.append('measure.appealed', told);
  });
}

function requireMayAppeal(may: boolean): void {
  if (!may) throw new HeguiError('E_CONFLICT', 'the measure cannot be appealed against any more');
}

/**
 * A person who neither imposed nor confirmed the measure decides, with reasons. `overturned` undoes it whole: it ends at once, what
 * led to it counts no longer, and the statement says so.
 *
 * @throws HeguiError E_CONFLICT when there is no open appeal; E_ROLE_FORBIDDEN for whoever was involved.
 */
export async function decide(
  parts: EnforcementParts,
  id: string,
  given: { readonly outcome: 'upheld' | 'overturned'; readonly text: string },
  by: Actor,
): Promise<void> {
  const { outcome, text } = given;
  const known = await requireMeasure(parts, id);
  requireImpartial(by, known);
  const { key: answerKey, content: answer, commitment } = await sealWords(parts, id, { text });
  const notices = await prepareNotices(parts, known, 'decided', { outcome });
  const at = parts.clock.now();
  await parts.unitOfWork.run(async (tx, evidence) => {
    const measure = await readMeasureForUpdate(tx, id);
    if (measure?.appeal?.state !== 'open') throw new HeguiError('E_CONFLICT', 'there is no open appeal; reload');
    requireImpartial(by, measure);
    const { id: appealId, dueAt } = measure.appeal;
    const late = at >= dueAt;
    await decideAppeal(tx, appealId, { outcome, at, by, late, answerKey, answer });
    evidence.append('measure.appeal-decided', { measure: id, appeal: appealId, outcome, late, commitment, by });
    if (outcome === 'overturned')
      await endIn(parts, tx, evidence, { measure, reason: 'overturned', by, words: null, notices });
    else await queueAll(parts, tx, evidence, notices);
  });
}

/** What the person wrote and was answered; every look of staff leaves evidence. Null once it was erased. */
export async function readAppeal(
  parts: EnforcementParts,
  id: string,
  by: Actor,
): Promise<{ readonly text: string; readonly answer: string | null; readonly language: MeasureLanguage } | null> {
  const { appeal: found } = await requireMeasure(parts, id);
  if (found === null) throw new HeguiError('E_NOT_FOUND', 'nobody appealed against this measure');
  await parts.unitOfWork.run(async (_tx, evidence) => void evidence.append('measure.viewed', { measure: id, by }));
  const text = await openText(parts, found.contentKey, found.content);
  if (text === null) return null;
  return { text, answer: await openText(parts, found.answerKey, found.answer), language: found.language };
}
