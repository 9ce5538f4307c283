import { z } from 'zod';
import { idSchema, instantSchema, pageOf } from './common.ts';
import { riskCodeSchema } from './content.ts';
import { exchangeDetailSchema } from './exchanges.ts';

/** Why an exchange waits for a person. */
export const reviewReasonSchema = z.enum([
  'sampled',
  'flagged-term',
  'classifier',
  'second-opinion',
  'disagreement',
  'gap',
  'complaint',
  'requested',
]);
export const reviewStateSchema = z.enum(['waiting', 'escalated', 'decided']);

/** GET /api/review/items: what is most pressing first; `next` continues. */
export const reviewItemSchema = z.object({
  id: idSchema,
  exchangeId: idSchema,
  serviceId: z.string(),
  serviceName: z.string(),
  reasons: z.array(reviewReasonSchema),
  details: z.array(z.object({ reason: z.string(), detail: z.string(), at: instantSchema })),
  risks: z.array(z.string()),
  /** 0 to 3; 3 is looked at first. */
  severity: z.int(),
  state: reviewStateSchema,
  /** By when someone should have decided. */
  dueAt: instantSchema,
  createdAt: instantSchema,
  /** Who has it in hand; null when nobody has. */
  lockedBy: z.object({ id: z.string(), name: z.string(), until: instantSchema }).nullable(),
});
export type ReviewItem = z.infer<typeof reviewItemSchema>;
const filters = {
  state: z.enum(['open', 'waiting', 'escalated']).default('open'),
  serviceId: idSchema.optional(),
  reason: reviewReasonSchema.optional(),
  risk: z.string().max(10).optional(),
};
export const reviewItemsQuerySchema = z.object({
  ...filters,
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const reviewItemsPageSchema = pageOf(reviewItemSchema);

/** POST /api/review/items puts an exchange on the queue by hand. */
export const reviewRequestSchema = z.strictObject({
  exchangeId: idSchema,
  detail: z.string().trim().max(500).default(''),
});
/** POST /api/review/next takes the most pressing item that nobody has in hand; null when there is none. */
export const reviewNextSchema = z.strictObject(filters);
export const reviewTakenSchema = z.object({ item: reviewItemSchema.nullable() });
/** POST /api/review/items/:id/lock takes this one, DELETE puts it back. */

/** POST /api/review/items/:id/look: the content, for a purpose that is written down. */
export const reviewLookSchema = z.strictObject({
  purpose: z.enum(['review', 'second-review', 'case']).default('review'),
});
export const reviewLookedSchema = exchangeDetailSchema;

export const reviewVerdictSchema = z.enum(['violation', 'no-violation']);
const judgement = {
  verdict: reviewVerdictSchema,
  /** Goes with a violation. */
  risk: riskCodeSchema.nullable().default(null),
  reason: z.string().trim().min(1).max(1_000),
};
/** POST /api/review/items/:id/decision; `unsure` hands it on to a compliance officer. */
export const reviewDecideSchema = z.strictObject({
  ...judgement,
  verdict: z.enum(['violation', 'no-violation', 'unsure']),
});

/** GET /api/review/decisions: newest first. */
export const reviewDecisionSchema = z.object({
  id: idSchema,
  itemId: idSchema,
  exchangeId: idSchema,
  serviceId: z.string(),
  serviceName: z.string(),
  verdict: reviewVerdictSchema,
  risk: z.string().nullable(),
  reason: z.string(),
  reasons: z.array(z.string()),
  decidedBy: z.object({ id: z.string(), name: z.string() }),
  decidedAt: instantSchema,
  reverses: z.string().nullable(),
  /** When another decision took its place; null while it stands. */
  supersededAt: instantSchema.nullable(),
  /** Proposed by whoever decided, waiting for a second person. */
  reversal: z
    .object({
      id: idSchema,
      verdict: reviewVerdictSchema,
      risk: z.string().nullable(),
      reason: z.string(),
      proposedBy: z.object({ id: z.string(), name: z.string() }),
      proposedAt: instantSchema,
    })
    .nullable(),
});
export type ReviewDecision = z.infer<typeof reviewDecisionSchema>;
export const reviewDecisionsQuerySchema = z.object({
  by: z.enum(['anyone', 'me']).default('anyone'),
  verdict: reviewVerdictSchema.optional(),
  serviceId: idSchema.optional(),
  exchangeId: idSchema.optional(),
  reversals: z.enum(['any', 'proposed']).default('any'),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const reviewDecisionsPageSchema = pageOf(reviewDecisionSchema);
/** GET /api/review/decisions/export?format=csv|json; without content, at most 50,000, newest first. */
export const reviewExportQuerySchema = z.object({ format: z.enum(['csv', 'json']).default('csv') });

/**
 * POST /api/review/decisions/:id/reversals. By someone else than who decided it takes effect at once (`decided`); by the
 * same person it waits for a second one (`proposed`), who answers with POST /api/review/reversals/:id.
 */
export const reversalCreateSchema = z.strictObject(judgement);
export const reversalMadeSchema = z.object({ state: z.enum(['proposed', 'decided']), id: idSchema });
export const reversalSettleSchema = z.strictObject({ approve: z.boolean() });

/** POST /api/review/decisions/:id/suggestions: a phrase in which a term of a list should not count. */
export const suggestionCreateSchema = z.strictObject({
  listId: idSchema,
  /** `term`: a hit of this term in the phrase is no hit; `list`: nor is one of any other term of the list. */
  scope: z.enum(['term', 'list']).default('term'),
  term: z.string().trim().min(1).max(200),
  phrase: z.string().trim().min(2).max(200),
});
/** GET /api/review/suggestions?listId= ; POST /api/review/suggestions/:id settles. */
export const suggestionSchema = z.object({
  id: idSchema,
  decisionId: idSchema,
  listId: z.string(),
  listName: z.string(),
  scope: z.enum(['term', 'list']),
  term: z.string(),
  phrase: z.string(),
  createdAt: instantSchema,
  state: z.enum(['proposed', 'taken', 'dismissed']),
  /** The draft that it came into, and which of its revisions; null unless it was taken. */
  draft: z.object({ id: z.string(), revision: z.int() }).nullable(),
});
export type Suggestion = z.infer<typeof suggestionSchema>;
export const suggestionsQuerySchema = z.object({
  listId: idSchema.optional(),
  state: z.enum(['proposed', 'taken', 'dismissed']).default('proposed'),
});
/**
 * `taken` puts the phrase into the draft of its list, as an allow phrase of its term or of the whole list; a scope given
 * here counts instead of the suggested one. Answers the suggestion with where it went.
 */
export const suggestionSettleSchema = z.strictObject({
  state: z.enum(['taken', 'dismissed']),
  scope: z.enum(['term', 'list']).optional(),
});

const counts = z.object({ violation: z.int(), noViolation: z.int() });
/** GET /api/review/statistics?days=30 */
export const reviewStatisticsQuerySchema = z.object({ days: z.coerce.number().int().min(1).max(366).default(30) });
export const reviewStatisticsSchema = z.object({
  from: instantSchema,
  waiting: z.int(),
  escalated: z.int(),
  overdue: z.int(),
  all: counts,
  mine: counts.extend({ reversed: z.int() }),
  /** Why it was looked at, and what came of it: how often each source was right. */
  byReason: z.array(counts.extend({ reason: z.string() })),
  byRisk: z.array(z.object({ risk: z.string(), violation: z.int() })),
  reversed: z.int(),
});
export type ReviewStatistics = z.infer<typeof reviewStatisticsSchema>;
