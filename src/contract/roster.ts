import { z } from 'zod';
import { bilingualSchema, idSchema, instantSchema, nameSchema } from './common.ts';

const daySchema = z.iso.date();
const staffIdSchema = z
  .string()
  .regex(/^stf_[0-9A-HJKMNP-TV-Z]{26}$/, 'is not the id of a member of staff')
  .nullable();

/** POST /api/roster/appointments */
export const appointmentMakeSchema = z.strictObject({
  /** `role:…` or `duty:…` of the law's data. */
  subject: z.string().max(60),
  person: nameSchema,
  /** Their account; null where they have none. */
  staffId: staffIdSchema,
  deputy: nameSchema.nullable(),
  from: daySchema,
  to: daySchema.nullable(),
  note: z.string().trim().max(1_000),
});
export type AppointmentMake = z.infer<typeof appointmentMakeSchema>;
/** POST /api/roster/appointments/:id/signature: whoever appoints, by name. */
export const appointmentSignSchema = z.strictObject({ name: nameSchema });
/** POST /api/roster/appointments/:id/end: the first day on which they no longer answer. */
export const appointmentEndSchema = z.strictObject({ on: daySchema, reason: z.string().trim().min(1).max(1_000) });

export const appointmentSchema = z.object({
  id: idSchema,
  subject: z.string(),
  person: z.string(),
  staffId: z.string().nullable(),
  deputy: z.string().nullable(),
  from: daySchema,
  to: daySchema.nullable(),
  note: z.string(),
  madeAt: instantSchema,
  madeBy: z.string(),
  signature: z.object({ by: z.string(), name: z.string(), at: instantSchema }).nullable(),
  end: z.object({ on: daySchema, reason: z.string(), by: z.string(), at: instantSchema }).nullable(),
  /** `left`: the account was disabled or is gone. */
  state: z.enum(['in-force', 'unsigned', 'not-yet', 'ended', 'left']),
});
export type Appointment = z.infer<typeof appointmentSchema>;

/** Why nobody answers; null where somebody does. */
export const rosterGapSchema = z.enum(['nobody', 'unsigned', 'not-yet', 'ended', 'left']).nullable();
export const rosterSubjectSchema = z.object({
  id: z.string(),
  kind: z.enum(['role', 'duty']),
  name: bilingualSchema,
  sources: z.array(z.string()),
  confidence: z.enum(['official-text', 'second-hand', 'unverified']),
  /** Does a text ask for a named person? */
  isNamed: z.boolean(),
  isNeeded: z.boolean(),
  gap: rosterGapSchema,
  /** Newest first. */
  appointments: z.array(appointmentSchema),
});
export type RosterSubject = z.infer<typeof rosterSubjectSchema>;

/** POST /api/roster/trainings */
export const trainingKeepSchema = z.strictObject({
  person: nameSchema,
  staffId: staffIdSchema,
  topic: z.string().trim().min(1).max(200),
  heldOn: daySchema,
  material: z.string().trim().min(1).max(200),
  materialSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  result: z.enum(['passed', 'failed', 'attended']),
  /** Due again after this day; null: once is enough. */
  validUntil: daySchema.nullable(),
});
export type TrainingKeep = z.infer<typeof trainingKeepSchema>;
/** POST /api/roster/trainings/:id/withdrawal: it was written down by mistake. */
export const trainingWithdrawSchema = z.strictObject({ reason: z.string().trim().min(1).max(1_000) });

export const trainingSchema = trainingKeepSchema.extend({
  id: idSchema,
  at: instantSchema,
  by: z.string(),
  withdrawal: z.object({ reason: z.string(), by: z.string(), at: instantSchema }).nullable(),
  /** `superseded`: a later one of the same person and topic counts. */
  state: z.enum(['valid', 'near', 'expired', 'failed', 'superseded', 'withdrawn']),
});
export type Training = z.infer<typeof trainingSchema>;

/** GET /api/roster */
export const rosterSchema = z.object({
  subjects: z.array(rosterSubjectSchema),
  trainings: z.array(trainingSchema),
  /** People who answer for something and have no training that counts. */
  untrained: z.array(z.string()),
  /** Services for which nobody can say yet what is needed; every role then counts as needed. */
  undecided: z.array(z.string()),
});
export type Roster = z.infer<typeof rosterSchema>;
export const rosterParamsSchema = z.object({ id: idSchema });
