import type { Evidence } from '../../../evidence/index.ts';
import type { PreparedNotice } from '../../../notices/index.ts';
import { fill, groupReceipt, portalTexts, portalUrl } from '../../../portal/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { ComplaintParts, StoredComplaint } from '../model.ts';
import { type NoticeWord, noticeTexts } from '../notice-texts.ts';
import { openAbout, orErased, subjectOf } from './sealing.ts';

type Told = Pick<StoredComplaint, 'id' | 'receipt' | 'kind' | 'channel' | 'language' | 'serviceId' | 'contactChannel'>;

export interface Days {
  readonly acknowledgeBy?: string;
  readonly answerBy?: string;
  readonly reopenBy?: string;
}

/**
 * What is to be told to the complainant, as they wished, and to the provider's own systems. Words go without what the complaint says;
 * events hold ids, codes and days.
 */
export async function prepareNotices(
  parts: ComplaintParts,
  complaint: Told,
  word: NoticeWord,
  days: Days,
  to: string | null,
): Promise<PreparedNotice[]> {
  const { notices, address, providerName } = parts;
  const { id, receipt, kind, channel, language, serviceId, contactChannel } = complaint;
  const about = { subjectId: id, sealedFor: subjectOf(id), template: `complaint.${word}` };
  const prepared: PreparedNotice[] = [];
  if (contactChannel !== null && to !== null && to !== '') {
    const values = {
      ...days,
      receipt: groupReceipt(receipt),
      provider: providerName() ?? portalTexts[language].unnamed,
      address: `${address.replace(/\/portal$/, '')}${portalUrl(language, '/complaints/open')}`,
    };
    const { subject, text } = noticeTexts[language][word];
    const content = { to, subject: fill(subject, values), text: fill(text, values) };
    prepared.push(await notices.prepare({ ...about, channel: contactChannel, content }));
  }
  // Of what its app sent it knows the receipt alone.
  const event = { complaint: id, kind, ...days, ...(channel === 'api' ? { receipt: groupReceipt(receipt) } : {}) };
  return [...prepared, ...(await notices.prepareEvent({ ...about, serviceId, event }))];
}

/** The same for a complaint that is stored; its address is read from what was sealed, and nobody is told once that was erased. */
export async function noticesAbout(
  parts: ComplaintParts,
  complaint: StoredComplaint,
  word: NoticeWord,
  days: Days,
): Promise<PreparedNotice[]> {
  const { contactChannel } = complaint;
  const about = contactChannel === null ? null : await orErased(openAbout(parts, complaint));
  const to = about === null ? null : contactChannel === 'email' ? about.contact.email : about.contact.phone;
  return await prepareNotices(parts, complaint, word, days, to);
}

/** Stores them in the unit of work of what they tell of. */
export async function queueAll(
  { notices }: ComplaintParts,
  tx: Sql,
  evidence: Evidence,
  prepared: readonly PreparedNotice[],
): Promise<void> {
  for (const notice of prepared) await notices.queue(tx, evidence, notice);
}
