import type { LabelAgreement, LiftRequest } from '../../contract/index.ts';
import { type Call, endUserOf, type GatewayParts } from '../call.ts';
import { isObject, type JsonObject } from '../chat/json-object.ts';
import { invalid, readUser } from '../chat/request.ts';
import { sendJson } from '../respond.ts';

/** `GET /v1/hegui/label-agreements`: what the app shows its user before asking for content without explicit label. */
export async function handleAgreements(parts: GatewayParts, call: Call): Promise<void> {
  const found = await parts.lifts.agreementsFor(call.key.service);
  send(parts, call, { object: 'list', data: found.map(agreementJson) });
}

/**
 * `POST /v1/hegui/label-requests`: an end user asks for content without explicit label and accepts a version of the agreement,
 * by which labelling it becomes theirs. @law labelling-measures#9
 */
export async function handleLiftRequest(parts: GatewayParts, call: Call): Promise<void> {
  const { body } = call;
  if (!isObject(body)) throw invalid('body', 'must be a JSON object');
  const { agreement, accepted, digest } = body;
  if (typeof agreement !== 'string' || agreement === '')
    throw invalid('agreement', 'must be a version of the labelling agreement; see GET /v1/hegui/label-agreements');
  if (accepted !== true) throw invalid('accepted', 'must be true: the user has to accept the agreement');
  if (digest !== undefined && typeof digest !== 'string')
    throw invalid('digest', 'must be the digest of the text that the user was shown, or left out');
  const asked = await parts.lifts.request(call.key.service, endUserOf(parts, call, readUser(body)), {
    agreement,
    digest: digest ?? null,
  });
  call.response.statusCode = 201;
  send(parts, call, requestJson(asked));
}

/** `GET /v1/hegui/label-requests`: what the end user of `x-hegui-user` asked for and did not withdraw. */
export async function handleOpenRequests(parts: GatewayParts, call: Call): Promise<void> {
  const open = await parts.lifts.openRequestsOf(call.key.service.id, endUserOf(parts, call, null));
  send(parts, call, { object: 'list', data: open.map(requestJson) });
}

/** `DELETE /v1/hegui/label-requests`: the end user of `x-hegui-user` wants the explicit label again, from now on. */
export async function handleWithdrawal(parts: GatewayParts, call: Call): Promise<void> {
  const withdrawn = await parts.lifts.withdrawOwn(call.key.service.id, endUserOf(parts, call, null));
  send(parts, call, { object: 'list', data: withdrawn.map((id) => ({ id, status: 'withdrawn' })) });
}

const agreementJson = ({ version, zh, en, digest, validFrom }: LabelAgreement): JsonObject => ({
  object: 'hegui.label_agreement',
  version,
  digest,
  text: { 'zh-CN': zh, en },
  valid_from: validFrom,
});

const requestJson = ({ id, endUser, agreement, digest, requestedAt }: LiftRequest): JsonObject => ({
  object: 'hegui.label_request',
  id,
  status: 'open',
  end_user: endUser,
  agreement,
  digest,
  requested_at: requestedAt,
});

const send = ({ limits }: GatewayParts, call: Call, body: JsonObject): void =>
  sendJson(call.response, body, { 'x-request-id': call.id }, limits.slowClientMs);
