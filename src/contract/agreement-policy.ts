import { z } from 'zod';

/** What the gateway asks of end users before they are served. @law measures#9 */
export const agreementPolicySchema = z.strictObject({
  /** `required`: an end user is served once they accepted the agreement in force, as soon as one is. */
  acceptance: z.enum(['off', 'required']).default('off'),
  /** Where acceptance is required: what becomes of a request that names no end user. */
  unnamed: z.enum(['refuse', 'admit']).default('refuse'),
});
export type AgreementPolicy = z.infer<typeof agreementPolicySchema>;

/** Whether what end users enter may be used for training. Of whoever is not named nothing is: they could not refuse. */
export const trainingPolicySchema = z.strictObject({
  /** `opt-in`: only of those who allowed it. `opt-out`: of all but those who refused it. */
  choice: z.enum(['opt-in', 'opt-out']).default('opt-in'),
});
export type TrainingPolicy = z.infer<typeof trainingPolicySchema>;
export const trainingUseSchema = z.enum(['allowed', 'refused']);
export type TrainingUse = z.infer<typeof trainingUseSchema>;
