import { z } from 'zod';
import type { KindParts } from './catalogue-review.ts';

/** What end users agree to, what services disclose, and what users say about training. Texts stay out; they stand in versions. */
export function agreementKinds({ kind, id, count, hex32, by }: KindParts) {
  const draft = { service: id, revision: count, digest: hex32, by };
  const published = {
    service: id,
    number: count,
    /** What the checklist found open. */
    gaps: z.array(z.string()),
    /** SHA-256 of the reason that is kept beside the version; with gaps there always is one. */
    reasonDigest: hex32.optional(),
    by,
  };
  const channel = z.enum(['app', 'portal']);
  return {
    'agreement.drafted': kind(
      z.strictObject({ agreement: id, ...draft }),
      'pseudonymous',
      'A service agreement began to be written, or was written on.',
    ),
    'agreement.discarded': kind(
      z.strictObject({ agreement: id, service: id, by }),
      'pseudonymous',
      'A draft of a service agreement was given up.',
    ),
    'agreement.published': kind(
      z.strictObject({
        agreement: id,
        ...published,
        effectiveAt: z.string(),
        material: z.boolean(),
        /** SHA-256 of what readers of each language are shown. */
        digestZh: hex32,
        digestEn: hex32,
      }),
      'pseudonymous',
      'A person published a version of the service agreement. @law measures#9 labelling-measures#8',
    ),
    'agreement.accepted': kind(
      z.strictObject({
        acceptance: id,
        agreement: id,
        service: id,
        number: count,
        endUser: z.string(),
        language: z.enum(['zh', 'en']),
        /** Of the text that was shown. */
        digest: hex32,
        channel,
      }),
      'pseudonymous',
      'An end user accepted a version of the service agreement; durable before the user is served. @law measures#9',
    ),
    'agreement.withdrawn': kind(
      z.strictObject({ acceptance: id, service: id, number: count, endUser: z.string(), channel }),
      'pseudonymous',
      'An end user took an acceptance back. @law pipl#15',
    ),
    'agreement.exported': kind(
      z.strictObject({ rows: count, by }),
      'pseudonymous',
      'The list of acceptances left the house.',
    ),
    'disclosure.drafted': kind(
      z.strictObject({ disclosure: id, ...draft }),
      'pseudonymous',
      'What a service discloses began to be written, or was written on.',
    ),
    'disclosure.discarded': kind(
      z.strictObject({ disclosure: id, service: id, by }),
      'pseudonymous',
      'A draft of what a service discloses was given up.',
    ),
    'disclosure.published': kind(
      z.strictObject({ disclosure: id, ...published, digest: hex32 }),
      'pseudonymous',
      'A person published what a service discloses to the public. @law measures#10 measures#4',
    ),
    'training.chosen': kind(
      z.strictObject({ service: id, endUser: z.string(), choice: z.enum(['allowed', 'refused']), channel }),
      'pseudonymous',
      'An end user said whether what they enter may be used for training; counts from the next request on. @law measures#11',
    ),
  } as const;
}
