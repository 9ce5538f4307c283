import { z } from 'zod';
import { instantSchema } from './common.ts';
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
