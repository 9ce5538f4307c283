import {
  type Actor,
  type Evidence,
  eraseBatch,
  type KeptRecords,
  type LeaveCount,
  type PersonalRecords,
  type PersonalSubject,
} from '../../../evidence/index.ts';
import { addWorkingDays, HeguiError } from '../../../kernel/index.ts';
import { PRIVACY_LIMITS } from '../../../law/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { ErasureStep, PrivacyParts, StoredErasure, StoredRequest } from '../model.ts';
import { holdersOf } from '../personal/holders.ts';
import { answered, carryOnAt, leftOver, takeOverAt } from '../rules.ts';
import { insertErasure, listDue, noteStep, readErasure, settleErasure, takeErasure } from '../store/erasures.ts';
import { change, lockRequest, requireRequest } from './locking.ts';
import { noticesAbout } from './telling.ts';
import { restrictTraining } from './training.ts';

const DUE_MAX = 20;

/** Orders that everything about the person of a request is erased; `carryOutDue` does it. */
export async function orderErasure(
  { ids, clock }: Pick<PrivacyParts, 'ids' | 'clock'>,
  tx: Sql,
  evidence: Evidence,
  request: Pick<StoredRequest, 'serviceId' | 'endUser' | 'complaints'> & { readonly id: string | null },
  by: Actor,
  reason?: string,
): Promise<string> {
  const { id: requestId, serviceId, endUser, complaints } = request;
  const id = ids.next('era');
  await insertErasure(tx, {
    id,
    requestId,
    serviceId,
    endUser: endUser ?? '',
    complaints,
    orderedBy: by,
    orderedAt: clock.now(),
  });
  evidence.append('privacy.erasure-ordered', {
    erasure: id,
    ...(requestId === null ? {} : { request: requestId }),
    endUser: endUser ?? '',
    ...(reason === undefined ? {} : { reason }),
    by,
  });
  return id;
}

/** Erases a person without a request, such as at the word of an authority, and proves it. */
export async function eraseNow(
  parts: PrivacyParts,
  given: { readonly serviceId: string; readonly user: string; readonly reason: string; readonly by: Actor },
): Promise<StoredErasure> {
  const { serviceId, user, reason, by } = given;
  const endUser = parts.pseudonym(serviceId, user);
  const subject = { id: null, serviceId, endUser, complaints: [] };
  const id = await parts.unitOfWork.run(async (tx, evidence) => {
    await restrictTraining(parts, tx, evidence, { endUser, serviceId, requestId: null });
    return await orderErasure(parts, tx, evidence, subject, by, reason);
  });
  await carryOut(parts, id);
  const done = await readErasure(parts.database, id);
  if (done === undefined) throw new HeguiError('E_INTERNAL', 'an order to erase is gone');
  return done;
}

/** Carries out what is due, also what a process that died left half done; returns how many orders were settled. */
export async function carryOutDue(parts: PrivacyParts): Promise<number> {
  let settled = 0;
  for (const id of await listDue(parts.database, parts.clock.now(), DUE_MAX)) {
    try {
      if (await carryOut(parts, id)) settled += 1;
    } catch (error) {
      const fields = { erasure: id, ...(error instanceof Error ? { error } : {}) };
      parts.log.error(fields, 'an order to erase a person could not be carried out; it is tried again');
    }
  }
  return settled;
}

/**
 * Carries one order out, one holder after the other. Each holder's part is noted when it is done, so that whoever takes over goes
 * on there. At the end everything is searched once more: what that finds and no holder names as kept is a fault, and then nothing
 * is called proven.
 *
 * @returns false when somebody else has it in hand.
 */
export async function carryOut(parts: PrivacyParts, id: string): Promise<boolean> {
  const now = parts.clock.now();
  const known = await readErasure(parts.database, id);
  if (known === undefined) return false;
  let order: StoredErasure | undefined;
  const take = async (tx: Sql): Promise<number> => {
    order = await takeErasure(tx, id, now, takeOverAt(known, now));
    return order === undefined ? 0 : order.attempts;
  };
  const begin: LeaveCount = (evidence, attempt) => evidence.append('privacy.erasure-begun', { erasure: id, attempt });
  await eraseBatch(parts.unitOfWork, take, begin);
  if (order === undefined) return false;
  const { serviceId, endUser, complaints } = order;
  const subject: PersonalSubject = { serviceId, endUser, complaints };
  const holders = holdersOf(parts);
  const steps: Record<string, ErasureStep> = { ...order.steps };
  for (const holder of holders) {
    if (steps[holder.name]?.isDone === true) continue;
    steps[holder.name] = await eraseAt(parts, order, holder, subject);
  }
  return await prove(parts, order, subject, holders, steps);
}

async function eraseAt(
  { unitOfWork }: PrivacyParts,
  { id, orderedBy, steps }: StoredErasure,
  holder: PersonalRecords,
  subject: PersonalSubject,
): Promise<ErasureStep> {
  const { name } = holder;
  const leave: LeaveCount = (evidence, records) =>
    evidence.append('privacy.records-erased', { erasure: id, holder: name, records, by: orderedBy });
  const records = await holder.erase(subject, { reason: `privacy ${id}`, by: orderedBy, leave });
  const { kept } = await holder.search(subject);
  const step = { isDone: true, erased: records + (steps[name]?.erased ?? 0), kept };
  await unitOfWork.run(async (tx, evidence) => {
    await noteStep(tx, id, name, step);
    evidence.append('privacy.holder-done', { erasure: id, holder: name, records });
  });
  return step;
}

async function prove(
  parts: PrivacyParts,
  order: StoredErasure,
  subject: PersonalSubject,
  holders: readonly PersonalRecords[],
  steps: Readonly<Record<string, ErasureStep>>,
): Promise<boolean> {
  const found = await Promise.all(holders.map(async ({ name, search }) => ({ name, ...(await search(subject)) })));
  if (leftOver(found) > 0) {
    const left = found.filter(({ erasable }) => erasable > 0).map(({ name, erasable }) => `${name} ${erasable}`);
    throw new HeguiError('E_INTERNAL', `after erasing, a search still finds ${left.join(', ')}`);
  }
  const request = order.requestId === null ? null : await requireRequest(parts, order.requestId);
  const at = parts.clock.now();
  const final = Object.fromEntries(
    found.map(({ name, kept }) => [name, { isDone: true, erased: steps[name]?.erased ?? 0, kept }] as const),
  );
  const kept = found.flatMap((one) => one.kept.map((row) => ({ holder: one.name, ...row })));
  const nextAt = carryOnAt(kept, at);
  const isToTell = request !== null && request.state === 'executing';
  const reopenBy = addWorkingDays(at, PRIVACY_LIMITS.reopenWorkingDays);
  const told = isToTell ? await noticesAbout(parts, request, 'answered', { reopenBy }) : [];
  await parts.unitOfWork.run(async (tx, evidence) => {
    await settleErasure(tx, order.id, { steps: final, leftOver: 0, nextAt, at });
    evidence.append('privacy.erasure-proven', {
      erasure: order.id,
      ...(order.requestId === null ? {} : { request: order.requestId }),
      erased: Object.fromEntries(Object.entries(final).map(([name, { erased }]) => [name, erased])),
      found: Object.fromEntries(found.map(({ name, erasable }) => [name, erasable])),
      kept: kept.map(toldKept),
      ...(nextAt === null ? {} : { nextAt: nextAt.toISOString() }),
    });
    if (!isToTell) return;
    const locked = await lockRequest(tx, request.id);
    await change(tx, locked, answered(locked, at));
    for (const notice of told) await parts.notices.queue(tx, evidence, notice);
  });
  return true;
}

const toldKept = ({ holder, count, law, until }: KeptRecords & { readonly holder: string }) => ({
  holder,
  count,
  law,
  ...(until === null ? {} : { until: until.toISOString() }),
});
