import { z } from 'zod';
import { idSchema, instantSchema, pageOf } from './common.ts';
import { limitBasisSchema } from './law.ts';
import { noticeSchema, personSchema } from './people.ts';

/** What may be done to an end user, the mildest first. @law measures#14 */
export const measureRungSchema = z.enum(['warning', 'restriction', 'suspension', 'end']);
export type MeasureRung = z.infer<typeof measureRungSchema>;
/** `proposed`: found by the policy, waits for a person, and does nothing yet. */
export const measureStateSchema = z.enum(['proposed', 'active', 'ended', 'rejected']);
export type MeasureState = z.infer<typeof measureStateSchema>;
/** How the policy came to it: refusals in a row, refusals within a time; or a person did. */
export const measureGroundSchema = z.enum(['in-a-row', 'within', 'by-hand']);
export const measureEndSchema = z.enum(['expired', 'lifted', 'mistaken', 'overturned', 'rejected']);
export type MeasureEnd = z.infer<typeof measureEndSchema>;
export const measureLanguageSchema = z.enum(['zh-CN', 'en']);
export type MeasureLanguage = z.infer<typeof measureLanguageSchema>;

/** What a restriction can close, by the names of records. */
export const measureFunctionSchema = z.enum([
  'chat.completions',
  'images/generations',
  'images/edits',
  'videos',
  'audio/speech',
  'embeddings',
  'hegui.exports',
]);
export type MeasureFunction = z.infer<typeof measureFunctionSchema>;

const DAYS_MAX = 365;
export const measureRungRuleSchema = z.strictObject({
  rung: z.enum(['warning', 'restriction', 'suspension']),
  /** So many refusals with nothing accepted between them; null = this does not lead to it. */
  inRow: z.int().min(2).max(20).nullable(),
  /** So many refusals within so many hours. */
  within: z
    .strictObject({
      strikes: z.int().min(2).max(100),
      hours: z
        .int()
        .min(1)
        .max(24 * 30),
    })
    .nullable(),
  days: z.int().min(1).max(DAYS_MAX),
  /** Only of a restriction. */
  endpoints: z.array(measureFunctionSchema).max(measureFunctionSchema.options.length),
  /** A person must confirm it before it does anything. */
  confirm: z.boolean(),
});
export type MeasureRungRule = z.infer<typeof measureRungRuleSchema>;

/** What follows on refusals of what an end user wrote, for one service. */
export const measurePolicySchema = z.strictObject({
  /** Risks that count, such as `A.1.f`; refusals for others never do. */
  risks: z.array(z.string().regex(/^A\.[1-5]\.[a-z]$/, 'is no risk code such as A.1.f')).max(40),
  /** Refusals older than this no longer count. */
  strikeDays: z.int().min(1).max(DAYS_MAX),
  /** For so long after its end a measure is remembered: what follows then is the next rung. */
  rememberDays: z.int().min(1).max(DAYS_MAX),
  rungs: z.array(measureRungRuleSchema).min(1).max(3),
});
export type MeasurePolicy = z.infer<typeof measurePolicySchema>;

/** What a policy would have done to the stored traffic of some days; counted without reading any content. */
export const measureSimulationSchema = z.object({
  days: z.int(),
  from: instantSchema,
  to: instantSchema,
  /** Named end users who asked something. */
  users: z.int(),
  /** Of them, with at least one refusal that counts. */
  struck: z.int(),
  strikes: z.int(),
  rungs: z.array(z.object({ rung: measureRungSchema, users: z.int(), measures: z.int() })),
  /** How many users had so many refusals; the last one stands for all above as well. */
  histogram: z.array(z.object({ strikes: z.int(), users: z.int() })),
  /** True when there was more traffic than is looked at; the newest counts. */
  partial: z.boolean(),
});
export type MeasureSimulation = z.infer<typeof measureSimulationSchema>;

export const measurePolicyVersionSchema = z.object({
  version: z.int(),
  state: z.enum(['draft', 'active', 'replaced', 'off']),
  settings: measurePolicySchema,
  createdAt: instantSchema,
  createdBy: personSchema,
  simulation: measureSimulationSchema.nullable(),
  simulatedAt: instantSchema.nullable(),
  activatedAt: instantSchema.nullable(),
  activatedBy: personSchema.nullable(),
  endedAt: instantSchema.nullable(),
});
export type MeasurePolicyVersion = z.infer<typeof measurePolicyVersionSchema>;

/** GET /api/measure-policies/:serviceId */
export const measurePolicyStateSchema = z.object({
  serviceId: idSchema,
  serviceName: z.string(),
  active: measurePolicyVersionSchema.nullable(),
  draft: measurePolicyVersionSchema.nullable(),
  /** To begin with where there is neither. */
  start: measurePolicySchema,
  /** Longest time of a measure that nobody confirmed, by rung. */
  automaticDaysMax: z.record(z.string(), z.int()),
  basis: limitBasisSchema,
});
export type MeasurePolicyState = z.infer<typeof measurePolicyStateSchema>;
/** PUT /api/measure-policies/:serviceId/draft */
export const measurePolicyDraftSchema = z.strictObject({ settings: measurePolicySchema });
/** POST /api/measure-policies/:serviceId/draft/simulate */
export const measureSimulateSchema = z.strictObject({ days: z.int().min(1).max(90).default(30) });
/** POST /api/measure-policies/:serviceId/draft/activate: the version that was read. */
export const measureActivateSchema = z.strictObject({ version: z.int().min(1) });

/** GET /api/measures */
export const measuresQuerySchema = z.object({
  heap: z.enum(['proposed', 'active', 'appeals', 'ended']).default('active'),
  serviceId: idSchema.optional(),
  /** A number, a receipt, an id, or a pseudonym. */
  find: z.string().trim().max(100).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const appealRowSchema = z.object({
  id: idSchema,
  receivedAt: instantSchema,
  dueAt: instantSchema,
  /** Negative once it is late; null once it is decided. */
  workingDaysLeft: z.int().nullable(),
  overdue: z.boolean(),
  state: z.enum(['open', 'decided']),
  outcome: z.enum(['upheld', 'overturned']).nullable(),
});

export const measureRowSchema = z.object({
  id: idSchema,
  number: z.int(),
  serviceId: idSchema,
  serviceName: z.string(),
  endUser: z.string(),
  rung: measureRungSchema,
  state: measureStateSchema,
  automated: z.boolean(),
  ground: measureGroundSchema,
  strikes: z.int(),
  risks: z.array(z.string()),
  imposedAt: instantSchema,
  startsAt: instantSchema.nullable(),
  endsAt: instantSchema.nullable(),
  endedAt: instantSchema.nullable(),
  endedReason: measureEndSchema.nullable(),
  appeal: appealRowSchema.nullable(),
});
export type MeasureRow = z.infer<typeof measureRowSchema>;
export const measuresPageSchema = pageOf(measureRowSchema);
/** GET /api/measures/counts, each up to 1,000. */
export const measureCountsSchema = z.object({ proposed: z.int(), active: z.int(), appeals: z.int(), overdue: z.int() });

/** Why, what it means and what can be done, in one language; the order is that in which it is read. */
export const measureStatementSchema = z.object({
  language: measureLanguageSchema,
  title: z.string(),
  sections: z.array(
    z.object({
      name: z.enum(['decision', 'duration', 'facts', 'ground', 'automated', 'meaning', 'appeal', 'outcome']),
      heading: z.string(),
      text: z.string(),
    }),
  ),
});
export type MeasureStatement = z.infer<typeof measureStatementSchema>;

export const measureReportTextSchema = z.object({
  provider: z.object({ name: z.string(), creditCode: z.string() }).nullable(),
  service: z.object({ name: z.string(), modelCode: z.string() }),
  number: z.int(),
  authority: z.string(),
  summary: z.string(),
  rung: measureRungSchema,
  risks: z.array(z.string()),
  strikes: z.int(),
  startsAt: instantSchema.nullable(),
  endsAt: instantSchema.nullable(),
});
export type MeasureReportText = z.infer<typeof measureReportTextSchema>;
export const measureReportSchema = z.object({
  revision: z.int(),
  text: measureReportTextSchema,
  draftedBy: personSchema,
  draftedAt: instantSchema,
  signed: z.object({ name: z.string(), at: instantSchema, digest: z.string() }).nullable(),
});

/** GET /api/measures/:id */
export const measureDetailSchema = measureRowSchema.extend({
  endpoints: z.array(z.string()),
  policyVersion: z.int().nullable(),
  imposedBy: personSchema,
  confirmedBy: personSchema.nullable(),
  endedBy: personSchema.nullable(),
  days: z.int().nullable(),
  appealUntil: instantSchema.nullable(),
  receipt: z.string().nullable(),
  statements: z.array(measureStatementSchema),
  exchanges: z.array(z.object({ id: idSchema, at: instantSchema, risks: z.array(z.string()), voided: z.boolean() })),
  /** What else was done to the same user, newest first. */
  others: z.array(z.object({ id: idSchema, number: z.int(), rung: measureRungSchema, state: measureStateSchema })),
  appealDecidedBy: personSchema.nullable(),
  /** May whoever asks decide the appeal? Not who imposed or confirmed the measure. */
  mayDecide: z.boolean(),
  notices: z.array(noticeSchema),
  report: measureReportSchema.nullable(),
});
export type MeasureDetail = z.infer<typeof measureDetailSchema>;

export const MEASURE_TEXT_CHARS_MAX = 3_000;
const wordsSchema = z.string().trim().min(1).max(MEASURE_TEXT_CHARS_MAX);

/** POST /api/measures: by hand. The user is named by an exchange, or as the provider's app names them; that name is not kept. */
export const measureImposeSchema = z.strictObject({
  serviceId: idSchema,
  user: z.string().min(1).max(512).optional(),
  exchangeId: idSchema.optional(),
  rung: measureRungSchema,
  /** Not of an end of service, which has none. */
  days: z.int().min(1).max(DAYS_MAX).nullable(),
  endpoints: z.array(measureFunctionSchema).default([]),
  risks: z.array(z.string().max(20)).max(10).default([]),
  /** What happened and which rule it broke, for the user to read. */
  reason: z.strictObject({ zh: wordsSchema, en: wordsSchema }),
});
export type MeasureImpose = z.output<typeof measureImposeSchema>;
/** POST /api/measures/:id/lift; with `mistaken` the refusals that led to it no longer count. */
export const measureLiftSchema = z.strictObject({ mistaken: z.boolean(), reason: wordsSchema });
/** POST /api/measures/:id/appeal/decide */
export const measureDecideSchema = z.strictObject({ outcome: z.enum(['upheld', 'overturned']), text: wordsSchema });
/** GET /api/measures/:id/appeal; every look leaves evidence. */
export const measureAppealContentSchema = z.object({
  content: z.object({ text: z.string(), answer: z.string().nullable(), language: measureLanguageSchema }).nullable(),
});
/** PUT /api/measures/:id/report */
export const measureReportDraftSchema = z.strictObject({
  revision: z.int().min(0),
  authority: z.string().trim().min(1).max(200),
  summary: wordsSchema,
});
/** POST /api/measures/:id/report/sign */
export const measureReportSignSchema = z.strictObject({ revision: z.int().min(1), password: z.string().max(1_000) });

/** What the person and the provider's app are told of a measure. */
export const measureForPublicSchema = z.object({
  id: idSchema,
  rung: measureRungSchema,
  state: measureStateSchema,
  /** Of a restriction: what is closed, by the names of records. */
  endpoints: z.array(z.string()),
  startsAt: instantSchema.nullable(),
  endsAt: instantSchema.nullable(),
  endedReason: measureEndSchema.nullable(),
  statements: z.array(measureStatementSchema),
  appeal: z
    .object({
      receivedAt: instantSchema,
      answerBy: z.string(),
      state: z.enum(['open', 'decided']),
      outcome: z.enum(['upheld', 'overturned']).nullable(),
      text: z.string(),
      answer: z.string().nullable(),
    })
    .nullable(),
  /** Last day for an appeal; null when there is nothing to appeal against any more. */
  canAppealUntil: z.string().nullable(),
});
export type MeasureForPublic = z.infer<typeof measureForPublicSchema>;

/** GET /api/public/measures?user=: for the app of the service, whose key vouches for its users. */
export const publicMeasuresQuerySchema = z.object({ user: z.string().min(1).max(512) });
export const publicMeasuresSchema = z.object({
  measures: z.array(
    measureForPublicSchema.extend({
      receipt: z.string(),
      secret: z.string(),
      /** Pages where the person reads it and appeals, with the receipt. */
      urls: z.object({ zh: z.string(), en: z.string() }),
    }),
  ),
});
/** POST /api/public/measures/:id/appeals, with the user whom it concerns. */
export const publicAppealSchema = z.strictObject({
  user: z.string().min(1).max(512),
  text: wordsSchema,
  language: measureLanguageSchema.default('zh-CN'),
});
/** GET /api/measures/:id/report/file */
export const measureReportFileQuerySchema = z.object({
  format: z.enum(['docx', 'pdf']),
  lang: z.enum(['zh', 'en']).default('zh'),
});
/** POST /api/measures/:id/reject */
export const measureRejectSchema = z.strictObject({ reason: wordsSchema });
