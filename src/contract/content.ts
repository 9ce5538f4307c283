import { z } from 'zod';
import { idSchema, instantSchema, nameSchema } from './common.ts';
import { actionSchema, audienceSchema, foldingSchema } from './policy.ts';
import { listAllowSchema, termRulesSchema } from './term-rules.ts';

/** GET /api/risks */
export const risksSchema = z.object({
  source: z.object({ standard: z.string(), annex: z.string(), confidence: z.string(), note: z.string() }),
  risks: z.array(z.object({ code: z.string(), group: z.string().nullable(), zh: z.string(), en: z.string() })),
});

export const riskCodeSchema = z.string().regex(/^A\.[1-5]\.[a-i]$/, 'is not one of the 31 risk codes');
export const termTextSchema = z.string().trim().min(1).max(200);
/** How grave a hit is; files may say 1 to 3 instead. */
export const severitySchema = z.enum(['low', 'medium', 'high']);
export type Severity = z.infer<typeof severitySchema>;
/** A day in China, such as 2026-11-26. */
export const daySchema = z.iso.date();

/** GET /api/word-lists */
export const wordListSchema = z.object({
  id: idSchema,
  name: z.string(),
  risk: z.string(),
  action: actionSchema,
  enabled: z.boolean(),
  folding: foldingSchema,
  /** Phrases in which no term of the list counts; PUT /api/word-lists/:id/allow changes them. */
  allow: z.array(z.string()),
  version: z.int(),
  terms: z.int(),
  /** What screening looks for changes only through a draft that a second person approves. */
  approvalRequired: z.boolean(),
  /** The list's draft, when it has one. */
  draftId: idSchema.nullable(),
  createdAt: instantSchema,
  changedAt: instantSchema,
});
export type WordList = z.infer<typeof wordListSchema>;
export const wordListCreateSchema = z.strictObject({
  name: nameSchema,
  risk: riskCodeSchema,
  action: actionSchema.default('block'),
  folding: foldingSchema.prefault({}),
  approvalRequired: z.boolean().default(false),
});
/**
 * PATCH /api/word-lists/:id; DELETE retires the list. Where approval is required, everything but the name goes to the
 * draft, and so does giving up the requirement.
 */
export const wordListChangeSchema = z.strictObject({
  name: nameSchema.optional(),
  risk: riskCodeSchema.optional(),
  action: actionSchema.optional(),
  folding: foldingSchema.optional(),
  enabled: z.boolean().optional(),
  approvalRequired: z.boolean().optional(),
});

export const termSchema = z.object({
  id: idSchema,
  text: z.string(),
  /** null = the list's. */
  risk: z.string().nullable(),
  action: actionSchema.nullable(),
  note: z.string().nullable(),
  severity: severitySchema.nullable(),
  /** Where the term comes from, such as a notice or a colleague. */
  source: z.string().nullable(),
  /** First and last day on which it is screened for; null = no bound. */
  validFrom: daySchema.nullable(),
  validTo: daySchema.nullable(),
  rules: termRulesSchema.nullable(),
});
export type Term = z.infer<typeof termSchema>;

/** GET /api/word-lists/:id/terms?search=&cursor=&limit= answers a page of terms. */
export const termsQuerySchema = z.object({
  search: z.string().max(200).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** `live`: in force at once, refused where approval is required; `draft`: into the list's draft, made when there is none. */
export const importTargetSchema = z.enum(['live', 'draft']);

/**
 * POST /api/word-lists/:id/terms adds; `text` is pasted: one term a line, or CSV with a heading. Without a target, terms
 * go live, or to the draft where approval is required.
 */
export const termsAddSchema = z.strictObject({
  text: z.string().max(40_000_000),
  replaceAll: z.boolean().default(false),
  target: importTargetSchema.optional(),
});
export const importRowSchema = z.object({
  /** Line of a text, row of a sheet; from 1. */
  line: z.int(),
  /** Of a workbook with more than one sheet in use. */
  sheet: z.string().optional(),
  text: z.string(),
  reason: z.string(),
});
export type ImportRow = z.infer<typeof importRowSchema>;
export const termsAddedSchema = z.object({
  /** GET /api/list-imports/:id/report answers every refused and doubtful row as CSV; null when there was none. */
  importId: idSchema.nullable(),
  target: importTargetSchema,
  /** Such as `UTF-8`, `GB 18030`, `XLSX`. */
  encoding: z.string(),
  added: z.int(),
  unchanged: z.int(),
  removed: z.int(),
  /** At most 1,000 rows; `refusedTotal` counts all. */
  refused: z.array(importRowSchema),
  refusedTotal: z.int(),
  /** Taken, but doubtful; at most 1,000 rows. */
  warned: z.array(importRowSchema),
  warnedTotal: z.int(),
  /** The live version after the import. */
  version: z.int(),
});
export type TermsAdded = z.infer<typeof termsAddedSchema>;
/** PATCH, DELETE /api/word-lists/:id/terms/:termId */
export const termChangeSchema = z.strictObject({
  text: termTextSchema.optional(),
  risk: riskCodeSchema.nullable().optional(),
  action: actionSchema.nullable().optional(),
  note: z.string().max(500).nullable().optional(),
  severity: severitySchema.nullable().optional(),
  source: z.string().max(200).nullable().optional(),
  validFrom: daySchema.nullable().optional(),
  validTo: daySchema.nullable().optional(),
  rules: termRulesSchema.nullable().optional(),
});

/**
 * PUT /api/word-lists/:id/allow: the phrases in which no term of the list counts, in place of those before. Without a
 * target they go live, or to the draft where approval is required.
 */
export const allowPutSchema = z.strictObject({ phrases: listAllowSchema, target: importTargetSchema.optional() });
export const allowPlacedSchema = z.object({ target: importTargetSchema, phrases: z.array(z.string()) });

/** What one term says of itself; what is left out is left to the list. */
const termSettings = {
  risk: riskCodeSchema.nullable().default(null),
  action: actionSchema.nullable().default(null),
  note: z.string().max(500).nullable().default(null),
  severity: severitySchema.nullable().default(null),
  source: z.string().max(200).nullable().default(null),
  validFrom: daySchema.nullable().default(null),
  validTo: daySchema.nullable().default(null),
  rules: termRulesSchema.nullable().default(null),
};
/**
 * PUT /api/word-lists/:id/term: one term with its rules, exactly as given, live or in the draft. Without a target it goes
 * live, or to the draft where approval is required.
 */
export const termPutSchema = z.strictObject({
  text: termTextSchema,
  /** The text of the term it takes the place of, which may be the same; left out, the term must be new. */
  replaces: termTextSchema.optional(),
  ...termSettings,
  target: importTargetSchema.optional(),
});
export const termPlacedSchema = z.object({
  target: importTargetSchema,
  /** What is doubtful about the term, as the ends of sentences. */
  doubts: z.array(z.string()),
});
/** GET /api/word-lists/:id/term?text=&target=: one term as it is live, or as the draft would have it. */
export const termAtQuerySchema = z.object({ text: termTextSchema, target: importTargetSchema.default('live') });
export const termAtSchema = z.object({ text: z.string(), ...termSettings });
export type TermAt = z.infer<typeof termAtSchema>;

/** A found term, at UTF-16 offsets of the original text; `end` is exclusive. */
export const hitSchema = z.object({
  start: z.int(),
  end: z.int(),
  term: z.string(),
  listId: z.string(),
  listName: z.string(),
  risk: z.string(),
  action: actionSchema,
  /** What found it; absent = a term of a word list. For the others `listId` and `listName` name the engine. */
  source: z.enum(['personal-information', 'classifier', 'second-opinion']).optional(),
  /** How likely the engine held it, 0 to 1, where it gives such a number; an estimate and no verdict. */
  probability: z.number().min(0).max(1).optional(),
});
export type Hit = z.infer<typeof hitSchema>;

/**
 * POST /api/word-lists/test: what a service finds in a text by its lists, its search for personal information and its
 * classifier; without serviceId, what all enabled lists find. Judges are not asked.
 */
export const listTestSchema = z.strictObject({
  text: z.string().max(100_000),
  serviceId: idSchema.optional(),
  /** Whom the service is for; goes with a service. */
  audience: audienceSchema.default('general'),
  /** On its way to the model, or to the reader. */
  direction: z.enum(['input', 'output']).default('output'),
});
export const listTestedSchema = z.object({
  hits: z.array(hitSchema),
  action: actionSchema.nullable(),
  /** What the model (`input`) or the reader (`output`) would be given: the standard answer where the text is refused. */
  output: z.string(),
});
