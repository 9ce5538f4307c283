import { HeguiError } from '../../kernel/index.ts';
import { type Call, endUserOf, type GatewayParts } from '../call.ts';
import { isObject } from '../chat/json-object.ts';
import { invalid, readUser } from '../chat/request.ts';
import type { Exchange } from '../exchange.ts';
import type { GrantedLift } from './ports.ts';

export const LIFT_HEADER = 'x-hegui-explicit-label';

/**
 * Whether a request asks for its content without explicit label, and may have it; null where it does not ask. Each request says so
 * itself: an accepted agreement alone takes no mark off anything. @law labelling-measures#9
 *
 * @throws HeguiError E_REQUEST_INVALID for another word; E_LABEL_LIFT_REFUSED where the end user may not.
 */
export async function readLift(
  parts: GatewayParts,
  call: Pick<Call, 'key' | 'request' | 'body'>,
  makesContent: boolean,
): Promise<GrantedLift | null> {
  const said = call.request.headers[LIFT_HEADER];
  if (said === undefined) return null;
  if (typeof said !== 'string' || said.trim() !== 'omit') throw invalid(LIFT_HEADER, 'must be "omit", or left out');
  if (!makesContent) throw invalid(LIFT_HEADER, 'does not apply: this endpoint gives no content that carries a mark');
  const bodyUser = isObject(call.body) ? readUser(call.body) : null;
  return await parts.lifts.grant(call.key.service, endUserOf(parts, call, bodyUser));
}

/**
 * Writes down that the text of an exchange leaves without explicit label, before any of it is shown; nothing where it is not lifted.
 *
 * @throws HeguiError E_EVIDENCE_UNAVAILABLE when it cannot be written; the exchange is then closed as failed.
 */
export async function noteTextLift(
  { lifts }: GatewayParts,
  { id, key, lift }: Call,
  exchange: Exchange,
): Promise<void> {
  if (lift === undefined) return;
  try {
    const content = { serviceId: key.service.id, exchangeId: id, produceId: id, kind: 'text' } as const;
    await lifts.note(lift, content);
  } catch (cause) {
    exchange.close({ outcome: 'failed', reason: 'record-failed' }).catch(() => undefined);
    throw new HeguiError('E_EVIDENCE_UNAVAILABLE', 'the missing explicit label could not be recorded', { cause });
  }
}
