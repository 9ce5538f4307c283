import { z } from 'zod';
import { idSchema, instantSchema, nameSchema } from './common.ts';

const share = z.number().min(0).max(1);
const threshold = z.number().min(0.1).max(0.99);

/**
 * Whether the statistical classifier reads along, and what follows when it says "may be". It holds nothing back and never
 * ends an answer unless `onHit` is `cut`.
 *
 * `flag`: recorded with the exchange. `review`: recorded, and a person is asked to look. `stricter`: as `review`, and the
 * answer to such an input is screened with every term of the word lists cutting. `cut`: the input is refused and the answer
 * ends, on an estimate alone.
 */
export const classifierPolicySchema = z.strictObject({
  enabled: z.boolean().default(false),
  directions: z.enum(['both', 'input', 'output']).default('both'),
  onHit: z.enum(['flag', 'review', 'stricter', 'cut']).default('review'),
  /** Probability from which a passage counts as found. */
  threshold: threshold.default(0.8),
  /** By risk code, instead of `threshold`. */
  thresholds: z.record(z.string().regex(/^A\.[1-5]\.[a-i]$/), threshold).default({}),
});
export type ClassifierPolicy = z.infer<typeof classifierPolicySchema>;

/** What a model says of itself: where it comes from, and figures on texts it was not trained on. */
export const modelCardSchema = z.object({
  name: z.string(),
  source: z.string(),
  licence: z.string(),
  dataDigest: z.string(),
  seed: z.int(),
  examples: z.object({ trained: z.int(), calibrated: z.int(), measured: z.int() }),
  /** Number of texts trained on by label; `none` = no risk. */
  labels: z.record(z.string(), z.int()),
  figures: z.object({
    accuracy: share,
    macroF1: share,
    curve: z.array(z.object({ threshold: share, precision: share, recall: share, flagged: share })),
  }),
});

/** The id of the model that comes with Hegui. */
export const SHIPPED_MODEL_ID = 'shipped';

/** GET /api/classifier/models: the shipped one first, then the provider's own, newest first; one of them is active. */
export const classifierModelSchema = z.object({
  /** `shipped`, or the id of an uploaded one. */
  id: z.string(),
  name: z.string(),
  active: z.boolean(),
  /** SHA-256 of the file; what the records of exchanges carry. */
  digest: z.string(),
  bytes: z.int(),
  risks: z.array(z.string()),
  windowUnits: z.int(),
  hopUnits: z.int(),
  card: modelCardSchema,
  /** null for the shipped one. */
  createdAt: instantSchema.nullable(),
});
export type ClassifierModelInfo = z.infer<typeof classifierModelSchema>;

/** POST /api/classifier/models: a file that `hegui classifier train` made, as base64. */
export const classifierModelAddSchema = z.strictObject({ name: nameSchema, file: z.base64().max(24_000_000) });

/** POST /api/classifier/models/:id/activate, DELETE /api/classifier/models/:id, GET /api/classifier/models/:id/file */
export const classifierModelParamsSchema = z.object({ id: z.union([z.literal(SHIPPED_MODEL_ID), idSchema]) });
