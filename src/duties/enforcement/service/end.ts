import type { MeasureEnd } from '../../../contract/index.ts';
import type { Actor, Evidence } from '../../../evidence/index.ts';
import type { PreparedNotice } from '../../../notices/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { EnforcementParts, StoredMeasure } from '../model.ts';
import { appealUntil, daysAfter } from '../rules.ts';
import { confirmMeasure, endMeasure, listOver, readMeasureForUpdate } from '../store/measures.ts';
import { voidStrikes } from '../store/strikes.ts';
import { issueReceipt, requireMeasure, requireState } from './impose.ts';
import { sealWords, type Words } from './sealing.ts';
import { prepareNotices, queueAll } from './telling.ts';

const partOf = ({ id, serviceId, endUser, rung }: StoredMeasure) => ({
  measure: id,
  service: serviceId,
  endUser,
  rung,
});
/** Ends that say that it should never have been: what led to it counts no longer. */
const UNDOES: ReadonlySet<MeasureEnd> = new Set(['mistaken', 'overturned', 'rejected']);

/** Ends a measure with its evidence, and undoes it where it was wrong. Inside a unit of work that holds it under a lock. */
export async function endIn(
  parts: EnforcementParts,
  tx: Sql,
  evidence: Evidence,
  given: {
    readonly measure: StoredMeasure;
    readonly reason: MeasureEnd;
    readonly by: Actor;
    readonly words: Words | null;
    readonly notices: readonly PreparedNotice[];
  },
): Promise<void> {
  const { measure, reason, by, words } = given;
  const at = parts.clock.now();
  await endMeasure(tx, measure.id, { at, by, reason, words });
  const voided = UNDOES.has(reason) ? await voidStrikes(tx, measure.id, at) : 0;
  await queueAll(parts, tx, evidence, given.notices);
  const commitment = words === null ? {} : { commitment: words.commitment };
  evidence.append('measure.ended', { ...partOf(measure), reason, voided, ...commitment, by });
}

/** A named person confirms a proposal: it begins now. @throws HeguiError E_CONFLICT when it waits no longer. */
export async function confirm(parts: EnforcementParts, id: string, by: Actor): Promise<void> {
  const known = requireState(await requireMeasure(parts, id), 'proposed');
  const notices = await prepareNotices(parts, known, 'imposed');
  const at = parts.clock.now();
  await parts.unitOfWork.run(async (tx, evidence) => {
    const measure = requireState(await readMeasureForUpdate(tx, id), 'proposed');
    const endsAt = measure.days === null ? null : daysAfter(at, measure.days);
    const receipt = await issueReceipt(parts, tx, id);
    await confirmMeasure(tx, id, { at, by, endsAt, receipt, appealUntil: appealUntil(at) });
    await queueAll(parts, tx, evidence, notices);
    const until = endsAt === null ? {} : { endsAt: endsAt.toISOString() };
    evidence.append('measure.confirmed', { ...partOf(measure), ...until, by });
  });
}

/** A proposal is not confirmed: nothing follows, and what led to it counts no longer. */
export async function reject(parts: EnforcementParts, id: string, text: string, by: Actor): Promise<void> {
  const words = await sealWords(parts, (await requireMeasure(parts, id)).id, { text });
  await parts.unitOfWork.run(async (tx, evidence) => {
    const measure = requireState(await readMeasureForUpdate(tx, id), 'proposed');
    await endIn(parts, tx, evidence, { measure, reason: 'rejected', by, words, notices: [] });
  });
}

/** Ends a measure before its time, or undoes it as a mistake. @throws HeguiError E_CONFLICT when it is not in force any more. */
export async function lift(
  parts: EnforcementParts,
  id: string,
  given: { readonly mistaken: boolean; readonly reason: string },
  by: Actor,
): Promise<void> {
  const known = requireState(await requireMeasure(parts, id), 'active');
  const words = await sealWords(parts, id, { text: given.reason });
  const reason = given.mistaken ? 'mistaken' : 'lifted';
  const notices = await prepareNotices(parts, known, 'ended', { reason });
  await parts.unitOfWork.run(async (tx, evidence) => {
    const measure = requireState(await readMeasureForUpdate(tx, id), 'active');
    await endIn(parts, tx, evidence, { measure, reason, by, words, notices });
  });
}

const PER_SWEEP = 200;

/** Ends what is over by its time; the gateway's door looked at the clock already. @returns how many. */
export async function endOver(parts: EnforcementParts): Promise<number> {
  const over = await listOver(parts.database, parts.clock.now(), PER_SWEEP);
  for (const id of over) {
    const known = await requireMeasure(parts, id);
    const notices = await prepareNotices(parts, known, 'ended', { reason: 'expired' });
    await parts.unitOfWork
      .run(async (tx, evidence) => {
        const measure = requireState(await readMeasureForUpdate(tx, id), 'active');
        await endIn(parts, tx, evidence, { measure, reason: 'expired', by: 'system', words: null, notices });
      })
      .catch(async (error: unknown) => {
        // Another process was faster; anything else is a fault.
        if ((await requireMeasure(parts, id)).state === 'active') throw error;
      });
  }
  return over.length;
}
