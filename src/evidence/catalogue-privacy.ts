import { z } from 'zod';
import type { KindParts } from './catalogue-review.ts';

/** Requests about personal information, erasure, and what goes at the end of its term. Words and names stay out. @law measures#11 */
export function privacyKinds({ kind, id, count, hex32, by }: KindParts) {
  const day = z.string();
  const message = { request: id, message: id, commitment: hex32 };
  const kept = z.array(z.strictObject({ holder: z.string(), count, law: z.string(), until: z.string().optional() }));
  return {
    'privacy.requested': kind(
      z.strictObject({
        ...message,
        kind: z.string(),
        channel: z.enum(['portal', 'api', 'staff']),
        service: id,
        /** Absent until it is known who asks. */
        endUser: z.string().optional(),
        contact: z.boolean(),
        acknowledgeBy: day,
        answerBy: day,
        /** Who entered it at the desk; absent where the person sent it. */
        by: by.optional(),
        /** A test of the board's own probe; absent for everybody's. */
        synthetic: z.literal(true).optional(),
      }),
      'pseudonymous',
      'Somebody asked about their personal information; durable before they are given a receipt. @law measures#11 pipl#50',
    ),
    'privacy.probe-erased': kind(
      z.strictObject({ request: id }),
      'none',
      "A test request of the board's own probe was proven or given up, and is gone with its receipt.",
    ),
    'privacy.identified': kind(
      z.strictObject({
        request: id,
        identity: z.enum(['vouched', 'confirmed', 'staff']),
        means: z.string().optional(),
        endUser: z.string(),
        by: by.optional(),
      }),
      'pseudonymous',
      'It became known who asks, by the least that was needed. @law pipl#50',
    ),
    'privacy.acknowledged': kind(
      z.strictObject({ ...message, late: z.boolean(), by }),
      'pseudonymous',
      'A person took a request up and said so.',
    ),
    'privacy.message': kind(
      z.strictObject({ ...message, purpose: z.string(), author: z.enum(['public', 'staff']), by: by.optional() }),
      'pseudonymous',
      'Whoever asked, or staff, wrote something to a request.',
    ),
    'privacy.extended': kind(
      z.strictObject({ ...message, workingDays: count, answerBy: day, by }),
      'pseudonymous',
      'A request takes longer, for a reason that the person was told.',
    ),
    'privacy.searched': kind(
      z.strictObject({ request: id, holders: z.record(z.string(), count), by }),
      'pseudonymous',
      'Everything about one person was looked for; what was found is counted by holder. @law pipl#45',
    ),
    'privacy.decided': kind(
      z.strictObject({ ...message, outcome: z.string(), late: z.boolean(), by }),
      'pseudonymous',
      'A person decided about a request and told whoever asked, or ordered what was asked for. @law pipl#50',
    ),
    'privacy.reopened': kind(
      z.strictObject({ ...message, acknowledgeBy: day, answerBy: day }),
      'none',
      'Whoever asked did not accept the answer; somebody else decides again.',
    ),
    'privacy.withdrawn': kind(z.strictObject(message), 'none', 'A request was taken back.'),
    'privacy.viewed': kind(
      z.strictObject({ request: id, purpose: z.string(), by }),
      'pseudonymous',
      'A member of staff looked at what somebody wrote about their personal information. @law pipl#51',
    ),
    'privacy.exported': kind(
      z.strictObject({ requests: count, content: z.boolean(), by }),
      'pseudonymous',
      'Requests left the desk as a file.',
    ),
    'privacy.copy-fetched': kind(
      z.strictObject({ request: id, left: count }),
      'pseudonymous',
      'The copy of somebody’s personal information was handed out to them. @law pipl#45',
    ),
    'privacy.training-restricted': kind(
      z.strictObject({ request: id.optional(), endUser: z.string() }),
      'pseudonymous',
      'What one person asked and was answered never leaves for training again. @law measures#11',
    ),
    'privacy.erasure-ordered': kind(
      z.strictObject({ erasure: id, request: id.optional(), endUser: z.string(), reason: z.string().optional(), by }),
      'pseudonymous',
      'Everything about one person is to be erased. @law pipl#47',
    ),
    'privacy.erasure-begun': kind(
      z.strictObject({ erasure: id, attempt: count }),
      'none',
      'An order to erase a person was taken in hand, or taken over.',
    ),
    'privacy.holder-done': kind(
      z.strictObject({ erasure: id, holder: z.string(), records: count }),
      'none',
      'One part of the house has erased what it kept about a person. @law pipl#47',
    ),
    'privacy.records-erased': kind(
      z.strictObject({ erasure: id, holder: z.string(), records: count, by }),
      'none',
      'One batch of what is kept about a person was erased. @law pipl#47',
    ),
    'privacy.erasure-proven': kind(
      z.strictObject({
        erasure: id,
        request: id.optional(),
        erased: z.record(z.string(), count),
        /** What a search right after still found, by holder; erased entirely but for what is named as kept: none. */
        found: z.record(z.string(), count),
        kept,
        nextAt: z.string().optional(),
      }),
      'none',
      'A person was erased, and a search right after found nothing but what stays by law until the day that is named. @law pipl#47',
    ),
    'retention.settings-changed': kind(
      z.strictObject({ revision: count, digest: hex32, by }),
      'none',
      'How long what is kept changed. @law measures#11',
    ),
    'retention.erased': kind(
      z.strictObject({ kind: z.string(), records: count, before: z.string(), revision: count }),
      'none',
      'One batch of what was past its term was erased by itself. @law measures#11 csl#23',
    ),
  } as const;
}
