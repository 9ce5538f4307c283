import { z } from 'zod';
import { idSchema, instantSchema, pageOf } from './common.ts';
import { riskCodeSchema } from './content.ts';

/** The way of illegal content out of a service, in order. @law measures#14 */
export const caseStepNameSchema = z.enum(['found', 'stopped', 'removed', 'fixed', 'reported', 'closed']);
export type CaseStepName = z.infer<typeof caseStepNameSchema>;

/** What stops or mends: a version of a word list, a version of a service's policy, or something else in words. */
export const caseMeasureSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('word-list'), id: idSchema, version: z.int().positive() }),
  z.strictObject({ kind: z.literal('policy'), id: idSchema, version: z.int().positive() }),
  z.strictObject({ kind: z.literal('other'), text: z.string().trim().min(1).max(500) }),
]);
export type CaseMeasure = z.infer<typeof caseMeasureSchema>;

const personSchema = z.object({ id: z.string(), name: z.string() });

export const caseStepSchema = z.object({
  step: caseStepNameSchema,
  /** `open`: others come before it; `next`: may be taken now. */
  state: z.enum(['done', 'skipped', 'next', 'open']),
  at: instantSchema.nullable(),
  by: personSchema.nullable(),
  note: z.string().nullable(),
  measures: z.array(caseMeasureSchema),
  dueAt: instantSchema.nullable(),
  /** Not done in time: still open after `dueAt`, or done after it. */
  overdue: z.boolean(),
});
export type CaseStep = z.infer<typeof caseStepSchema>;

/** GET /api/cases: newest first. */
export const caseRowSchema = z.object({
  id: idSchema,
  /** What people call it. */
  number: z.int(),
  title: z.string(),
  serviceId: z.string(),
  serviceName: z.string(),
  risk: z.string(),
  source: z.enum(['exchange', 'review', 'hand']),
  exchanges: z.int(),
  foundAt: instantSchema,
  openedAt: instantSchema,
  closedAt: instantSchema.nullable(),
  next: caseStepNameSchema.nullable(),
  nextDueAt: instantSchema.nullable(),
  overdue: z.boolean(),
});
export type CaseRow = z.infer<typeof caseRowSchema>;
export const casesQuerySchema = z.object({
  state: z.enum(['any', 'open', 'closed', 'overdue']).default('any'),
  serviceId: idSchema.optional(),
  exchangeId: idSchema.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const casesPageSchema = pageOf(caseRowSchema);

/** POST /api/cases opens one, from exchanges, from a decision that there was a violation, or by hand. */
export const caseCreateSchema = z.strictObject({
  title: z.string().trim().min(1).max(200),
  serviceId: idSchema,
  risk: riskCodeSchema,
  exchangeIds: z.array(idSchema).max(200).default([]),
  decisionId: idSchema.optional(),
  /** When it was found; now when left out. */
  foundAt: instantSchema.optional(),
  note: z.string().trim().max(2_000).default(''),
});
/** POST /api/cases/:id/exchanges */
export const caseExchangesSchema = z.strictObject({ exchangeIds: z.array(idSchema).min(1).max(200) });

/**
 * POST /api/cases/:id/steps takes the next step or leaves it out; leaving out needs a reason in `note`. `reported` is done
 * by signing the report and cannot be claimed here.
 */
export const caseStepTakeSchema = z.strictObject({
  step: z.enum(['stopped', 'removed', 'fixed', 'reported', 'closed']),
  state: z.enum(['done', 'skipped']),
  note: z.string().trim().max(2_000).default(''),
  measures: z.array(caseMeasureSchema).max(50).default([]),
});

/** A prompt of the case asked again through the gateway. `stopped`: screening refused or cut; `unjudged`: someone must look. */
export const caseRetestSchema = z.object({
  id: idSchema,
  exchangeId: idSchema,
  /** The synthetic exchange that came of it. */
  retestId: z.string(),
  outcome: z.string(),
  verdict: z.enum(['stopped', 'unjudged', 'clean', 'violates']),
  at: instantSchema,
  by: personSchema,
  judgedBy: personSchema.nullable(),
});
export type CaseRetest = z.infer<typeof caseRetestSchema>;
/** POST /api/cases/:id/retests; POST /api/cases/:id/retests/:retestId judges what screening let through. */
export const caseRetestCreateSchema = z.strictObject({ exchangeId: idSchema });
export const caseRetestJudgeSchema = z.strictObject({ verdict: z.enum(['clean', 'violates']) });

/** Who had the content, and from when to when; `contentId` is the exchange's id and the ProduceID of its label. */
export const recallSchema = z.object({
  id: idSchema,
  contentId: z.string(),
  risk: z.string(),
  /** Pseudonym of the end user; null when the app named none. */
  endUser: z.string().nullable(),
  shownFrom: instantSchema,
  shownTo: instantSchema.nullable(),
  recalledAt: instantSchema,
});
export type Recall = z.infer<typeof recallSchema>;
/**
 * GET /api/recalls?since= is for the provider's app, which sends the key of its service as a bearer. Oldest first; go on
 * with `cursor` = the `next` of the answer, which stays the same until there is more.
 */
export const recallsQuerySchema = z.object({
  since: instantSchema.optional(),
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, 'is not a cursor of this list')
    .optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});
export const recallsPageSchema = z.object({ items: z.array(recallSchema), next: z.string(), hasMore: z.boolean() });

/** PUT /api/cases/:id/report drafts it; what the law asks and no more, in a person's words, without content. */
export const caseReportDraftSchema = z.strictObject({
  /** To whom it goes. */
  authority: z.string().trim().min(1).max(200),
  summary: z.string().trim().min(1).max(4_000),
  /** The revision that was read, so that two people cannot overwrite each other; 0 for the first. */
  revision: z.int().min(0),
});
/** What the report says: facts of the case beside the person's words. */
export const caseReportTextSchema = z.object({
  provider: z.object({ name: z.string(), creditCode: z.string() }).nullable(),
  service: z.object({ name: z.string(), modelCode: z.string() }),
  number: z.int(),
  authority: z.string(),
  summary: z.string(),
  risk: z.string(),
  foundAt: instantSchema,
  steps: z.array(z.object({ step: caseStepNameSchema, state: z.string(), at: instantSchema })),
  exchanges: z.int(),
  endUsers: z.int(),
});
export type CaseReportText = z.infer<typeof caseReportTextSchema>;
export const caseReportSchema = z.object({
  revision: z.int(),
  authority: z.string(),
  summary: z.string(),
  draftedAt: instantSchema,
  draftedBy: personSchema,
  /** null = a draft. */
  signed: z.object({ at: instantSchema, by: personSchema, digest: z.string() }).nullable(),
});
export type CaseReport = z.infer<typeof caseReportSchema>;
/** POST /api/cases/:id/report/sign: whoever is signed in gives their password again. */
export const caseReportSignSchema = z.strictObject({
  revision: z.int().positive(),
  password: z.string().min(1).max(200),
});
// GET /api/cases/:id/report.html?lang=zh|en is the report for printing; GET /api/cases/:id/retraining is JSON lines.
export const caseReportPrintQuerySchema = z.object({ lang: z.enum(['zh', 'en']).default('zh') });

/** GET /api/cases/:id */
export const caseDetailSchema = caseRowSchema.extend({
  note: z.string(),
  decisionId: z.string().nullable(),
  steps: z.array(caseStepSchema),
  /** How sure the due times are, and why. */
  deadlines: z.object({ basis: z.string(), confidence: z.string(), note: z.string() }),
  exchangeIds: z.array(z.string()),
  recalls: z.array(recallSchema),
  retests: z.array(caseRetestSchema),
  exports: z.array(
    z.object({ id: idSchema, exchanges: z.int(), digest: z.string(), at: instantSchema, by: personSchema }),
  ),
  report: caseReportSchema.nullable(),
});
export type CaseDetail = z.infer<typeof caseDetailSchema>;
