import { z } from 'zod';
import type { KindParts } from './catalogue-review.ts';

/** Complaints and reports of the public from their coming to their answer. Words, names and addresses stay out. @law measures#15 */
export function complaintKinds({ kind, id, count, hex32, by }: KindParts) {
  const day = z.string();
  const message = { complaint: id, message: id, commitment: hex32 };
  return {
    'complaint.received': kind(
      z.strictObject({
        ...message,
        kind: z.string(),
        channel: z.enum(['portal', 'api', 'staff']),
        service: id.optional(),
        exchange: id.optional(),
        attachments: count,
        /** Was a way to reach the complainant given? */
        contact: z.boolean(),
        acknowledgeBy: day,
        answerBy: day,
        /** Sent by the board's own probe; nobody complained. */
        synthetic: z.literal(true).optional(),
      }),
      'none',
      'Somebody complained or reported; durable before they are given a receipt. @law measures#15',
    ),
    'complaint.acknowledged': kind(
      z.strictObject({ ...message, late: z.boolean(), by }),
      'pseudonymous',
      'A person took a complaint up and said so. @law measures#15',
    ),
    'complaint.message': kind(
      z.strictObject({
        ...message,
        purpose: z.string(),
        author: z.enum(['public', 'staff']),
        attachments: count,
        by: by.optional(),
      }),
      'pseudonymous',
      'Complainant or staff wrote something to a complaint.',
    ),
    'complaint.assigned': kind(
      z.strictObject({ complaint: id, to: id.optional(), by }),
      'pseudonymous',
      'A complaint was given to a person, or to nobody.',
    ),
    'complaint.paused': kind(
      z.strictObject({ ...message, reason: z.string(), by }),
      'pseudonymous',
      'The clock of a complaint was stopped, for a reason that the complainant was told.',
    ),
    'complaint.resumed': kind(
      z.strictObject({ complaint: id, workingDays: count, answerBy: day, by }),
      'pseudonymous',
      'The clock of a complaint runs again; the limit moved by the working days that it stood still.',
    ),
    'complaint.escalated': kind(
      z.strictObject({ ...message, by }),
      'pseudonymous',
      'A complaint was handed on to a compliance officer.',
    ),
    'complaint.linked': kind(
      z.strictObject({ complaint: id, exchange: id.optional(), case: id.optional(), by }),
      'pseudonymous',
      'It was found out which exchange or which case a complaint is about.',
    ),
    'complaint.merged': kind(
      z.strictObject({ complaint: id, into: id, by }),
      'pseudonymous',
      'Two complaints turned out to be about the same; the answer to one answers both.',
    ),
    'complaint.answered': kind(
      z.strictObject({ ...message, outcome: z.string(), late: z.boolean(), merged: z.array(id), by }),
      'pseudonymous',
      'A person decided about a complaint and told the complainant. @law measures#15',
    ),
    'complaint.reopened': kind(
      z.strictObject({ ...message, acknowledgeBy: day, answerBy: day }),
      'none',
      'The complainant did not accept the answer; somebody else decides again.',
    ),
    'complaint.withdrawn': kind(z.strictObject(message), 'none', 'The complainant took the complaint back.'),
    'complaint.viewed': kind(
      z.strictObject({ complaint: id, purpose: z.string(), attachment: id.optional(), by }),
      'pseudonymous',
      'A member of staff looked at what a complainant wrote. @law pipl#51',
    ),
    'complaint.probe-erased': kind(
      z.strictObject({ complaint: id }),
      'none',
      "A test complaint of the board's own probe was proven or given up, and is gone with its receipt.",
    ),
    'complaint.exported': kind(
      z.strictObject({ complaints: count, content: z.boolean(), by }),
      'pseudonymous',
      'Complaints left the desk as a file.',
    ),
    'complaint.settings-changed': kind(
      z.strictObject({ revision: count, digest: hex32, by }),
      'none',
      'The published time limits of complaints, or the templates of answers, changed.',
    ),
  } as const;
}
