import { z } from 'zod';
import { idSchema, instantSchema } from './common.ts';
import { scopeFactsSchema, scopeFindingsSchema } from './scope.ts';

/** Who signed a memo; `name` as the signer wrote it. */
const signatureSchema = z.object({ by: z.string(), name: z.string(), at: instantSchema });

/** A memo without what is in it. */
export const scopeMemoRowSchema = z.object({
  id: z.string(),
  serviceId: z.string(),
  /** Counts the memos of a service from 1. */
  number: z.int(),
  /** The day on which the findings hold. */
  day: z.iso.date(),
  madeAt: instantSchema,
  madeBy: z.string(),
  signature: signatureSchema.nullable(),
});
export type ScopeMemoRow = z.infer<typeof scopeMemoRowSchema>;

/** What was told about a service on a day, and what followed from it then. */
export const scopeMemoSchema = scopeMemoRowSchema.extend({
  facts: scopeFactsSchema,
  findings: scopeFindingsSchema,
  /** SHA-256 of the sources of law that the findings rest on, 64 hex digits. */
  lawDigest: z.string(),
});
export type ScopeMemo = z.infer<typeof scopeMemoSchema>;

/** `day`: an instrument came into force. `law`: the data of the law are others. `facts`: told since. `traffic`: seen. */
export const scopeCauseSchema = z.enum(['day', 'law', 'facts', 'traffic']);
export type ScopeCause = z.infer<typeof scopeCauseSchema>;

const findingValueSchema = z.union([z.string(), z.array(z.string()).readonly()]);
const factValueSchema = z.union([z.string(), z.boolean(), z.number(), z.array(z.string()).readonly()]);

/** A fact for which something else was seen than was told; null: nothing was told. */
export const observedFactSchema = z.object({
  fact: z.string(),
  told: factValueSchema.nullable(),
  seen: factValueSchema,
});
export type ObservedFact = z.infer<typeof observedFactSchema>;

/** Findings of the latest memo that would now be others; a new memo closes it. */
export const scopeChangeSchema = z.object({
  id: z.string(),
  memoId: z.string(),
  causes: z.array(scopeCauseSchema),
  observed: z.array(observedFactSchema),
  changed: z.array(z.object({ finding: z.string(), before: findingValueSchema, after: findingValueSchema })),
  foundAt: instantSchema,
});
export type ScopeChange = z.infer<typeof scopeChangeSchema>;

/** GET /api/services/:id/scope: where a service stands. */
export const scopeStateSchema = z.object({
  latest: scopeMemoSchema.nullable(),
  memos: z.array(scopeMemoRowSchema),
  /** Facts told since the latest memo, by the provider's own app. */
  told: scopeFactsSchema,
  change: scopeChangeSchema.nullable(),
});
export type ScopeState = z.infer<typeof scopeStateSchema>;

/** POST /api/services/:id/scope/memos; the day is today in China when left out. */
export const scopeMemoCreateSchema = z.object({ facts: scopeFactsSchema, day: z.iso.date().optional() });
/** POST /api/scope-memos/:id/signature: the signer's name in full. */
export const scopeMemoSignSchema = z.object({ name: z.string().trim().min(1).max(100) });
export const scopeMemoFileQuerySchema = z.object({
  format: z.enum(['docx', 'pdf']),
  lang: z.enum(['zh', 'en']).default('zh'),
});
export const scopeServiceParamsSchema = z.object({ id: idSchema });
/** PATCH /api/scope/facts, with the key of a service: facts that changed; null takes one back. */
export const scopeToldSchema = z.object({ serviceId: z.string(), told: scopeFactsSchema });
