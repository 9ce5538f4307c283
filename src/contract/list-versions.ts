import { z } from 'zod';
import { idSchema, instantSchema, pageOf } from './common.ts';
import { daySchema, importTargetSchema, riskCodeSchema, severitySchema } from './content.ts';
import { actionSchema, foldingSchema } from './policy.ts';
import { termRulesSchema } from './term-rules.ts';

const count = z.int();

/** What a version of a list was, beside its terms. */
export const listStateSchema = z.object({
  name: z.string(),
  risk: z.string(),
  action: actionSchema,
  folding: foldingSchema,
  enabled: z.boolean(),
  /** Versions from before there were phrases have none. */
  allow: z.array(z.string()).default([]),
});

/**
 * How a version came to be. `edit`: changed directly; `publish`: an approved draft, or any draft where no approval is
 * required; `emergency`: a draft that one person published alone, with a reason; `rollback`: an earlier version again;
 * `upgrade`: what was there when Hegui began to keep versions.
 */
export const versionCauseSchema = z.enum(['create', 'edit', 'publish', 'emergency', 'rollback', 'upgrade']);
export type VersionCause = z.infer<typeof versionCauseSchema>;

/** GET /api/word-lists/:id/versions?cursor=, newest first */
export const listVersionSchema = z.object({
  version: count,
  state: listStateSchema,
  terms: count,
  /** Of all terms, as in the log; empty for versions from before the upgrade. */
  digest: z.string(),
  cause: versionCauseSchema,
  by: z.string(),
  approvedBy: z.string().nullable(),
  reason: z.string().nullable(),
  /** The version that a rollback brought back. */
  restored: count.nullable(),
  at: instantSchema,
});
export type ListVersion = z.infer<typeof listVersionSchema>;
export const listVersionsPageSchema = pageOf(listVersionSchema);
export const versionsQuerySchema = z.object({
  cursor: z
    .string()
    .regex(/^\d{0,9}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** A term's own settings; what is left to the list is absent. */
export const termValueSchema = z.looseObject({
  risk: z.string().optional(),
  action: actionSchema.optional(),
  note: z.string().optional(),
  severity: severitySchema.optional(),
  source: z.string().optional(),
  valid_from: daySchema.optional(),
  valid_to: daySchema.optional(),
  rules: termRulesSchema.optional(),
});
export type TermValue = z.infer<typeof termValueSchema>;

/** GET /api/word-lists/:id/diff?from=3&to=5; `draft` stands for the list's draft, and is what `to` is when left out. */
export const diffQuerySchema = z.object({
  from: z.coerce.number().int().positive().optional(),
  to: z.union([z.literal('draft'), z.coerce.number().int().positive()]).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const listDiffSchema = z.object({
  from: count,
  to: z.union([z.literal('draft'), count]),
  counts: z.object({ added: count, removed: count, changed: count }),
  /** What differs of the list itself. */
  settings: z.array(z.object({ name: z.string(), before: z.unknown(), after: z.unknown() })),
  /** A page of the terms that differ, by text; null = not there. */
  items: z.array(z.object({ text: z.string(), before: termValueSchema.nullable(), after: termValueSchema.nullable() })),
  next: z.string().nullable(),
});
export type ListDiff = z.infer<typeof listDiffSchema>;

/** What a trial found: hits that the candidate has and the live list has not, and the other way round. */
const found = {
  exchanges: count,
  chars: count,
  newHits: count,
  lostHits: count,
  exchangesWithNew: count,
  exchangesWithLost: count,
};
export const shadowSchema = z.object({
  id: idSchema,
  /** The draft's revision it tries; an older one than the draft's has been overtaken. */
  revision: count,
  rate: z.number(),
  startedBy: z.string(),
  startedAt: instantSchema,
  endedAt: instantSchema.nullable(),
  skipped: count,
  ...found,
});
export type Shadow = z.infer<typeof shadowSchema>;
export const backtestSchema = z.object({
  id: idSchema,
  listId: idSchema,
  /** What was tried against the live list. */
  candidate: z.union([z.literal('draft'), count]),
  revision: count.nullable(),
  baseVersion: count,
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  exchangesMax: count,
  since: instantSchema.nullable(),
  /** Stored exchanges to read. */
  total: count,
  /** Their content was erased and could not be read. */
  erased: count,
  startedBy: z.string(),
  startedAt: instantSchema,
  endedAt: instantSchema.nullable(),
  ...found,
});
export type Backtest = z.infer<typeof backtestSchema>;

/** GET /api/list-trials/:id/samples: where a trial saw a difference, newest first; at most 100. */
export const trialSamplesSchema = z.array(
  z.object({
    exchangeId: z.string(),
    newTerms: z.array(z.string()),
    lostTerms: z.array(z.string()),
    at: instantSchema,
  }),
);
export type TrialSample = z.infer<typeof trialSamplesSchema>[number];

/** GET /api/word-lists/:id/draft */
export const listDraftSchema = z.object({
  id: idSchema,
  baseVersion: count,
  revision: count,
  settings: z.partialRecord(z.enum(['risk', 'action', 'folding', 'enabled', 'approvalRequired', 'allow']), z.unknown()),
  authors: z.array(z.string()),
  createdAt: instantSchema,
  changedAt: instantSchema,
  /** Against the live list as it is now. */
  counts: z.object({ added: count, removed: count, changed: count }),
  approved: z.object({ by: z.string(), at: instantSchema }).nullable(),
  /** The last shadow run of this draft. */
  shadow: shadowSchema.nullable(),
  /** The last back-test of this draft. */
  backtest: backtestSchema.nullable(),
});
export type ListDraft = z.infer<typeof listDraftSchema>;
export const draftAnswerSchema = z.object({ draft: listDraftSchema.nullable() });

/** POST /api/word-lists/:id/draft/shadow; DELETE ends the run. */
export const shadowStartSchema = z.strictObject({ rate: z.number().gt(0).max(1).default(1) });
/** POST /api/word-lists/:id/backtests; without a version the draft is tried. POST /api/list-trials/:id/cancel ends it. */
export const backtestStartSchema = z.strictObject({
  exchangesMax: z.int().min(1).max(1_000_000).default(10_000),
  days: z.int().min(1).max(3_650).nullable().default(null),
  version: z.int().positive().nullable().default(null),
});
/** POST /api/word-lists/:id/draft/publish; `emergency` needs a reason and no approval. */
export const publishSchema = z.strictObject({
  emergency: z.boolean().default(false),
  reason: z.string().trim().max(500).default(''),
});
/** POST /api/word-lists/:id/versions/:version/rollback */
export const rollbackSchema = z.strictObject({ reason: z.string().trim().max(500).default('') });

/** POST /api/word-lists/:id/import with the file itself as the body. */
export const importQuerySchema = z.object({
  fileName: z.string().max(200).default(''),
  replaceAll: z.stringbool().default(false),
  target: importTargetSchema.optional(),
});
/** GET /api/word-lists/:id/export?format=&version= */
export const exportQuerySchema = z.object({
  format: z.enum(['csv', 'txt', 'xlsx']).default('csv'),
  version: z.coerce.number().int().positive().optional(),
});

/** A rule of the standard that is measured on lists, with how firmly it is known. */
export const thresholdSchema = z.object({
  id: z.string(),
  value: z.number(),
  standard: z.string(),
  clause: z.string().nullable(),
  /** 应 binds, 宜 recommends. */
  modal: z.enum(['应', '宜']),
  confidence: z.enum(['official-text', 'second-hand', 'unverified']),
  zh: z.string(),
  en: z.string(),
});
export type Threshold = z.infer<typeof thresholdSchema>;

/** GET /api/word-lists/coverage: enabled lists against the standard, terms valid today. */
export const coverageSchema = z.object({
  at: instantSchema,
  checks: z.array(
    z.object({ threshold: thresholdSchema, measured: z.number().nullable(), isMet: z.boolean(), detail: z.string() }),
  ),
  risks: z.array(
    z.object({
      code: riskCodeSchema,
      group: z.string(),
      terms: count,
      /** null where the standard names no number. */
      wanted: count.nullable(),
      state: z.enum(['missing', 'short', 'met', 'none-asked']),
    }),
  ),
  slices: z.array(z.object({ name: z.enum(['17', '31']), covered: count, of: count })),
  total: count,
  lists: z.array(
    z.object({
      id: idSchema,
      name: z.string(),
      terms: count,
      changedAt: instantSchema.nullable(),
      isStale: z.boolean(),
    }),
  ),
  isMet: z.boolean(),
});
export type Coverage = z.infer<typeof coverageSchema>;
