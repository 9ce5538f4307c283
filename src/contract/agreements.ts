import { z } from 'zod';
import { agreementPolicySchema } from './agreement-policy.ts';
import { idSchema, instantSchema, nameSchema, pageOf } from './common.ts';
import { lawConfidenceSchema } from './law.ts';
import { endUserNameSchema } from './portal.ts';

export const AGREEMENT_TEXT_CHARS_MAX = 60_000;
const PASSAGE_CHARS_MIN = 4;
const PASSAGE_CHARS_MAX = 500;

/** What a service agreement ought to say. @law measures#9 */
export const clauseSchema = z.enum([
  'parties',
  'user-rights',
  'provider-duties',
  'conduct',
  'measures',
  'labels',
  'unlabelled',
  'intellectual-property',
  'limits',
  'minors',
  'personal-information',
  'training',
  'complaints',
  'changes',
]);
export type Clause = z.infer<typeof clauseSchema>;

const bilingualSchema = z.object({ zh: z.string(), en: z.string() });
const passageSchema = z.string().trim().max(PASSAGE_CHARS_MAX);
/** A passage of each text that covers a clause, word for word; empty where none does. */
export const markSchema = z.strictObject({ zh: passageSchema, en: passageSchema });
export const marksSchema = z.partialRecord(clauseSchema, markSchema);
export type Marks = z.infer<typeof marksSchema>;

/**
 * `covered`: its passages stand in both texts. `lost`: a passage was marked that stands there no more, or is shorter than 4
 * characters. `open`: nothing is marked.
 */
export const clauseCoverageSchema = z.enum(['covered', 'lost', 'open']);
export const clauseRowSchema = z.object({
  clause: clauseSchema,
  title: bilingualSchema,
  /** What has to be in it. */
  about: bilingualSchema,
  /** The obligation that it comes from, such as `labelling:8`, and how sure its text is known. */
  basis: z.string(),
  confidence: lawConfidenceSchema,
  /** In the draft; null while there is none. */
  coverage: clauseCoverageSchema.nullable(),
});
export const passageCharsMin = PASSAGE_CHARS_MIN;

const agreementTextSchema = z.string().trim().min(1).max(AGREEMENT_TEXT_CHARS_MAX);
const titleSchema = z.string().trim().min(1).max(100);

/** What is written, in the plain markup of `plain-text.ts`. */
export const agreementTextsSchema = z.strictObject({
  title: z.strictObject({ zh: titleSchema, en: titleSchema }),
  text: z.strictObject({ zh: agreementTextSchema, en: agreementTextSchema }),
});
export type AgreementTexts = z.infer<typeof agreementTextsSchema>;

/** A version as it is listed. */
export const agreementRowSchema = z.object({
  id: idSchema,
  number: z.int(),
  title: bilingualSchema,
  effectiveAt: instantSchema,
  isMaterial: z.boolean(),
  publishedAt: instantSchema,
  /** The name that stands under it. */
  publishedAs: z.string(),
  gaps: z.array(z.string()),
  gapReason: z.string().nullable(),
  /** SHA-256 of what readers of each language are shown. */
  digest: bilingualSchema,
});
export type AgreementRow = z.infer<typeof agreementRowSchema>;
/** GET /api/agreements/:id */
export const agreementSchema = agreementRowSchema.extend({ serviceId: z.string(), text: bilingualSchema });

export const agreementDraftSchema = agreementTextsSchema.extend({
  marks: marksSchema,
  revision: z.int().positive(),
  changedAt: instantSchema,
});

/** GET /api/agreements: every service in use. */
export const agreementOverviewSchema = z.object({
  services: z.array(
    z.object({
      serviceId: z.string(),
      serviceName: z.string(),
      policy: agreementPolicySchema,
      /** Number of the version in force, and of one that will be. */
      inForce: z.int().nullable(),
      upcoming: z.int().nullable(),
      hasDraft: z.boolean(),
      /** End users whose acceptance counts now. */
      accepted: z.int(),
      /** Where the public reads it; null while nothing is published. */
      address: z.string().nullable(),
    }),
  ),
});

/** GET /api/services/:id/agreements */
export const agreementStateSchema = z.object({
  serviceId: z.string(),
  serviceName: z.string(),
  clauses: z.array(clauseRowSchema),
  inForce: z.int().nullable(),
  /** Newest first. */
  versions: z.array(agreementRowSchema),
  draft: agreementDraftSchema.nullable(),
  address: z.string(),
});
export type AgreementState = z.infer<typeof agreementStateSchema>;

/** PUT /api/services/:id/agreements/draft; `revision` is the one that was read, 0 for a new draft. */
export const agreementDraftChangeSchema = agreementTextsSchema.extend({
  marks: marksSchema,
  revision: z.int().nonnegative(),
});
/** POST /api/services/:id/agreements/draft/publication */
export const agreementPublishSchema = z.strictObject({
  revision: z.int().positive(),
  /** Null = at once. */
  effectiveAt: instantSchema.nullable(),
  /** Must those who accepted an earlier version accept this one? The first version always asks. */
  isMaterial: z.boolean(),
  /** Whose name stands under it. */
  publishedAs: nameSchema,
  /** Why it is published although clauses are open; only then. */
  gapReason: z.string().trim().min(1).max(1_000).nullable(),
});

export const diffLineSchema = z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() });
export type DiffLine = z.infer<typeof diffLineSchema>;
/** GET /api/agreements/:id/diff?against=… (an earlier version or, with `draft`, its service's draft against it) */
export const agreementDiffQuerySchema = z.object({ against: z.union([idSchema, z.literal('draft')]) });
export const agreementDiffSchema = z.object({ zh: z.array(diffLineSchema), en: z.array(diffLineSchema) });

export const acceptanceChannelSchema = z.enum(['app', 'portal']);
export const acceptanceSchema = z.object({
  id: idSchema,
  serviceId: z.string(),
  endUser: z.string(),
  number: z.int(),
  language: z.enum(['zh', 'en']),
  digest: z.string(),
  channel: acceptanceChannelSchema,
  acceptedAt: instantSchema,
  withdrawnAt: instantSchema.nullable(),
  withdrawnBy: acceptanceChannelSchema.nullable(),
});
/** GET /api/agreements/acceptances */
export const acceptancesQuerySchema = z.object({
  serviceId: z.string().optional(),
  /** An end user: the pseudonym, or the name that the app sends. */
  search: z.string().trim().max(512).optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const acceptancesPageSchema = pageOf(acceptanceSchema);
/** POST /api/agreements/acceptances/export answers with CSV. */
export const acceptancesExportSchema = z.strictObject({ serviceId: z.string().optional() });

const languageSchema = z.enum(['zh', 'en']);
/** GET /api/public/agreements?user=…, with the key of a service as a bearer: what this user is to accept. */
export const publicAgreementsQuerySchema = z.object({ user: endUserNameSchema });
export const publicAgreementSchema = z.object({
  number: z.int(),
  title: bilingualSchema,
  text: bilingualSchema,
  digest: bilingualSchema,
  effectiveAt: instantSchema,
  isMaterial: z.boolean(),
  /** Pages to lead people to. */
  address: bilingualSchema,
});
export const publicAgreementsSchema = z.object({
  /** Null while none is published. */
  inForce: publicAgreementSchema.nullable(),
  upcoming: publicAgreementSchema.nullable(),
  /** The newest version that this user accepted. */
  accepted: z.int().nullable(),
  /** Must the user accept the version in force? */
  mustAccept: z.boolean(),
});
/** POST /api/public/agreements/acceptances; `digest` is that of the text that was shown. */
export const publicAcceptSchema = z.strictObject({
  user: endUserNameSchema,
  number: z.int().positive(),
  language: languageSchema,
  digest: z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256 in hex'),
});
export const publicAcceptedSchema = z.object({ number: z.int(), acceptedAt: instantSchema });
/** DELETE /api/public/agreements/acceptances: the user accepts nothing any more. */
export const publicWithdrawSchema = z.strictObject({ user: endUserNameSchema });
export const publicWithdrawnSchema = z.object({ withdrawn: z.int() });
