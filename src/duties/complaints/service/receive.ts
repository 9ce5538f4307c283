import type { ComplaintContact, ComplaintKind } from '../../../contract/index.ts';
import { canonicalJson, HeguiError, invalidField, sha256Hex } from '../../../kernel/index.ts';
import type { IssuedReceipt, UploadedFile } from '../../../portal/index.ts';
import { sqlStateOf } from '../../../store/index.ts';
import type { ComplaintParts, ScannedFile } from '../model.ts';
import { contactNeedOf, dayEndingAt, limitsFrom, referenceIn } from '../rules.ts';
import { insertComplaint, readComplaint } from '../store/complaints.ts';
import { insertAttachment, insertMessage } from '../store/messages.ts';
import { sealMessage, subjectOf } from './sealing.ts';
import { currentSettings } from './settings.ts';
import { prepareNotices, queueAll } from './telling.ts';

/** What somebody sent. */
export interface Submission {
  /** Names the very form or request: sending it twice is sending it once. */
  readonly formKey: string;
  readonly kind: ComplaintKind;
  readonly language: 'zh-CN' | 'en';
  readonly channel: 'portal' | 'api';
  readonly text: string;
  readonly about: string;
  readonly contact: ComplaintContact;
  readonly files: readonly UploadedFile[];
  /** The service whose app it came from; null when it came from the portal. */
  readonly serviceId: string | null;
  /** A test of the way in: nobody is told, the desk and its figures leave it out. Absent for everybody's. */
  readonly synthetic?: true;
}

export interface Received extends IssuedReceipt {
  readonly acknowledgeBy: string;
  readonly answerBy: string;
}

export const PURPOSE = 'complaint';
const UNIQUE_VIOLATION = '23505';

/**
 * Takes a complaint or report. It is durable before its receipt is known to anybody; the same form sent again, however often and
 * from wherever, gives the same receipt and makes nothing.
 *
 * @throws HeguiError E_CONFLICT when the same form was sent with other words before; E_REQUEST_INVALID for a file that was found
 *   infected, or a name that the kind asks for and that is missing; E_SCAN_UNAVAILABLE when files cannot be looked over.
 */
export async function receive(parts: ComplaintParts, given: Submission): Promise<Received> {
  const submission = withoutUnwanted(given);
  const content = fingerprintOf(submission);
  const before = await repeated(parts, submission, content);
  if (before !== null) return before;
  const { kind, language, channel, text } = submission;
  const files = await scanAll(parts, submission.files);
  const reference = referenceIn(submission.about) ?? referenceIn(text);
  const found = reference === null ? null : await parts.findExchange(reference);
  // An app vouches for its own service only: what another service made is not looked up for it.
  const exchange = found !== null && [null, found.serviceId].includes(submission.serviceId) ? found : null;
  const id = parts.ids.next('cmp');
  const message = { author: 'public', purpose: 'submission', by: null, text, files } as const;
  const { row, files: sealedFiles, commitment } = await sealMessage(parts, id, message);
  const { about, contact } = submission;
  const sealed = await parts.vault.seal(subjectOf(id), { about, contact });
  const limits = limitsFrom(row.at, kind, await currentSettings(parts));
  const { acknowledgeBy, answerBy } = limits;
  const contactChannel = contact.email !== '' ? 'email' : contact.phone !== '' ? 'sms' : null;
  const serviceId = submission.serviceId ?? exchange?.serviceId ?? null;
  const exchangeId = exchange?.exchangeId ?? null;
  const number = parts.receipts.newNumber();
  const complaint = { id, receipt: number, kind, channel, language, serviceId, exchangeId, contactChannel } as const;
  const to = contactChannel === 'email' ? contact.email : contact.phone;
  const isTest = submission.synthetic === true;
  const notices = isTest ? [] : await prepareNotices(parts, complaint, 'received', { acknowledgeBy, answerBy }, to);
  try {
    const receipt = await parts.unitOfWork.run(async (tx, evidence) => {
      const { formKey } = submission;
      const issued = await parts.receipts.issue(tx, { purpose: PURPOSE, subjectId: id, formKey, content, number });
      const { keyId: contentKey, bytes } = sealed;
      await insertComplaint(tx, { ...complaint, ...limits, receivedAt: row.at, contentKey, content: bytes, isTest });
      await insertMessage(tx, id, row);
      for (const file of sealedFiles) await insertAttachment(tx, id, file);
      evidence.append('complaint.received', {
        complaint: id,
        message: row.id,
        commitment,
        kind,
        channel,
        ...(serviceId === null ? {} : { service: serviceId }),
        ...(exchangeId === null ? {} : { exchange: exchangeId }),
        attachments: files.length,
        contact: contactChannel !== null,
        acknowledgeBy,
        answerBy,
        ...(isTest ? { synthetic: true as const } : {}),
      });
      await queueAll(parts, tx, evidence, notices);
      return issued;
    });
    if (exchangeId !== null && !isTest) await parts.askReview(exchangeId, `complaint ${id}, ${kind}`);
    return { ...receipt, acknowledgeBy, answerBy };
  } catch (error) {
    if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
    // The same form was being stored at this very moment.
    const stored = await repeated(parts, submission, content);
    if (stored === null) throw error;
    return stored;
  }
}

/** Without a name where none is wanted, even when one was sent. @throws HeguiError E_REQUEST_INVALID where one is needed. */
function withoutUnwanted(given: Submission): Submission {
  const need = contactNeedOf(given.kind);
  if (need === 'none') return { ...given, contact: { name: '', email: '', phone: '' } };
  if (need === 'required') {
    if (given.contact.name === '') throw invalidField('contact.name', 'is needed for this kind of complaint');
    if (given.contact.email === '' && given.contact.phone === '')
      throw invalidField('contact.email', 'or a telephone number is needed for this kind of complaint');
  }
  return given;
}

/** The same for the same, whatever the order of members. */
const fingerprintOf = ({ formKey: _key, files, ...rest }: Submission): string =>
  canonicalJson({ ...rest, files: files.map(({ name, bytes }) => ({ name, digest: sha256Hex(bytes) })) });

async function repeated(parts: ComplaintParts, { formKey }: Submission, content: string): Promise<Received | null> {
  const before = await parts.receipts.findSubmission(PURPOSE, formKey, content);
  if (before === null) return null;
  if (!before.isSame)
    throw new HeguiError('E_CONFLICT', 'the same form was sent before with other words; begin a new one');
  const complaint = await readComplaint(parts.database, before.subjectId);
  if (complaint === undefined) throw new HeguiError('E_INTERNAL', 'a receipt leads to no complaint');
  const { acknowledgeDueAt, answerDueAt } = complaint;
  return { ...before, acknowledgeBy: dayEndingAt(acknowledgeDueAt), answerBy: dayEndingAt(answerDueAt) };
}

/** Files that were looked over. @throws HeguiError E_REQUEST_INVALID naming the one that was found infected. */
export async function scanAll(
  { scanner }: Pick<ComplaintParts, 'scanner'>,
  files: readonly UploadedFile[],
): Promise<ScannedFile[]> {
  const scanned: ScannedFile[] = [];
  for (const file of files) {
    const scan = await scanner.scan(file.bytes);
    if (scan === 'infected') throw invalidField('files', `holds a file that the security scan refused: ${file.name}`);
    scanned.push({ ...file, scan });
  }
  return scanned;
}
