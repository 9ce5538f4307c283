import { z } from 'zod';
import { instantSchema } from './common.ts';

/** How surely an end user is known: not at all, by a telephone number, by name and number of a document, as an organisation. */
export const assuranceLevelSchema = z.enum(['none', 'phone', 'verified', 'entity']);
export type AssuranceLevel = z.infer<typeof assuranceLevelSchema>;
export const confirmedLevelSchema = assuranceLevelSchema.exclude(['none']);
export type ConfirmedLevel = z.infer<typeof confirmedLevelSchema>;

/** What an end user may want to do, as far as it matters who they are. */
export const identityFunctionSchema = z.enum(['ask', 'picture', 'sound', 'video', 'publish', 'companion', 'pay']);
export type IdentityFunction = z.infer<typeof identityFunctionSchema>;

/** Whole years of age when somebody was confirmed, in the bands that the law knows. The only thing that is kept of a date of birth. */
export const knownAgeSchema = z.enum(['under-8', '8-13', '14-15', '16-17', 'adult']);
export type KnownAge = z.infer<typeof knownAgeSchema>;

const days = z.int().min(1).max(3_650);

/** Who must be known how surely before what. @law csl#26 deep-synthesis#9 */
export const identityPolicySchema = z.strictObject({
  /** By function, the least level; a function that is not named is open to everybody. */
  needs: z.partialRecord(identityFunctionSchema, confirmedLevelSchema).default({}),
  /** Where something is needed: what becomes of a request that names no end user. */
  unnamed: z.enum(['refuse', 'admit']).default('refuse'),
  /** Until then whoever lacks the level is let in and told what will be needed; null = no such time. */
  graceUntil: instantSchema.nullable().default(null),
  /**
   * `counts`: a code sent by e-mail is offered and counts as the lowest level, never for publishing. An address is no real identity
   * under the law; this is for users abroad without a telephone number.
   */
  email: z.enum(['off', 'counts']).default('off'),
  /** How long a confirmation of each level holds. */
  validDays: z
    .strictObject({ phone: days.default(365), verified: days.default(1_095), entity: days.default(365) })
    .prefault({}),
});
export type IdentityPolicy = z.infer<typeof identityPolicySchema>;
