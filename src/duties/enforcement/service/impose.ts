import type { MeasureImpose, MeasureLanguage, MeasurePolicy } from '../../../contract/index.ts';
import type { Actor, Evidence } from '../../../evidence/index.ts';
import { HeguiError, invalidField, unknownId } from '../../../kernel/index.ts';
import { isRiskCode } from '../../../law/index.ts';
import type { PreparedNotice } from '../../../notices/index.ts';
import type { Sql } from '../../../store/index.ts';
import { type EnforcementParts, PURPOSE, receiptKeyOf, type StoredMeasure } from '../model.ts';
import { appealUntil, daysAfter, type Found } from '../rules.ts';
import { insertMeasure, type NewMeasure, readMeasure } from '../store/measures.ts';
import { readServiceName } from '../store/policies.ts';
import { linkStrikes, readEndUser, type StoredStrike } from '../store/strikes.ts';
import { sealWords } from './sealing.ts';
import { prepareNotices, queueAll } from './telling.ts';

/** The receipt by which the person opens the statement; issued with the measure that takes effect. */
export async function issueReceipt({ receipts }: EnforcementParts, tx: Sql, measureId: string): Promise<string> {
  const formKey = receiptKeyOf(measureId);
  return (await receipts.issue(tx, { purpose: PURPOSE, subjectId: measureId, formKey, content: formKey })).number;
}

/** What a policy found, stored with what led to it: in force at once, or as a proposal that waits for a person. */
export async function imposeFound(
  parts: EnforcementParts,
  tx: Sql,
  evidence: Evidence,
  given: {
    readonly id: string;
    readonly user: { readonly serviceId: string; readonly endUser: string };
    readonly policy: MeasurePolicy;
    readonly policyVersion: number;
    readonly found: Found<StoredStrike>;
    readonly notices: readonly PreparedNotice[];
  },
): Promise<void> {
  const { id, user, policy, policyVersion, found } = given;
  const { rule, ground, strikes } = found;
  const { rung, days, endpoints, confirm } = rule;
  const now = parts.clock.now();
  const endsAt = confirm ? null : daysAfter(now, days);
  const risks = [...new Set(strikes.flatMap((strike) => strike.risks))].filter((risk) => policy.risks.includes(risk));
  await insertMeasure(tx, {
    id,
    ...user,
    rung,
    state: confirm ? 'proposed' : 'active',
    automated: !confirm,
    ground,
    policyVersion,
    risks: risks.sort(),
    strikes: strikes.length,
    firstAt: strikes[0]?.at ?? null,
    lastAt: strikes.at(-1)?.at ?? null,
    endpoints,
    imposedAt: now,
    imposedBy: 'system',
    startsAt: confirm ? null : now,
    endsAt,
    days,
    receipt: confirm ? null : await issueReceipt(parts, tx, id),
    appealUntil: confirm ? null : appealUntil(now),
    contentKey: null,
    content: null,
  });
  const exchanges = strikes.map(({ exchangeId }) => exchangeId);
  await linkStrikes(tx, exchanges, id);
  if (!confirm) await queueAll(parts, tx, evidence, given.notices);
  evidence.append('measure.imposed', {
    measure: id,
    service: user.serviceId,
    endUser: user.endUser,
    rung,
    automated: !confirm,
    ground,
    policyVersion,
    exchanges,
    endpoints,
    days,
    ...(endsAt === null ? {} : { endsAt: endsAt.toISOString() }),
    proposed: confirm,
    by: 'system',
  });
}

/**
 * Imposes a measure by hand. The person reads the reason as it was written.
 *
 * @throws HeguiError E_REQUEST_INVALID for a user who is named twice or not at all, an end of service with an end, any other
 *   measure without one, a restriction that closes nothing; E_NOT_FOUND for a service or an exchange that is not there.
 */
export async function imposeByHand(parts: EnforcementParts, given: MeasureImpose, by: Actor): Promise<string> {
  requireSoundImpose(given);
  if ((await readServiceName(parts.database, given.serviceId)) === undefined) throw unknownId('service');
  const endUser = await namedUser(parts, given);
  const id = parts.ids.next('msr');
  const { rung, days, endpoints, serviceId } = given;
  const words = await sealWords(parts, id, given.reason);
  const now = parts.clock.now();
  const endsAt = days === null ? null : daysAfter(now, days);
  const notices = await prepareNotices(parts, { id, serviceId, rung }, 'imposed');
  const measure: Omit<NewMeasure, 'receipt'> = {
    id,
    serviceId,
    endUser,
    rung,
    state: 'active',
    automated: false,
    ground: 'by-hand',
    policyVersion: null,
    risks: [...new Set(given.risks)].sort(),
    strikes: 0,
    firstAt: null,
    lastAt: null,
    endpoints,
    imposedAt: now,
    imposedBy: by,
    startsAt: now,
    endsAt,
    days,
    appealUntil: appealUntil(now),
    contentKey: words.key,
    content: words.content,
  };
  await parts.unitOfWork.run(async (tx, evidence) => {
    await insertMeasure(tx, { ...measure, receipt: await issueReceipt(parts, tx, id) });
    await queueAll(parts, tx, evidence, notices);
    evidence.append('measure.imposed', {
      measure: id,
      service: serviceId,
      endUser,
      rung,
      automated: false,
      ground: 'by-hand',
      exchanges: given.exchangeId === undefined ? [] : [given.exchangeId],
      endpoints,
      ...(days === null ? {} : { days }),
      ...(endsAt === null ? {} : { endsAt: endsAt.toISOString() }),
      proposed: false,
      commitment: words.commitment,
      by,
    });
  });
  return id;
}

function requireSoundImpose({ rung, days, endpoints, risks }: MeasureImpose): void {
  if ((rung === 'end') !== (days === null))
    throw invalidField('days', 'must be set for every measure but the end of service, which has no end');
  if ((rung === 'restriction') !== endpoints.length > 0)
    throw invalidField('endpoints', 'must name what a restriction closes, and nothing for other measures');
  const unknown = risks.find((risk) => !isRiskCode(risk));
  if (unknown !== undefined) throw invalidField('risks', `holds ${unknown}, which is no risk`);
}

async function namedUser(parts: EnforcementParts, { user, exchangeId, serviceId }: MeasureImpose): Promise<string> {
  if (user !== undefined && exchangeId === undefined) return parts.pseudonym(serviceId, user);
  if (user !== undefined || exchangeId === undefined)
    throw invalidField('user', 'or exchangeId must name the person, and only one of them');
  const found = await readEndUser(parts.database, exchangeId);
  if (found === undefined || found.serviceId !== serviceId)
    throw invalidField('exchangeId', 'is no exchange of this service in which an end user was named');
  return found.endUser;
}

/** @throws HeguiError E_NOT_FOUND */
export async function requireMeasure(
  { database }: Pick<EnforcementParts, 'database'>,
  id: string,
): Promise<StoredMeasure> {
  const measure = await readMeasure(database, id);
  if (measure === undefined) throw unknownId('measure');
  return measure;
}

/** @throws HeguiError E_CONFLICT when it is not in this state any more. */
export function requireState(measure: StoredMeasure | undefined, state: StoredMeasure['state']): StoredMeasure {
  if (measure === undefined) throw unknownId('measure');
  if (measure.state !== state) throw new HeguiError('E_CONFLICT', `the measure is ${measure.state}; reload`);
  return measure;
}

export const LANGUAGES: readonly MeasureLanguage[] = ['zh-CN', 'en'];
