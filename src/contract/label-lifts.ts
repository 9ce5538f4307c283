import { z } from 'zod';
import { instantSchema, pageOf } from './common.ts';
import { producedKindSchema } from './exchanges.ts';
import { agreementVersionSchema } from './label-lift-policy.ts';

const agreementTextSchema = z.string().trim().min(20).max(20_000);

/** POST /api/label/agreements: the text that fixes what a user has to label, and who answers for it. Never changed afterwards. */
export const labelAgreementCreateSchema = z.strictObject({
  version: agreementVersionSchema,
  zh: agreementTextSchema.refine(
    (text) => text.includes('标识') && text.includes('责任'),
    'must say what the user has to label (标识) and who answers for it (责任)',
  ),
  en: agreementTextSchema.refine(
    (text) => /label|mark/i.test(text) && /responsib|liab/i.test(text),
    'must say what the user has to label and who is responsible for it',
  ),
  /** From when it may be agreed to; now, unless said otherwise. */
  validFrom: instantSchema.optional(),
});
export type LabelAgreementCreate = z.infer<typeof labelAgreementCreateSchema>;

/** GET /api/label/agreements, newest first. */
export const labelAgreementSchema = z.object({
  version: z.string(),
  zh: z.string(),
  en: z.string(),
  /** SHA-256 of the canonical JSON of `{en, version, zh}`, 64 hex digits. */
  digest: z.string(),
  validFrom: instantSchema,
  createdAt: instantSchema,
  createdBy: z.string(),
});
export type LabelAgreement = z.infer<typeof labelAgreementSchema>;

/** Where a request for content without explicit label stands. */
export const liftRequestStateSchema = z.enum(['open', 'withdrawn']);

/** An end user asked for content without explicit label and accepted a version of the agreement. */
export const liftRequestSchema = z.object({
  id: z.string(),
  serviceId: z.string(),
  /** The end user's pseudonym. */
  endUser: z.string(),
  agreement: z.string(),
  /** Of the agreement's text as it was accepted. */
  digest: z.string(),
  requestedAt: instantSchema,
  withdrawnAt: instantSchema.nullable(),
  /** `end-user` by way of the app, or who of the staff. */
  withdrawnBy: z.string().nullable(),
  /** What left without a mark under it so far. */
  lifted: z.int(),
});
export type LiftRequest = z.infer<typeof liftRequestSchema>;

/** GET /api/label/lift-requests */
export const liftRequestsQuerySchema = z.object({
  serviceId: z.string().optional(),
  state: liftRequestStateSchema.optional(),
  /** An end user by pseudonym or by the name that the app sends, or the request's id. */
  search: z.string().trim().max(200).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const liftRequestsPageSchema = pageOf(liftRequestSchema);

/** POST /api/label/lift-requests/:id/withdraw: why, in the words of whoever does it. */
export const liftWithdrawSchema = z.strictObject({ reason: z.string().trim().min(1).max(500) });

/** One content that left without explicit label: who got what, when, under which agreement, and how long that is kept. */
export const labelLiftSchema = z.object({
  id: z.string(),
  requestId: z.string(),
  serviceId: z.string(),
  endUser: z.string(),
  agreement: z.string(),
  exchangeId: z.string(),
  produceId: z.string(),
  kind: producedKindSchema,
  at: instantSchema,
  expiresAt: instantSchema,
});
export type LabelLift = z.infer<typeof labelLiftSchema>;

const liftFilter = {
  serviceId: z.string().optional(),
  /** A ProduceID, an exchange, a request, or an end user by pseudonym or name. */
  search: z.string().trim().max(200).optional(),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
};
/** GET /api/label/lifts, newest first. */
export const labelLiftsQuerySchema = z.object({
  ...liftFilter,
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const labelLiftsPageSchema = pageOf(labelLiftSchema);
/** POST /api/label/lifts/export: the same as CSV; leaves evidence, for it takes pseudonyms out of the house. */
export const labelLiftsExportSchema = z.strictObject(liftFilter);
