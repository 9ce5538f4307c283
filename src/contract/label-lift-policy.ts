import { z } from 'zod';

/** What people call a text of the labelling agreement, such as `2026-11`. */
export const agreementVersionSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, 'must be 1 to 40 letters, digits, dots, dashes or underscores');

/** Below this no setting goes. @law labelling-measures#9 */
export const LIFT_KEEP_MONTHS_MIN = 6;

/**
 * Whether content may leave without the mark that people see or hear, to users who asked for it and agreed to mark it themselves.
 * The label in the file's metadata always stays. @law labelling-measures#9
 */
export const labelLiftPolicySchema = z.strictObject({
  /** Versions of the labelling agreement under which it may; none = never. */
  agreements: z.array(agreementVersionSchema).max(20).default([]),
  /** How long it stays written down who got what without a mark; counted from its delivery. */
  keepMonths: z
    .int()
    .min(
      LIFT_KEEP_MONTHS_MIN,
      `must be at least ${LIFT_KEEP_MONTHS_MIN}: the records are kept for no less than six months`,
    )
    .max(120)
    .default(LIFT_KEEP_MONTHS_MIN),
});
export type LabelLiftPolicy = z.infer<typeof labelLiftPolicySchema>;
