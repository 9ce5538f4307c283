import { hasCitizenNumber } from '../../../contract/index.ts';
import { canonicalJson, HeguiError, invalidField, sha256Hex } from '../../../kernel/index.ts';
import type { IssuedReceipt } from '../../../portal/index.ts';
import { sqlStateOf } from '../../../store/index.ts';
import type { PrivacyParts, Submission } from '../model.ts';
import { dayEndingAt, isRestricting, limitsFrom } from '../rules.ts';
import { insertMessage, insertRequest, readRequest } from '../store/requests.ts';
import { type SealedMessage, sealingSubject, sealMessage } from './sealing.ts';
import { prepareNotices } from './telling.ts';
import { restrictTraining } from './training.ts';

export interface Received extends IssuedReceipt {
  readonly acknowledgeBy: string;
  readonly answerBy: string;
}

export const PURPOSE = 'privacy-request';
const UNIQUE_VIOLATION = '23505';

/**
 * Takes a request. It is durable before its receipt is known to anybody; the same form sent again gives the same receipt and makes
 * nothing.
 *
 * @throws HeguiError E_CONFLICT when the same form was sent with other words before; E_REQUEST_INVALID for a citizen number in the
 *   words, or a service that is not there; E_RECEIPT_REFUSED for a complaint that its secret does not open.
 */
export async function receive(parts: PrivacyParts, given: Submission): Promise<Received> {
  if (hasCitizenNumber(given.text)) throw invalidField('text', 'must hold no citizen number; it is not needed');
  if (!parts.services().some(({ id }) => id === given.serviceId)) throw invalidField('serviceId', 'names no service');
  const { formKey, ...rest } = given;
  const fingerprint = canonicalJson(rest);
  const before = await repeated(parts, formKey, fingerprint);
  if (before !== null) return before;
  const complaints: string[] = [];
  for (const { receipt, secret } of given.complaints) complaints.push(await parts.openComplaint(receipt, secret));
  try {
    return await store(parts, given, fingerprint, [...new Set(complaints)]);
  } catch (error) {
    if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
    // The same form was being stored at this very moment.
    const stored = await repeated(parts, formKey, fingerprint);
    if (stored === null) throw error;
    return stored;
  }
}

async function store(
  parts: PrivacyParts,
  given: Submission,
  fingerprint: string,
  complaints: readonly string[],
): Promise<Received> {
  const { kind, channel, language, serviceId, user, text, contact, entered, formKey } = given;
  const id = parts.ids.next('prq');
  const endUser = user === null ? null : parts.pseudonym(serviceId, user);
  const message = await sealMessage(parts, id, { author: 'public', purpose: 'submission', by: null, text });
  const note = entered === null ? null : await sealNote(parts, id, entered);
  const sealed = await parts.vault.seal(sealingSubject(id), { contact });
  const contactChannel = contact.email !== '' ? 'email' : contact.phone !== '' ? 'sms' : null;
  const limits = limitsFrom(message.row.at);
  const { acknowledgeBy, answerBy } = limits;
  const number = parts.receipts.newNumber();
  const request = { id, receipt: number, kind, channel, language, serviceId, endUser, contactChannel } as const;
  const to = contactChannel === 'email' ? contact.email : contact.phone;
  const isTest = given.synthetic === true;
  const told = isTest ? [] : await prepareNotices(parts, request, 'received', { answerBy }, to);
  const identity = endUser === null ? 'none' : 'vouched';
  const receipt = await parts.unitOfWork.run(async (tx, evidence) => {
    const issued = await parts.receipts.issue(tx, {
      purpose: PURPOSE,
      subjectId: id,
      formKey,
      content: fingerprint,
      number,
    });
    const { keyId: contentKey, bytes: content } = sealed;
    const receivedAt = message.row.at;
    await insertRequest(tx, { ...request, ...limits, identity, complaints, receivedAt, contentKey, content, isTest });
    await insertMessage(tx, id, message.row);
    if (note !== null) await insertMessage(tx, id, note.row);
    evidence.append('privacy.requested', {
      request: id,
      message: message.row.id,
      commitment: message.commitment,
      kind,
      channel,
      service: serviceId,
      ...(endUser === null ? {} : { endUser }),
      contact: contactChannel !== null,
      acknowledgeBy,
      answerBy,
      ...(entered === null ? {} : { by: entered.by }),
      ...(isTest ? { synthetic: true as const } : {}),
    });
    if (endUser !== null) {
      evidence.append('privacy.identified', { request: id, identity: 'vouched', endUser });
      if (isRestricting(kind) && !isTest)
        await restrictTraining(parts, tx, evidence, { endUser, serviceId, requestId: id });
    }
    for (const notice of told) await parts.notices.queue(tx, evidence, notice);
    return issued;
  });
  return { ...receipt, acknowledgeBy, answerBy };
}

const sealNote = (
  parts: PrivacyParts,
  id: string,
  { by, reason }: NonNullable<Submission['entered']>,
): Promise<SealedMessage> => sealMessage(parts, id, { author: 'staff', purpose: 'note', by, text: reason });

async function repeated(parts: PrivacyParts, formKey: string, fingerprint: string): Promise<Received | null> {
  const before = await parts.receipts.findSubmission(PURPOSE, formKey, fingerprint);
  if (before === null) return null;
  if (!before.isSame)
    throw new HeguiError('E_CONFLICT', 'the same form was sent before with other words; begin a new one');
  const request = await readRequest(parts.database, before.subjectId);
  if (request === undefined) throw new HeguiError('E_INTERNAL', 'a receipt leads to no request');
  const { acknowledgeDueAt, answerDueAt } = request;
  return { ...before, acknowledgeBy: dayEndingAt(acknowledgeDueAt), answerBy: dayEndingAt(answerDueAt) };
}

/** Names a request that staff enter: entering the same twice within the form's life is entering it once. */
export const formKeyOf = (staffId: string, given: object): string =>
  sha256Hex(canonicalJson({ staffId, given: JSON.stringify(given) }));
