import { z } from 'zod';
import { trainingUseSchema } from './agreement-policy.ts';
import { idSchema, instantSchema, pageOf } from './common.ts';
import { hitSchema } from './content.ts';
import { audienceSchema } from './policy.ts';

/**
 * How an exchange ended. `open`: no closing record yet. `refused`: the prompt was not forwarded. `cut`: at least one
 * choice was ended by screening. `aborted`: the client went away. `timed-out`, `failed`: the upstream, after admission.
 */
export const outcomeSchema = z.enum(['open', 'completed', 'refused', 'cut', 'aborted', 'timed-out', 'failed']);
export type Outcome = z.infer<typeof outcomeSchema>;

/** GET /api/exchanges */
export const exchangesQuerySchema = z.object({
  /** An exchange id, an end user, or a ProduceID of a text or a file. */
  search: z.string().trim().max(200).optional(),
  outcome: outcomeSchema.optional(),
  serviceId: z.string().optional(),
  risk: z.string().optional(),
  hits: z.enum(['any', 'none']).optional(),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ExchangesQuery = z.input<typeof exchangesQuerySchema>;

export const exchangeRowSchema = z.object({
  id: idSchema,
  serviceId: z.string(),
  serviceName: z.string(),
  endUser: z.string().nullable(),
  endpoint: z.string(),
  model: z.string(),
  stream: z.boolean(),
  synthetic: z.boolean(),
  openedAt: instantSchema,
  closedAt: instantSchema.nullable(),
  outcome: outcomeSchema,
  reason: z.string().nullable(),
  risks: z.array(z.string()),
  hits: z.int(),
  promptChars: z.int(),
  outputChars: z.int().nullable(),
  firstTokenMs: z.number().nullable(),
  totalMs: z.number().nullable(),
});
export type ExchangeRow = z.infer<typeof exchangeRowSchema>;
export const exchangesPageSchema = pageOf(exchangeRowSchema);

/** A screened piece of text: where it stood, what it said, what was found in it. */
export const pieceSchema = z.object({
  /** Such as `messages.2.content`, `choices.0.content`, `choices.0.tool_calls.0.arguments`. */
  path: z.string(),
  /** Who speaks: system, user, assistant, tool, …; for output the channel. */
  role: z.string(),
  /** The text as it came in, before any cut or mask. */
  text: z.string(),
  hits: z.array(hitSchema),
  /** Output only: what the client was sent, standard answer and explicit label included. */
  shown: z.string().nullable(),
});
export type Piece = z.infer<typeof pieceSchema>;

export const aigcSchema = z.object({
  AIGC: z.object({
    Label: z.string(),
    ContentProducer: z.string(),
    ProduceID: z.string(),
    ReservedCode1: z.string(),
    ContentPropagator: z.string(),
    PropagateID: z.string(),
    ReservedCode2: z.string(),
  }),
});
export type Aigc = z.infer<typeof aigcSchema>;

export const producedKindSchema = z.enum(['picture', 'sound', 'film', 'document', 'text']);
export type ProducedKind = z.infer<typeof producedKindSchema>;

/**
 * Why a file carries no mark that people see or hear. `interface`: the policy leaves it to the interface. `unavailable`: nothing
 * here can put one into such a file, so the interface has to show it. `as-given`: the file was handed in to get its implicit
 * label only. `lifted`: the user asked for it without, and agreed to mark it. @law labelling-measures#9
 */
export const explicitReasonSchema = z.enum(['interface', 'unavailable', 'as-given', 'lifted']);
export type ExplicitReason = z.infer<typeof explicitReasonSchema>;

/** GET /api/exchanges/:id */
export const exchangeDetailSchema = exchangeRowSchema.extend({
  keyHint: z.string().nullable(),
  upstreamName: z.string().nullable(),
  policyVersion: z.int(),
  /** Whom the request was for. */
  audience: audienceSchema,
  /** May what was entered be used for training? Null in records from before there was a choice. */
  trainingUse: trainingUseSchema.nullable(),
  /** What screened it: `{listId: version}`. */
  listVersions: z.record(z.string(), z.int()),
  /** What each admission door said: `{identity: "not required", …}`. */
  admission: z.record(z.string(), z.string()),
  replaced: z.int(),
  heldCharsMax: z.int().nullable(),
  usage: z.object({ promptTokens: z.int().nullable(), completionTokens: z.int().nullable() }).nullable(),
  label: z.object({ explicit: z.string(), explicitReason: z.string().nullable(), aigc: aigcSchema }).nullable(),
  /** Files that were made and labelled; empty where the answer was text. */
  produced: z.array(
    z.object({
      produceId: z.string(),
      kind: producedKindSchema,
      format: z.string(),
      bytes: z.int(),
      explicit: z.boolean(),
      explicitReason: explicitReasonSchema.nullable(),
    }),
  ),
  /** null when the content was erased: then only evidence remains. */
  content: z.object({ input: z.array(pieceSchema), output: z.array(pieceSchema) }).nullable(),
  evidence: z.array(
    z.object({
      entryId: z.string(),
      kind: z.string(),
      at: instantSchema,
      leafIndex: z.int().nullable(),
      body: z.string(),
    }),
  ),
});
export type ExchangeDetail = z.infer<typeof exchangeDetailSchema>;

/** GET /api/exchanges/:id/proof: everything needed to check the entries by hand, and the server's own check of them. */
export const exchangeProofSchema = z.object({
  checkpoint: z.object({ size: z.int(), root: z.string(), note: z.string(), at: instantSchema }).nullable(),
  entries: z.array(
    z.object({
      entryId: z.string(),
      kind: z.string(),
      leafIndex: z.int().nullable(),
      leafHash: z.string(),
      /** Inclusion path, base64 hashes from leaf to root; null until the next checkpoint covers the entry. */
      path: z.array(z.string()).nullable(),
      verified: z.boolean(),
    }),
  ),
  /** Does the stored content still match the commitments in the entries? null when erased. */
  contentMatches: z.boolean().nullable(),
  verified: z.boolean(),
});
export type ExchangeProof = z.infer<typeof exchangeProofSchema>;

/** GET /api/overview?minutes=60 */
export const overviewQuerySchema = z.object({ minutes: z.coerce.number().int().min(5).max(1_440).default(60) });
export const overviewSchema = z.object({
  from: instantSchema,
  to: instantSchema,
  totals: z.object({
    exchanges: z.int(),
    open: z.int(),
    completed: z.int(),
    refused: z.int(),
    cut: z.int(),
    aborted: z.int(),
    failed: z.int(),
    hits: z.int(),
    replaced: z.int(),
    outputChars: z.int(),
  }),
  /** One row a minute (a step of several for long windows), oldest first. */
  series: z.array(z.object({ at: instantSchema, exchanges: z.int(), refused: z.int(), cut: z.int(), failed: z.int() })),
  risks: z.array(z.object({ code: z.string(), exchanges: z.int() })),
  latency: z.object({
    firstTokenP50Ms: z.number().nullable(),
    firstTokenP99Ms: z.number().nullable(),
    totalP50Ms: z.number().nullable(),
    totalP99Ms: z.number().nullable(),
  }),
  health: z.object({
    database: z.boolean(),
    evidence: z.boolean(),
    upstreams: z.array(z.object({ id: z.string(), name: z.string(), circuit: z.string(), demonstration: z.boolean() })),
    terms: z.int(),
    openRequests: z.int(),
  }),
  log: z.object({ size: z.int(), root: z.string().nullable(), at: instantSchema.nullable(), waiting: z.int() }),
});
export type Overview = z.infer<typeof overviewSchema>;
