import { z } from 'zod';
import type { KindParts } from './catalogue-review.ts';

/** Measures against end users: what was counted, what followed, who confirmed, lifted and decided. Words stay out. @law measures#14 */
export function enforcementKinds({ kind, id, count, hex32, by }: KindParts) {
  const rung = z.enum(['warning', 'restriction', 'suspension', 'end']);
  const measure = { measure: id, service: id, endUser: z.string(), rung };
  return {
    'measure.policy-drafted': kind(
      z.strictObject({ service: id, version: count, digest: hex32, by }),
      'none',
      'What follows on refusals was drafted for a service; nothing is in force by it. @law measures#14',
    ),
    'measure.policy-simulated': kind(
      z.strictObject({ service: id, version: count, days: count, users: count, struck: count, digest: hex32, by }),
      'none',
      'What a drafted policy would have done to the stored traffic was counted.',
    ),
    'measure.policy-activated': kind(
      z.strictObject({ service: id, version: count, digest: hex32, by }),
      'none',
      'A named person put a policy into force.',
    ),
    'measure.policy-ended': kind(
      z.strictObject({ service: id, version: count, by }),
      'none',
      'A policy was switched off; refusals no longer lead to anything.',
    ),
    'measure.strike': kind(
      z.strictObject({
        exchange: id,
        service: id,
        endUser: z.string(),
        risks: z.array(z.string()),
        policyVersion: count,
      }),
      'pseudonymous',
      'A refusal of what an end user wrote last was counted, once.',
    ),
    'measure.imposed': kind(
      z.strictObject({
        ...measure,
        automated: z.boolean(),
        ground: z.enum(['in-a-row', 'within', 'by-hand']),
        policyVersion: count.optional(),
        /** The exchanges that led to it. */
        exchanges: z.array(id),
        endpoints: z.array(z.string()),
        days: count.optional(),
        endsAt: z.string().optional(),
        /** It does nothing before a person confirms it. */
        proposed: z.boolean(),
        /** To the words of whoever imposed it. */
        commitment: hex32.optional(),
        by,
      }),
      'pseudonymous',
      'A measure was imposed on an end user, or proposed; with what led to it and for how long. @law measures#14',
    ),
    'measure.confirmed': kind(
      z.strictObject({ ...measure, endsAt: z.string().optional(), by }),
      'pseudonymous',
      'A person confirmed a proposed measure.',
    ),
    'measure.ended': kind(
      z.strictObject({
        ...measure,
        reason: z.enum(['expired', 'lifted', 'mistaken', 'overturned', 'rejected']),
        /** How many refusals no longer count. */
        voided: count,
        commitment: hex32.optional(),
        by,
      }),
      'pseudonymous',
      'A measure ended: by its time, by a person, or because it was wrong; then nothing of it counts.',
    ),
    'measure.appealed': kind(
      z.strictObject({
        measure: id,
        appeal: id,
        channel: z.enum(['portal', 'api']),
        dueAt: z.string(),
        commitment: hex32,
      }),
      'none',
      'An end user appealed against a measure.',
    ),
    'measure.appeal-decided': kind(
      z.strictObject({
        measure: id,
        appeal: id,
        outcome: z.enum(['upheld', 'overturned']),
        late: z.boolean(),
        commitment: hex32,
        by,
      }),
      'pseudonymous',
      'A person who neither imposed nor confirmed the measure decided the appeal.',
    ),
    'measure.viewed': kind(
      z.strictObject({ measure: id, by }),
      'pseudonymous',
      'A member of staff read what an end user wrote in an appeal.',
    ),
    'measure.exported': kind(
      z.strictObject({ measures: count, by }),
      'pseudonymous',
      'The register of measures was exported.',
    ),
    'measure.report-drafted': kind(
      z.strictObject({ measure: id, revision: count, digest: hex32, by }),
      'none',
      'A report to an authority about a measure was drafted; nothing left the house.',
    ),
    'measure.report-signed': kind(
      z.strictObject({ measure: id, revision: count, digest: hex32, by }),
      'pseudonymous',
      'A named person signed a report to an authority. @law measures#14',
    ),
  };
}
