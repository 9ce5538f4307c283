import type { PreparedNotice } from '../../../notices/index.ts';
import { fill, groupReceipt, portalTexts, portalUrl } from '../../../portal/index.ts';
import type { PrivacyParts, StoredRequest } from '../model.ts';
import { type NoticeWord, noticeTexts } from '../notice-texts.ts';
import { openContact, orErased, sealingSubject } from './sealing.ts';

type Told = Pick<StoredRequest, 'id' | 'receipt' | 'kind' | 'channel' | 'language' | 'serviceId' | 'contactChannel'>;
export interface Days {
  readonly answerBy?: string;
  readonly reopenBy?: string;
}

/** What is to be told to whoever asked, as they wished, and to the provider's own systems, which are told ids, codes and days. */
export async function prepareNotices(
  parts: PrivacyParts,
  request: Told,
  word: NoticeWord,
  days: Days,
  to: string | null,
): Promise<PreparedNotice[]> {
  const { notices, address, providerName } = parts;
  const { id, receipt, kind, channel, language, serviceId, contactChannel } = request;
  const about = { subjectId: id, sealedFor: sealingSubject(id), template: `privacy.${word}` };
  const prepared: PreparedNotice[] = [];
  if (contactChannel !== null && to !== null && to !== '') {
    const values = {
      ...days,
      receipt: groupReceipt(receipt),
      provider: providerName() ?? portalTexts[language].unnamed,
      address: `${address.replace(/\/portal$/, '')}${portalUrl(language, '/privacy/open')}`,
    };
    const { subject, text } = noticeTexts[language][word];
    const content = { to, subject: fill(subject, values), text: fill(text, values) };
    prepared.push(await notices.prepare({ ...about, channel: contactChannel, content }));
  }
  // Of what its app sent it knows the receipt alone.
  const event = { request: id, kind, ...days, ...(channel === 'api' ? { receipt: groupReceipt(receipt) } : {}) };
  return [...prepared, ...(await notices.prepareEvent({ ...about, serviceId, event }))];
}

/** The same for a request that is stored; nobody is told once the address was erased. */
export async function noticesAbout(
  parts: PrivacyParts,
  request: StoredRequest,
  word: NoticeWord,
  days: Days,
): Promise<PreparedNotice[]> {
  const { contactChannel } = request;
  const contact = contactChannel === null ? null : await orErased(openContact(parts, request));
  const to = contact === null ? null : contactChannel === 'email' ? contact.email : contact.phone;
  return await prepareNotices(parts, request, word, days, to);
}
