import { z } from 'zod';
import { bilingualSchema, instantSchema, pageOf, roleSchema } from './common.ts';
import { comingDutySchema } from './status-coming.ts';

/** Where something stands. `due`: lawful today, and something must be done in time. `unknown`: no data, so nobody can say. */
export const statusSchema = z.enum(['met', 'due', 'breached', 'not-applicable', 'unknown']);
export type Status = z.infer<typeof statusSchema>;

/** Where to look: an exchange, an entry of the log, a word list, a case, a service, or a page of the console. */
export const statusLinkSchema = z.object({
  kind: z.enum(['exchange', 'entry', 'list', 'case', 'service', 'page']),
  /** An id; of a page its path, such as `/coverage`. */
  id: z.string(),
  label: z.string(),
});
export type StatusLink = z.infer<typeof statusLinkSchema>;

export const overrideSchema = z.object({
  id: z.string(),
  control: z.string(),
  status: statusSchema.exclude(['unknown']),
  reason: z.string(),
  by: z.string(),
  byName: z.string(),
  at: instantSchema,
  expiresAt: instantSchema,
});
export type Override = z.infer<typeof overrideSchema>;

/** One control: what it asks, and what was measured last. */
export const controlStateSchema = z.object({
  /** `<duty>.<what>` */
  id: z.string(),
  duty: z.string(),
  /** `probe`: something was really asked of the running system. */
  kind: z.enum(['query', 'probe']),
  title: bilingualSchema,
  /** What is asked and how it is measured. */
  about: bilingualSchema,
  owner: roleSchema,
  /** What counts: of a live override, else what was measured; `unknown` once the measurement is too old. */
  status: statusSchema,
  /** What the data say, whatever a person says. */
  measuredStatus: statusSchema,
  /** The figures as a sentence. */
  measured: bilingualSchema.nullable(),
  /** What to do next; null when there is nothing to do. */
  next: bilingualSchema.nullable(),
  figures: z.record(z.string(), z.number()),
  evidence: z.array(statusLinkSchema),
  measuredAt: instantSchema.nullable(),
  /** Since when it has this measured status. */
  changedAt: instantSchema.nullable(),
  /** From then on the measurement says nothing any more. */
  staleAt: instantSchema.nullable(),
  isStale: z.boolean(),
  override: overrideSchema.nullable(),
});
export type ControlState = z.infer<typeof controlStateSchema>;

/** For whom an item of the checklist is: who trains or changes a model, or who serves one that others had filed. */
export const checklistViewSchema = z.enum(['developer', 'deployer']);
export type ChecklistView = z.infer<typeof checklistViewSchema>;

export const taskSchema = z.object({
  /** Of its obligation. */
  obligation: z.string(),
  owner: z.string().nullable(),
  dueOn: z.iso.date().nullable(),
  doneOn: z.iso.date().nullable(),
  /** How long its being done counts; null = until something changes. */
  validUntil: z.iso.date().nullable(),
  note: z.string(),
  changedAt: instantSchema.nullable(),
  changedBy: z.string().nullable(),
});
export type Task = z.infer<typeof taskSchema>;

export const obligationStateSchema = z.object({
  id: z.string(),
  /** Such as `measures`. */
  instrument: z.string(),
  instrumentName: bilingualSchema,
  /** Such as `14` or `14-1`. */
  article: z.string(),
  title: bilingualSchema,
  duty: z.string(),
  status: statusSchema,
  /** Why it does not apply; null where it does. */
  notApplicable: bilingualSchema.nullable(),
  controls: z.array(z.string()),
  /** What software cannot do: a person does it and says so here. null where controls tell. */
  task: taskSchema.extend({ text: bilingualSchema }).nullable(),
  views: z.array(checklistViewSchema),
});
export type ObligationState = z.infer<typeof obligationStateSchema>;

export const articleStateSchema = z.object({
  instrument: z.string(),
  instrumentName: bilingualSchema,
  article: z.string(),
  status: statusSchema,
  obligations: z.array(obligationStateSchema),
});
export type ArticleState = z.infer<typeof articleStateSchema>;

/** GET /api/status?article=, POST /api/status/run */
export const boardSchema = z.object({
  at: instantSchema,
  /** Of the log, when this was read. */
  log: z.object({ size: z.int(), root: z.string().nullable(), at: instantSchema.nullable() }),
  /** How far the figures follow the log. */
  counted: z.object({ leaf: z.int(), of: z.int(), isCurrent: z.boolean() }),
  /** Articles that apply, by status. */
  totals: z.record(statusSchema, z.int()),
  articles: z.array(articleStateSchema),
  controls: z.array(controlStateSchema),
  /** What the law will ask from a later day on, and what began and was not prepared; the next first. */
  coming: z.array(comingDutySchema),
  /** What decides which obligations apply: the latest scope memo of each service. */
  scope: z.array(
    z.object({
      service: z.string(),
      name: z.string(),
      /** null while the service has no memo: then every obligation is taken to apply. */
      decidedAt: instantSchema.nullable(),
      isSigned: z.boolean(),
      /** Findings would now be others. */
      hasChanged: z.boolean(),
    }),
  ),
});
export type Board = z.infer<typeof boardSchema>;
export const boardQuerySchema = z.object({ article: z.string().max(20).optional() });
export const statusRunSchema = z.strictObject({
  /** Left out = all. */
  controls: z.array(z.string().max(100)).max(200).optional(),
});

/** GET /api/status/history?control=&article=&from=&cursor= */
export const statusHistoryQuerySchema = z.object({
  control: z.string().max(100).optional(),
  article: z.string().max(20).optional(),
  from: instantSchema.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const statusChangeSchema = z.object({
  id: z.string(),
  control: z.string(),
  at: instantSchema,
  was: statusSchema,
  status: statusSchema,
  cause: z.enum(['measured', 'overridden', 'override-ended']),
  measured: bilingualSchema.nullable(),
  /** Seconds until the next change of the same control; null while it lasts. */
  lasted: z.int().nullable(),
});
export type StatusChange = z.infer<typeof statusChangeSchema>;
export const statusHistoryPageSchema = pageOf(statusChangeSchema);

/** POST /api/status/overrides; DELETE /api/status/overrides/:id ends one early. */
export const overrideCreateSchema = z.strictObject({
  control: z.string().max(100),
  status: overrideSchema.shape.status,
  reason: z.string().trim().min(10).max(1_000),
  /** At most 180 days ahead. */
  expiresAt: instantSchema,
});

/** GET, PUT /api/status/numbers: what authorities gave. */
export const statusNumbersSchema = z.strictObject({
  /** Of the filing or registration of the generative service. @law measures#17 */
  generativeFiling: z.string().trim().max(100).nullish(),
  /** Of the algorithm filing. */
  algorithmFiling: z.string().trim().max(100).nullish(),
  /** Of the filed base model that the service calls. */
  upstreamFiling: z.string().trim().max(100).nullish(),
});
export type StatusNumbers = z.infer<typeof statusNumbersSchema>;
export const statusNumbersKeptSchema = z.object({
  numbers: statusNumbersSchema,
  at: instantSchema.nullable(),
  by: z.string().nullable(),
});
export type StatusNumbersKept = z.infer<typeof statusNumbersKeptSchema>;

/** PUT /api/status/tasks/:obligation */
export const taskPutSchema = z.strictObject({
  owner: z.string().trim().max(100).nullable(),
  dueOn: z.iso.date().nullable(),
  doneOn: z.iso.date().nullable(),
  validUntil: z.iso.date().nullable(),
  note: z.string().trim().max(2_000),
});

/** POST /api/status/calendar: a new secret address, shown this once; DELETE ends it. GET /api/status/calendar.ics?token= */
export const calendarMadeSchema = z.object({
  /** Path and query on this server. */
  path: z.string(),
});
export const calendarQuerySchema = z.object({
  token: z.string().max(100),
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
});

/** GET /api/status/export?format=&view=&language= */
export const statusFormatSchema = z.enum(['xlsx', 'docx', 'pdf', 'json']);
export type StatusFormat = z.infer<typeof statusFormatSchema>;
export const statusExportQuerySchema = z.object({
  format: statusFormatSchema.default('xlsx'),
  view: checklistViewSchema.optional(),
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
});
