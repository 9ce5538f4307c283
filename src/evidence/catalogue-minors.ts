import { z } from 'zod';
import type { KindParts } from './catalogue-review.ts';

const AGE_BANDS = ['under-8', '8-13', '14-15', '16-17', 'adult'] as const;

/** Ages of end users, guardians, minor mode, and companions. Words, names and addresses stay out. @law measures#10 order21#14 */
export function minorKinds({ kind, id, count, hex32, by }: KindParts) {
  const endUser = z.string();
  const band = z.enum(AGE_BANDS);
  const user = { service: id, endUser };
  const link = { link: id, ...user };
  return {
    'minors.policy-changed': kind(
      z.strictObject({
        service: id,
        revision: count,
        digest: hex32,
        mode: z.enum(['off', 'mode', 'excluded']),
        /** Members that are looser than the rules; then somebody said why. */
        looser: z.array(z.string()),
        reasonDigest: hex32.optional(),
        by,
      }),
      'pseudonymous',
      'How a service treats minors changed; says what of it is looser than the rules. @law measures#10',
    ),
    'minors.age-stated': kind(
      z.strictObject({
        ...user,
        source: z.enum(['declared', 'guardian', 'verified', 'decided']),
        band,
        /** What was believed before; absent when nothing was. */
        before: band.optional(),
      }),
      'pseudonymous',
      'How old an end user is was told, and by which source. @law order21#14',
    ),
    'minors.code-made': kind(
      z.strictObject(user),
      'pseudonymous',
      'A child asked for a code by which a guardian can link themselves.',
    ),
    'minors.guardian-linked': kind(
      z.strictObject({
        ...link,
        assurance: z.enum(['code', 'vouched']),
        /** SHA-256 of the words that were consented to; absent when nobody consented. */
        consentDigest: hex32.optional(),
      }),
      'pseudonymous',
      'A guardian was linked to a child, and consented or not. @law pipl#31 order21#17',
    ),
    'minors.guardian-set': kind(
      z.strictObject({ ...link, revision: count, digest: hex32, hasLeft: z.boolean() }),
      'pseudonymous',
      'A guardian changed what holds for a child, or left minor mode.',
    ),
    'minors.guardian-unlinked': kind(
      z.strictObject({ ...link, by: z.enum(['guardian', 'app', 'decided']) }),
      'pseudonymous',
      'A guardian is linked to a child no more; what they set and consented to ended with it.',
    ),
    'minors.appealed': kind(
      z.strictObject({ appeal: id, ...user, claimed: band, dueAt: z.string(), commitment: hex32 }),
      'pseudonymous',
      'Somebody said that their age was misjudged. @law order21#14',
    ),
    'minors.appeal-decided': kind(
      z.strictObject({
        appeal: id,
        outcome: z.enum(['upheld', 'overturned']),
        late: z.boolean(),
        commitment: hex32,
        by,
      }),
      'pseudonymous',
      'A person decided how old an end user is treated.',
    ),
    'minors.appeal-viewed': kind(
      z.strictObject({ appeal: id, by }),
      'pseudonymous',
      'A member of staff read what somebody wrote about their age.',
    ),
    'minors.record-viewed': kind(
      z.strictObject({ ...user, purpose: z.string(), by }),
      'pseudonymous',
      'A member of staff looked at what is kept about one end user’s age and use, and said why. @law pipl#51',
    ),
    'companion.contact-set': kind(
      z.strictObject({
        ...user,
        kind: z.enum(['emergency', 'guardian']),
        channel: z.enum(['email', 'sms']),
        commitment: hex32,
      }),
      'pseudonymous',
      'Whom to call when an end user is in danger was told. @law order21#12',
    ),
    'companion.contact-removed': kind(
      z.strictObject(user),
      'pseudonymous',
      'Whom to call when an end user is in danger was taken back.',
    ),
    'companion.crisis': kind(
      z.strictObject({
        exchange: id,
        service: id,
        endUser: endUser.optional(),
        contact: z.enum(['told', 'none', 'lately']),
      }),
      'pseudonymous',
      'Somebody seemed to be in danger, by a list of the provider; says whether their contact was told. @law order21#13',
    ),
    'companion.crisis-handled': kind(
      z.strictObject({ exchange: id, by }),
      'pseudonymous',
      'A person took care of somebody who seemed to be in danger. @law order21#13',
    ),
  } as const;
}
