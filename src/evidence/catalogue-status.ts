import { z } from 'zod';
import type { KindParts } from './catalogue-review.ts';

const status = z.enum(['met', 'due', 'breached', 'not-applicable', 'unknown']);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** Where the provider stood, when that changed, and what people answered for. Their words stay out. */
export function statusKinds({ kind, id, hex32, by }: KindParts) {
  return {
    'status.changed': kind(
      z.strictObject({
        control: z.string(),
        was: status,
        status,
        cause: z.enum(['measured', 'overridden', 'override-ended']),
        /** Why, as a code of the control. */
        code: z.string(),
        figures: z.record(z.string(), z.number()),
        override: id.optional(),
      }),
      'none',
      'A control turned from one status to another: what was measured, or what someone answers for.',
    ),
    'status.overridden': kind(
      z.strictObject({ override: id, control: z.string(), status, reasonDigest: hex32, expiresAt: z.string(), by }),
      'pseudonymous',
      'A person answers for a status that the data do not show, until a day.',
    ),
    'status.override-ended': kind(
      z.strictObject({ override: id, control: z.string(), cause: z.enum(['expired', 'by-hand']), by }),
      'pseudonymous',
      'From then on the data speak again.',
    ),
    'status.numbers-kept': kind(
      z.strictObject({ numbers: z.record(z.string(), z.string()), by }),
      'pseudonymous',
      'Numbers that authorities gave, which are public.',
    ),
    'status.task-changed': kind(
      z.strictObject({
        obligation: z.string(),
        dueOn: day.nullable(),
        doneOn: day.nullable(),
        validUntil: day.nullable(),
        noteDigest: hex32,
        by,
      }),
      'pseudonymous',
      'A person says when something was or will be done that software cannot do.',
    ),
    'status.calendar-made': kind(
      z.strictObject({ by }),
      'pseudonymous',
      'A secret address was made at which calendars fetch the dates of the board; one of before ended.',
    ),
    'status.calendar-ended': kind(z.strictObject({ by }), 'pseudonymous', 'The secret address for calendars ended.'),
    'status.exported': kind(
      z.strictObject({
        format: z.enum(['xlsx', 'docx', 'pdf', 'json']),
        /** Of the log, when the board was read. */
        size: z.int().nonnegative(),
        root: z.string().nullable(),
        /** SHA-256 of the file. */
        digest: hex32,
        by,
      }),
      'pseudonymous',
      'The board left the house.',
    ),
    'status.digest-settings-changed': kind(
      z.strictObject({
        revision: z.int().positive(),
        cadence: z.enum(['off', 'daily', 'weekly']),
        /** How many addresses are told; the addresses stay out. */
        recipients: z.int().nonnegative(),
        webhook: z.boolean(),
        alerts: z.boolean(),
        by,
      }),
      'pseudonymous',
      'When and to how many the board is told was changed.',
    ),
    'status.digest-sent': kind(
      z.strictObject({
        digest: id,
        kind: z.enum(['daily', 'weekly', 'by-hand', 'alert']),
        from: z.string(),
        to: z.string(),
        /** Of the log, when the board was read. */
        size: z.int().nonnegative(),
        root: z.string().nullable(),
        /** Of an alert: the controls and tasks that turned red. */
        red: z.array(z.string()),
        counts: z.record(z.string(), z.int().nonnegative()),
        recipients: z.int().nonnegative(),
        webhook: z.boolean(),
        by,
      }),
      'pseudonymous',
      'People and systems of the provider were told where it stands; how each notice fared is in notice.settled.',
    ),
    'status.law-change-noticed': kind(
      z.strictObject({ obligation: z.string(), from: day }),
      'none',
      'The law as data holds something that will be asked of the provider from a later day on.',
    ),
    'status.law-change-prepared': kind(
      z.strictObject({ obligation: z.string(), from: day, doneOn: day.nullable(), noteDigest: hex32, by }),
      'pseudonymous',
      'A person took on, or says done, the preparation for law that is to come.',
    ),
  };
}
