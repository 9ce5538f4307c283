import { z } from 'zod';
import { instantSchema, pageOf } from './common.ts';
import { aigcSchema, explicitReasonSchema, producedKindSchema } from './exchanges.ts';

/** GET /api/produced/:produceId: one row of the register of what was made. */
export const producedContentSchema = z.object({
  produceId: z.string(),
  serviceId: z.string(),
  /** null for a file that a member of staff had labelled. */
  exchangeId: z.string().nullable(),
  kind: producedKindSchema,
  mediaType: z.string(),
  format: z.string(),
  /** Of the labelled file, 64 hex digits. */
  sha256: z.string(),
  bytes: z.int(),
  model: z.string().nullable(),
  aigc: aigcSchema,
  /** Whether a mark that people see or hear is in the file; if not, `explicitReason` says why. */
  explicit: z.boolean(),
  explicitReason: explicitReasonSchema.nullable(),
  at: instantSchema,
});
export type ProducedContent = z.infer<typeof producedContentSchema>;

export const producedParamsSchema = z.object({ produceId: z.string().trim().min(1).max(200) });

/**
 * POST /api/produced/lookup: the file itself. `ours`: this very file was made here. `altered`: it carries a number of ours, but
 * is not the file that was made under it. `unknown`: neither its number nor its content is in the register.
 */
export const producedLookupSchema = z.object({
  finding: z.enum(['ours', 'altered', 'unknown']),
  sha256: z.string(),
  /** The number that the file carries; null where it carries none that can be read. */
  produceId: z.string().nullable(),
  content: producedContentSchema.nullable(),
});
export type ProducedLookup = z.infer<typeof producedLookupSchema>;

/** Kinds of file without a signature are told by the name. */
const fileNameSchema = z.string().trim().min(1).max(255);
export const labelFileQuerySchema = z.object({ name: fileNameSchema.optional() });
/** Whether a label is written into a file with a manifest of C2PA, which that invalidates. */
const evenIfSigned = z.stringbool().optional();
/** POST /api/label/write: the service whose provider code goes into the label. */
export const labelWriteQuerySchema = labelFileQuerySchema.extend({
  service: z.string().trim().min(1).max(100),
  evenIfSigned,
});
/** POST /api/label/propagate: who passes the file on, and their own number for it. */
export const labelPropagateQuerySchema = labelFileQuerySchema.extend({
  propagator: z.string().min(1).max(200),
  propagateId: z.string().min(1).max(200),
  evenIfSigned,
});

const findingSchema = z.object({ severity: z.enum(['error', 'warning']), code: z.string(), message: z.string() });
const membersSchema = z.partialRecord(
  z.enum([
    'Label',
    'ContentProducer',
    'ProduceID',
    'ReservedCode1',
    'ContentPropagator',
    'PropagateID',
    'ReservedCode2',
  ]),
  z.string(),
);
const carrierSchema = z.object({
  place: z.string(),
  isMain: z.boolean(),
  text: z.string(),
  /** null where what stands there is no label. */
  value: z
    .object({ members: membersSchema, form: z.enum(['bare', 'wrapped']), findings: z.array(findingSchema) })
    .nullable(),
});

/** A manifest of C2PA in the file; null when there is none. */
const credentialsSchema = z
  .object({
    place: z.string(),
    claimGenerator: z.string().nullable(),
    sourceTypes: z.array(z.string()),
    /** Whether the bytes outside the manifests are those that were signed; the signature itself is not checked. */
    dataHash: z.enum(['matches', 'mismatch', 'unchecked']),
  })
  .nullable();

/** POST /api/label/read */
export const labelReadSchema = z.object({
  format: z.string(),
  carriers: z.array(carrierSchema),
  credentials: credentialsSchema,
});
export type LabelRead = z.infer<typeof labelReadSchema>;

/** What the producer's reserved code proves; it has no part in the verdict on the label. */
const signatureSchema = z.object({
  kind: z.enum(['none', 'opaque', 'unsupported', 'unchecked', 'mismatch', 'not-pinned', 'valid']),
  /** Whose key it is; null unless the kind is `valid`. */
  keyName: z.string().nullable(),
  fingerprint: z.string().nullable(),
  /** Whether the file is still what was signed; `none` where the label is bound to no content. */
  content: z.enum(['none', 'unknown', 'intact', 'broken']),
  /** Where the rules come from, and how well they are known. */
  basis: z.string(),
});

const judged = {
  format: z.string(),
  carriers: z.array(carrierSchema),
  findings: z.array(findingSchema),
  credentials: credentialsSchema,
};
/** POST /api/label/verify: what a file says about itself, never a bare yes or no. */
export const labelVerdictSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('conformant'), ...judged, members: membersSchema, signature: signatureSchema }),
  z.object({ kind: z.literal('non-conformant'), ...judged, members: membersSchema, signature: signatureSchema }),
  z.object({ kind: z.literal('misplaced'), ...judged }),
  z.object({ kind: z.literal('none'), ...judged }),
  z.object({ kind: z.literal('unreadable'), format: z.string().nullable(), reason: z.string() }),
]);
export type LabelVerdict = z.infer<typeof labelVerdictSchema>;

/**
 * What became of a content. `marked`: implicit label, and an explicit one in it. `implicit`: implicit label, and the interface shows
 * the explicit one. `lifted`: implicit label alone, because a user asked for it so. `withheld`: it could not be labelled and was
 * not let out.
 */
export const labelOutcomeSchema = z.enum(['marked', 'implicit', 'lifted', 'withheld']);
export type LabelOutcome = z.infer<typeof labelOutcomeSchema>;

export const labelPeriodSchema = z.enum(['24h', '7d', '30d']);
export type LabelPeriod = z.infer<typeof labelPeriodSchema>;

/** GET /api/labels/coverage: figures of whole hours; they follow the log by a few seconds. */
export const labelCoverageQuerySchema = z.object({
  period: labelPeriodSchema.default('24h'),
  serviceId: z.string().optional(),
});
export const labelCoverageSchema = z.object({
  from: instantSchema,
  rows: z.array(
    z.object({
      serviceId: z.string(),
      /** null for a service that is no longer known. */
      serviceName: z.string().nullable(),
      kind: producedKindSchema,
      counts: z.record(labelOutcomeSchema, z.int()),
    }),
  ),
});
export type LabelCoverage = z.infer<typeof labelCoverageSchema>;

export const labelPageQuerySchema = z.object({
  serviceId: z.string().optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** GET /api/labels/samples: the newest produced files. */
export const labelSamplesSchema = pageOf(
  z.object({
    produceId: z.string(),
    serviceId: z.string(),
    serviceName: z.string().nullable(),
    exchangeId: z.string().nullable(),
    kind: producedKindSchema,
    mediaType: z.string(),
    bytes: z.int(),
    model: z.string().nullable(),
    explicit: z.boolean(),
    explicitReason: explicitReasonSchema.nullable(),
    at: instantSchema,
    /** Until when `GET /api/produced/:produceId/file` gives it; null for a file that is not kept. */
    keptUntil: instantSchema.nullable(),
  }),
);
export type LabelSamples = z.infer<typeof labelSamplesSchema>;

/** GET /api/labels/withheld: what was not let out, and why. */
export const labelWithheldSchema = pageOf(
  z.object({
    entryId: z.string(),
    at: instantSchema,
    serviceId: z.string(),
    serviceName: z.string().nullable(),
    exchangeId: z.string(),
    kind: producedKindSchema,
    place: z.string(),
    reason: z.string(),
  }),
);
export type LabelWithheld = z.infer<typeof labelWithheldSchema>;

/** POST /api/labels/preview: how a mark looks and sounds, drawn by what marks the real files. */
export const labelPreviewRequestSchema = z.object({
  /** One line of at most 60 characters can be drawn; what is longer, or has characters without an outline, is told. */
  text: z.string().min(1).max(100),
});
const drawnSchema = z.object({
  /** A PNG, in Base64. */
  png: z.string(),
  width: z.int(),
  height: z.int(),
  /** Rows of ink of the lowest letter, and how many there must be. */
  inkHeightPx: z.int(),
  inkHeightPxMin: z.int(),
  contrast: z.number(),
});
export const labelPreviewSchema = z.object({
  /** What is drawn: the text as it is, or, where it cannot be drawn, the words that are put in its place. */
  drawn: z.string(),
  /** Why other words are drawn; null when the text is drawn as it is. */
  reason: z.string().nullable(),
  picture: drawnSchema,
  /** The first frame of a film, with the mark that stands for its first seconds. */
  film: drawnSchema.extend({ seconds: z.number() }),
  /** A WAV with the rhythm before it, in Base64. */
  sound: z.object({ wav: z.string(), seconds: z.number(), markSeconds: z.number() }),
});
export type LabelPreview = z.infer<typeof labelPreviewSchema>;
