import { z } from 'zod';
import type { KindParts } from './catalogue-review.ts';

const contentKind = z.enum(['picture', 'sound', 'film', 'document', 'text']);

/** What was made and labelled, and what was not let out because it could not be. @law labelling-measures#5 */
export function labellingKinds({ kind, id, count, hex32, by }: KindParts) {
  return {
    'content.labelled': kind(
      z.strictObject({
        produceId: id,
        service: id,
        /** Absent for a file that a member of staff had labelled. */
        exchange: id.optional(),
        contentKind,
        mediaType: z.string(),
        format: z.string(),
        /**
         * SHA-256 of the labelled file, unsalted, so that anyone who holds the file can show that it is the one. The file holds
         * its random number, so that nobody can find what they do not have by guessing.
         */
        digest: hex32,
        bytes: count,
        model: z.string().optional(),
        /** Is a mark that people see or hear in the file? If not, why. */
        explicit: z.boolean(),
        explicitReason: z.string().optional(),
        by,
      }),
      'none',
      'A file was given its label and its number; durable before the file leaves. @law labelling-measures#5',
    ),
    'content.withheld': kind(
      z.strictObject({
        service: id,
        exchange: id,
        contentKind,
        /** Where it stood in the upstream's answer, such as `data.0`. */
        place: z.string(),
        /** `unreadable`: no whole file of that kind. `unsupported`: one that cannot carry a label. `fetch`: not to be had. */
        reason: z.enum(['unreadable', 'unsupported', 'too-large', 'fetch', 'other-kind', 'fault']),
      }),
      'none',
      'A generated file could not be labelled, so it was not let out.',
    ),
    'label-agreement.added': kind(
      z.strictObject({
        agreement: z.string(),
        /** SHA-256 of the canonical JSON of the text in both languages and its version. */
        digest: hex32,
        validFrom: z.string(),
        by,
      }),
      'none',
      'A text that fixes what users have to label themselves. @law labelling-measures#9',
    ),
    'label-lift.requested': kind(
      z.strictObject({ request: id, service: id, endUser: z.string(), agreement: z.string(), digest: hex32 }),
      'pseudonymous',
      'An end user asked for content without explicit label and accepted the agreement. @law labelling-measures#9',
    ),
    'label-lift.withdrawn': kind(
      z.strictObject({ request: id, service: id, endUser: z.string(), by: z.union([by, z.literal('end-user')]) }),
      'pseudonymous',
      'From then on the explicit label is put on again.',
    ),
    'label.lifted': kind(
      z.strictObject({
        lift: id,
        request: id,
        service: id,
        endUser: z.string(),
        agreement: z.string(),
        exchange: id,
        produceId: id,
        contentKind,
        expiresAt: z.string(),
      }),
      'pseudonymous',
      'Content left without explicit label: who got it, under which agreement; durable before it is shown. @law labelling-measures#9',
    ),
    'label-materials.made': kind(
      z.strictObject({
        pack: id,
        service: id,
        language: z.string(),
        /** Taken with a browser, and uploaded by the provider. */
        pictures: count,
        given: count,
        /** In which the model was asked for a sample; absent where it gave none. */
        exchange: id.optional(),
        files: z.array(z.strictObject({ path: z.string(), digest: hex32 })),
        by,
      }),
      'none',
      'Materials on labels were made for an app store or a filing; the digests say which. @law labelling-measures#7',
    ),
    'label-lifts.expired': kind(
      z.strictObject({ count, until: z.string() }),
      'none',
      'Records of content without explicit label were removed after their time.',
    ),
    'label-lifts.exported': kind(
      z.strictObject({ rows: count, by }),
      'none',
      'The list of content without explicit label left the house.',
    ),
  };
}
