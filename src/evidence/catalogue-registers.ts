import { z } from 'zod';
import type { KindParts } from './catalogue-review.ts';

/** Registers: incidents, orders, licences, who answers for what, and letters that leave the house. Words and names stay out. */
export function registerKinds({ kind, id, count, hex32, by }: KindParts) {
  const day = z.iso.date();
  return {
    'incident.recorded': kind(
      z.strictObject({
        incident: id,
        number: count,
        kind: z.string(),
        grade: z.string(),
        discoveredAt: z.string(),
        /** SHA-256 of the deed as canonical JSON. */
        digest: hex32,
        by,
      }),
      'pseudonymous',
      'An incident was written down; its clocks run from its discovery. @law incident#4',
    ),
    'incident.continued': kind(
      z.strictObject({
        incident: id,
        entry: id,
        step: z.enum(['corrected', 'noted', 'handled', 'waived', 'closed', 'reopened']),
        digest: hex32,
        by,
      }),
      'pseudonymous',
      'Something was done about an incident, or an earlier word was corrected. @law incident#8',
    ),
    'order.received': kind(
      z.strictObject({ order: id, number: count, agency: z.string(), deadlineOn: day, digest: hex32, by }),
      'pseudonymous',
      'An authority ordered something, by a last day. @law measures#21',
    ),
    'order.continued': kind(
      z.strictObject({
        order: id,
        entry: id,
        step: z.enum(['corrected', 'noted', 'task-set', 'task-done', 'extended', 'fulfilled', 'reopened']),
        digest: hex32,
        by,
      }),
      'pseudonymous',
      'Something was done about an order of an authority. @law measures#21',
    ),
    'letter.drafted': kind(
      z.strictObject({ letter: id, number: count, subject: id, matter: z.string(), digest: hex32, by }),
      'pseudonymous',
      'A letter to an authority or to people outside was drafted; it has not left the house.',
    ),
    'letter.signed': kind(
      z.strictObject({ letter: id, subject: id, digest: hex32, reasonDigest: hex32, by }),
      'pseudonymous',
      'A person put their name under a letter, with a reason; only then may it leave.',
    ),
    'letter.exported': kind(
      z.strictObject({ letter: id, subject: id, format: z.enum(['docx', 'pdf']), fileDigest: hex32, by }),
      'pseudonymous',
      'A signed letter was taken out as a file.',
    ),
    'letter.delivered': kind(
      z.strictObject({ letter: id, subject: id, matter: z.string(), at: z.string(), by }),
      'pseudonymous',
      'A person says when a letter reached its recipient.',
    ),
    'licence.kept': kind(
      z.strictObject({
        licence: id,
        version: count,
        kind: z.string(),
        validFrom: day,
        validTo: day.nullable(),
        document: hex32.nullable(),
        digest: hex32,
        by,
      }),
      'pseudonymous',
      'A licence, its renewal or its correction was written down. @law measures#23',
    ),
    'licence.ended': kind(
      z.strictObject({ licence: id, version: count, on: day, reasonDigest: hex32, by }),
      'pseudonymous',
      'A licence is no longer held. @law measures#23',
    ),
    'roster.appointed': kind(
      z.strictObject({ appointment: id, subject: z.string(), from: day, to: day.nullable(), digest: hex32, by }),
      'pseudonymous',
      'Somebody was named for a role or a duty; it counts once it is signed.',
    ),
    'roster.signed': kind(
      z.strictObject({ appointment: id, subject: z.string(), by }),
      'pseudonymous',
      'A person put their name under an appointment.',
    ),
    'roster.ended': kind(
      z.strictObject({ appointment: id, subject: z.string(), on: day, reasonDigest: hex32, by }),
      'pseudonymous',
      'Somebody no longer answers for a role or a duty.',
    ),
    'roster.trained': kind(
      z.strictObject({
        training: id,
        heldOn: day,
        validUntil: day.nullable(),
        result: z.enum(['passed', 'failed', 'attended']),
        material: hex32.nullable(),
        digest: hex32,
        by,
      }),
      'pseudonymous',
      'A person was trained, with this result.',
    ),
    'roster.training-withdrawn': kind(
      z.strictObject({ training: id, reasonDigest: hex32, by }),
      'pseudonymous',
      'A training was written down by mistake and counts no longer.',
    ),
  } as const;
}
