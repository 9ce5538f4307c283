import { z } from 'zod';
import { bilingualSchema, idSchema, instantSchema } from './common.ts';
import { letterDraftSchema, letterSchema } from './letters.ts';

/** `unclear` counts as yes until somebody knows. */
export const answerSchema = z.enum(['yes', 'no', 'unclear']);
export const incidentKindSchema = z.enum([
  'malware',
  'attack',
  'data',
  'content',
  'facility',
  'operation',
  'defect',
  'abnormal',
  'disaster',
  'other',
]);
export const incidentGradeSchema = z.enum(['specially-major', 'major', 'relatively-major', 'general', 'ungraded']);
export const incidentOperatorSchema = z.enum(['other', 'critical-infrastructure', 'organ']);

export const incidentRecipientSchema = z.enum([
  'provincial-cac',
  'protection-department',
  'police',
  'own-cyberspace-body',
  'competent-authority',
  'personal-information-authority',
  'persons',
  'guardians',
]);

const wordsSchema = z.string().trim().min(1).max(5_000);
const wordsOrNoneSchema = z.string().trim().max(5_000);

/** What is known of an incident; a report holds all of it. */
export const incidentFactsSchema = z.strictObject({
  title: z.string().trim().min(1).max(200),
  kind: incidentKindSchema,
  grade: incidentGradeSchema,
  operator: incidentOperatorSchema,
  /** Clocks run from here. */
  discoveredAt: instantSchema,
  /** null while nobody knows. */
  occurredAt: instantSchema.nullable(),
  systems: wordsSchema,
  effect: wordsOrNoneSchema,
  measures: wordsOrNoneSchema,
  /** Empty while it is not known; then a first report leaves it out. */
  cause: wordsOrNoneSchema,
  /** Persons whose information leaked or may have leaked; null while nobody knows. */
  leakedPersons: z.int().min(0).max(10_000_000_000).nullable(),
  leak: answerSchema,
  minorsAffected: answerSchema,
  suspectedCrime: answerSchema,
  /** Does it endanger national security or the public interest? */
  endangersPublic: answerSchema,
});
export type IncidentFacts = z.infer<typeof incidentFactsSchema>;

/** POST /api/incidents/:id/entries: what was done, or what was wrong before. */
export const incidentDeedSchema = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('corrected'), facts: incidentFactsSchema, reason: wordsSchema }),
  z.strictObject({ step: z.literal('noted'), text: wordsSchema }),
  /** Handling ended then; the time for the final report runs. Said again, the later word counts. */
  z.strictObject({ step: z.literal('handled'), endedAt: instantSchema, text: wordsSchema }),
  /** A report that a person decided not to make, where the law leaves that to them. */
  z.strictObject({ step: z.literal('waived'), report: z.string().max(50), reason: wordsSchema }),
  z.strictObject({ step: z.literal('closed'), reason: wordsSchema }),
  z.strictObject({ step: z.literal('reopened'), reason: wordsSchema }),
]);
export type IncidentDeed = z.infer<typeof incidentDeedSchema>;

export const incidentEntrySchema = z.object({
  id: idSchema,
  at: instantSchema,
  by: z.string(),
  byName: z.string(),
  deed: z.discriminatedUnion('step', [
    z.strictObject({ step: z.literal('recorded'), facts: incidentFactsSchema }),
    ...incidentDeedSchema.options,
  ]),
});
export type IncidentEntry = z.infer<typeof incidentEntrySchema>;

/** A report that the incident asks for. */
export const incidentReportSchema = z.object({
  id: z.string(),
  purpose: z.enum(['first', 'final', 'notice']),
  recipient: bilingualSchema,
  /** null: at once; the text gives no number. */
  dueAt: instantSchema.nullable(),
  /** `to-decide`: it depends on what nobody knows yet. */
  state: z.enum(['open', 'overdue', 'to-decide', 'in-time', 'late', 'delivered', 'waived']),
  deliveredAt: instantSchema.nullable(),
  source: z.string(),
  confidence: z.enum(['official-text', 'second-hand', 'unverified']),
  isWaivable: z.boolean(),
});
export type IncidentReport = z.infer<typeof incidentReportSchema>;

export const incidentSchema = z.object({
  id: idSchema,
  number: z.int(),
  state: z.enum(['open', 'handled', 'closed']),
  facts: incidentFactsSchema,
  recordedAt: instantSchema,
  handledAt: instantSchema.nullable(),
  reports: z.array(incidentReportSchema),
  /** The earliest of what is still to be delivered; null when nothing with a number is. */
  nextDueAt: instantSchema.nullable(),
  overdue: z.boolean(),
});
export type Incident = z.infer<typeof incidentSchema>;

/** GET /api/incidents: open ones by what is due first, then those that were closed. */
export const incidentsSchema = z.object({ items: z.array(incidentSchema) });
/** GET /api/incidents/:id */
export const incidentDetailSchema = incidentSchema.extend({
  entries: z.array(incidentEntrySchema),
  letters: z.array(letterSchema),
});
export type IncidentDetail = z.infer<typeof incidentDetailSchema>;

export const incidentParamsSchema = z.object({ id: idSchema });
/** POST /api/incidents/:id/letters: the draft of a report; `report` is one that is due, or `follow-up`. */
export const incidentLetterSchema = letterDraftSchema.extend({
  report: z.string().max(50),
  recipient: incidentRecipientSchema.optional(),
});
export type IncidentLetter = z.infer<typeof incidentLetterSchema>;
