import { z } from 'zod';
import { idSchema, instantSchema, nameSchema } from './common.ts';
import { actionSchema, foldingSchema } from './policy.ts';

/** GET /api/risks */
export const risksSchema = z.object({
  source: z.object({ standard: z.string(), annex: z.string(), confidence: z.string(), note: z.string() }),
  risks: z.array(z.object({ code: z.string(), group: z.string().nullable(), zh: z.string(), en: z.string() })),
});

export const riskCodeSchema = z.string().regex(/^A\.[1-5]\.[a-i]$/, 'is not one of the 31 risk codes');
export const termTextSchema = z.string().trim().min(1).max(200);

/** GET /api/word-lists */
export const wordListSchema = z.object({
  id: idSchema,
  name: z.string(),
  risk: z.string(),
  action: actionSchema,
  enabled: z.boolean(),
  folding: foldingSchema,
  version: z.int(),
  terms: z.int(),
  createdAt: instantSchema,
  changedAt: instantSchema,
});
export type WordList = z.infer<typeof wordListSchema>;
export const wordListCreateSchema = z.strictObject({
  name: nameSchema,
  risk: riskCodeSchema,
  action: actionSchema.default('block'),
  folding: foldingSchema.prefault({}),
});
/** PATCH /api/word-lists/:id; DELETE retires the list. */
export const wordListChangeSchema = z.strictObject({
  name: nameSchema.optional(),
  risk: riskCodeSchema.optional(),
  action: actionSchema.optional(),
  folding: foldingSchema.optional(),
  enabled: z.boolean().optional(),
});

export const termSchema = z.object({
  id: idSchema,
  text: z.string(),
  /** null = the list's. */
  risk: z.string().nullable(),
  action: actionSchema.nullable(),
  note: z.string().nullable(),
});
export type Term = z.infer<typeof termSchema>;

/** GET /api/word-lists/:id/terms?search=&cursor=&limit= answers a page of terms. */
export const termsQuerySchema = z.object({
  search: z.string().max(200).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** POST /api/word-lists/:id/terms adds; `text` is pasted or uploaded: one term a line, or CSV `term,risk,action,note`. */
export const termsAddSchema = z.strictObject({
  text: z.string().max(40_000_000),
  replaceAll: z.boolean().default(false),
});
export const termsAddedSchema = z.object({
  added: z.int(),
  unchanged: z.int(),
  removed: z.int(),
  /** At most 1,000 rows; `refusedTotal` counts all. */
  refused: z.array(z.object({ line: z.int(), text: z.string(), reason: z.string() })),
  refusedTotal: z.int(),
  version: z.int(),
});
export type TermsAdded = z.infer<typeof termsAddedSchema>;
/** PATCH, DELETE /api/word-lists/:id/terms/:termId */
export const termChangeSchema = z.strictObject({
  text: termTextSchema.optional(),
  risk: riskCodeSchema.nullable().optional(),
  action: actionSchema.nullable().optional(),
  note: z.string().max(500).nullable().optional(),
});

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

/** POST /api/word-lists/test: what a service's lists (or, without serviceId, all enabled lists) find in a text. */
export const listTestSchema = z.strictObject({ text: z.string().max(100_000), serviceId: idSchema.optional() });
export const listTestedSchema = z.object({
  hits: z.array(hitSchema),
  action: actionSchema.nullable(),
  output: z.string(),
});
