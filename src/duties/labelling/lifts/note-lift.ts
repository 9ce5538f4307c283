import type { Evidence } from '../../../evidence/index.ts';
import type { Clock, IdFactory } from '../../../kernel/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { GrantedLift, LiftedContent } from './model.ts';
import { keptUntil } from './rules.ts';
import { insertLift } from './store.ts';

/**
 * Writes down, in the unit of work that lets a content out, that it goes without explicit label: who gets it, under which
 * agreement, and how long that is kept. @law labelling-measures#9
 *
 * @returns until when it is kept.
 */
export async function noteLift(
  tx: Sql,
  evidence: Evidence,
  { ids, clock }: { readonly ids: IdFactory; readonly clock: Clock },
  { requestId, endUser, agreement, keepMonths }: GrantedLift,
  content: LiftedContent,
): Promise<Date> {
  const id = ids.next('lft');
  const at = clock.now();
  const expiresAt = keptUntil(at, keepMonths);
  const { serviceId, exchangeId, produceId, kind } = content;
  await insertLift(tx, { id, requestId, serviceId, endUser, agreement, exchangeId, produceId, kind, at, expiresAt });
  evidence.append('label.lifted', {
    lift: id,
    request: requestId,
    service: serviceId,
    endUser,
    agreement,
    exchange: exchangeId,
    produceId,
    contentKind: kind,
    expiresAt: expiresAt.toISOString(),
  });
  return expiresAt;
}
