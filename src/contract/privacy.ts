import { z } from 'zod';
import { idSchema, instantSchema, pageOf } from './common.ts';
import { limitBasisSchema } from './law.ts';
import { noticeSchema, personSchema } from './people.ts';

/** What people may ask about their personal information. @law measures#11 pipl#44 */
export const privacyKindSchema = z.enum([
  'access',
  'copy',
  'correct',
  'supplement',
  'delete',
  'restrict-training',
  'explain',
  'withdraw-consent',
  'close-account',
]);
export type PrivacyKind = z.infer<typeof privacyKindSchema>;
export const privacyStateSchema = z.enum(['received', 'acknowledged', 'executing', 'answered', 'withdrawn']);
export type PrivacyState = z.infer<typeof privacyStateSchema>;
export const privacyOutcomeSchema = z.enum(['fulfilled', 'partly-fulfilled', 'refused']);
export type PrivacyOutcome = z.infer<typeof privacyOutcomeSchema>;
/** How it is known who asks: not at all, by the app's word, by a code confirmed in the app, by a decision of staff. */
export const privacyIdentitySchema = z.enum(['none', 'vouched', 'confirmed', 'staff']);
export type PrivacyIdentity = z.infer<typeof privacyIdentitySchema>;
/** How staff made sure. What was looked at is not kept. */
export const privacyMeansSchema = z.enum(['known-contact', 'account-detail', 'document-seen', 'in-person', 'other']);
export type PrivacyMeans = z.infer<typeof privacyMeansSchema>;
const languageSchema = z.enum(['zh-CN', 'en']);

export const PRIVACY_TEXT_CHARS_MAX = 5_000;
// 18 characters of a citizen's number: never to be kept here, whoever writes it.
const CITIZEN_NUMBER = /(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)/;
export const hasCitizenNumber = (text: string): boolean => CITIZEN_NUMBER.test(text);
const wordsSchema = z
  .string()
  .trim()
  .max(PRIVACY_TEXT_CHARS_MAX)
  .refine((text) => !hasCitizenNumber(text), 'must hold no citizen number; leave it out, it is not needed');
const textSchema = wordsSchema.min(1);
export const privacyContactSchema = z.strictObject({
  email: z.union([z.literal(''), z.email().max(200)]).default(''),
  phone: z.union([z.literal(''), z.string().regex(/^\+?[\d -]{5,25}$/, 'is no telephone number')]).default(''),
});
export type PrivacyContact = z.output<typeof privacyContactSchema>;

/** The name by which the app's service knows its user, as the gateway is told it. */
const userSchema = z.string().min(1).max(200);

/**
 * POST /api/public/privacy-requests, with the key of a service as a bearer and an `idempotency-key` of 16 to 100 characters: the
 * app vouches that `user` asks. Receipts of complaints are opened with their secrets, so that they are found with the rest.
 */
export const privacySubmitSchema = z.strictObject({
  kind: privacyKindSchema,
  user: userSchema,
  language: languageSchema.default('zh-CN'),
  text: wordsSchema.default(''),
  contact: privacyContactSchema.prefault({}),
  complaints: z
    .array(z.strictObject({ receipt: z.string().max(40), secret: z.string().max(40) }))
    .max(10)
    .default([]),
});
export const privacyReceiptSchema = z.object({
  receipt: z.string(),
  secret: z.string(),
  isRepeated: z.boolean(),
  acknowledgeBy: z.iso.date(),
  answerBy: z.iso.date(),
});

/**
 * POST /api/public/privacy-requests/confirm: the user who is signed in to the app types the code that the portal shows. Without
 * `confirm` the app is told what it would confirm, to show it first.
 */
export const privacyConfirmSchema = z.strictObject({
  code: z.string().trim().min(8).max(20),
  user: userSchema,
  confirm: z.boolean().default(false),
});
export const privacyConfirmedSchema = z.object({
  kind: privacyKindSchema,
  receivedAt: instantSchema,
  confirmed: z.boolean(),
  /** To be shown to the user before they confirm. */
  warning: z.object({ zh: z.string(), en: z.string() }),
});

const bothSchema = z.object({ zh: z.string(), en: z.string() });
const keptSchema = z.object({
  count: z.int(),
  reason: bothSchema,
  law: z.string(),
  until: instantSchema.nullable(),
});
/** What a search found, by holder. */
export const privacyFoundSchema = z.object({
  holders: z.array(z.object({ name: z.string(), title: bothSchema, erasable: z.int(), kept: z.array(keptSchema) })),
});
export type PrivacyFound = z.infer<typeof privacyFoundSchema>;
/** What an order to erase did and what stays. */
export const privacyErasureSchema = z.object({
  id: idSchema,
  state: z.enum(['due', 'proven']),
  orderedAt: instantSchema,
  provenAt: instantSchema.nullable(),
  nextAt: instantSchema.nullable(),
  leftOver: z.int().nullable(),
  holders: z.array(z.object({ name: z.string(), title: bothSchema, erased: z.int(), kept: z.array(keptSchema) })),
});
export type PrivacyErasure = z.infer<typeof privacyErasureSchema>;

export const privacyPurposeSchema = z.enum([
  'submission',
  'acknowledgement',
  'identity',
  'question',
  'reply',
  'extension',
  'answer',
  'reopening',
  'withdrawal',
  'note',
]);
export type PrivacyPurpose = z.infer<typeof privacyPurposeSchema>;
const messageSchema = z.object({
  id: idSchema,
  author: z.enum(['public', 'staff', 'system']),
  purpose: privacyPurposeSchema,
  at: instantSchema,
  text: z.string(),
});

/** GET /api/public/privacy-requests/:receipt, with the header `x-receipt-secret`: what whoever asked may know. */
export const privacyForPublicSchema = z.object({
  receipt: z.string(),
  kind: privacyKindSchema,
  state: privacyStateSchema,
  serviceName: z.string(),
  identity: privacyIdentitySchema,
  receivedAt: instantSchema,
  acknowledgeBy: z.iso.date(),
  answerBy: z.iso.date(),
  isProvisional: z.boolean(),
  isExtended: z.boolean(),
  answeredAt: instantSchema.nullable(),
  outcome: privacyOutcomeSchema.nullable(),
  canReopenUntil: z.iso.date().nullable(),
  copy: z.object({ until: instantSchema, left: z.int() }).nullable(),
  erasure: privacyErasureSchema.nullable(),
  messages: z.array(messageSchema),
});
export type PrivacyForPublic = z.infer<typeof privacyForPublicSchema>;
export const privacyPublicMessageSchema = z.strictObject({ text: textSchema, reopen: z.boolean().default(false) });

/** One row of the desk. */
export const privacyRowSchema = z.object({
  id: idSchema,
  number: z.int(),
  kind: privacyKindSchema,
  state: privacyStateSchema,
  channel: z.enum(['portal', 'api', 'staff']),
  language: languageSchema,
  serviceName: z.string(),
  identity: privacyIdentitySchema,
  receivedAt: instantSchema,
  next: z.enum(['acknowledge', 'answer']).nullable(),
  nextDueAt: instantSchema.nullable(),
  /** Working days that are left after today; negative when it is late. */
  workingDaysLeft: z.int().nullable(),
  overdue: z.boolean(),
  reopened: z.int(),
  outcome: privacyOutcomeSchema.nullable(),
});
export type PrivacyRow = z.infer<typeof privacyRowSchema>;
/** GET /api/privacy/requests: open ones by what is due first, ended ones by what ended last. */
export const privacyQuerySchema = z.object({
  state: z.enum(['open', 'overdue', 'ended']).default('open'),
  find: z.string().trim().max(40).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const privacyPageSchema = pageOf(privacyRowSchema);

/** GET /api/privacy/requests/:id: everything but what people wrote. */
export const privacyDetailSchema = privacyRowSchema.extend({
  receipt: z.string(),
  serviceId: z.string(),
  endUser: z.string().nullable(),
  identityMeans: privacyMeansSchema.nullable(),
  identifiedAt: instantSchema.nullable(),
  complaints: z.array(z.string()),
  acknowledgeBy: z.iso.date(),
  answerBy: z.iso.date(),
  isExtended: z.boolean(),
  hasContact: z.boolean(),
  copy: z.object({ until: instantSchema, left: z.int() }).nullable(),
  erasure: privacyErasureSchema.nullable(),
  trainingRestricted: z.boolean(),
  /** Must somebody make sure who asks before this may be fulfilled? */
  needsIdentity: z.boolean(),
  involved: z.array(personSchema),
  mayDecide: z.boolean(),
  notices: z.array(noticeSchema),
  basis: limitBasisSchema,
});
export type PrivacyDetail = z.infer<typeof privacyDetailSchema>;

/** GET /api/privacy/requests/:id/content?purpose=: what people wrote; every look leaves `privacy.viewed`. */
export const privacyContentQuerySchema = z.object({ purpose: z.enum(['handling', 'supervision', 'appeal']) });
export const privacyContentSchema = z.object({
  content: z
    .object({ contact: privacyContactSchema, messages: z.array(messageSchema.extend({ by: personSchema.nullable() })) })
    .nullable(),
});
export type PrivacyContent = z.infer<typeof privacyContentSchema>;

/** POST /api/privacy/requests: one that came by post, told at the desk. */
export const privacyEnterSchema = z.strictObject({
  kind: privacyKindSchema,
  serviceId: idSchema,
  language: languageSchema.default('zh-CN'),
  text: textSchema,
  contact: privacyContactSchema.prefault({}),
  /** How and when it came, such as a letter of a date. */
  reason: textSchema,
});
export const privacyWordsSchema = z.strictObject({ text: textSchema });
export const privacyIdentifySchema = z.strictObject({
  means: privacyMeansSchema,
  /** The name by which the service knows the person; its pseudonym alone is kept. */
  user: userSchema,
  text: textSchema,
});
export const privacyExtendSchema = z.strictObject({ workingDays: z.int().min(1).max(15), text: textSchema });
/** POST …/answer: fulfilling a wish to delete orders it, and the person is told once it is proven. */
export const privacyAnswerSchema = z.strictObject({ outcome: privacyOutcomeSchema, text: textSchema });

/** GET and PUT /api/privacy/retention: how long what is kept, in days. */
export const retentionSettingsSchema = z.strictObject({
  days: z.record(z.string().regex(/^[a-z-]{1,40}$/), z.int().min(1).max(3_650)),
});
export type RetentionSettings = z.infer<typeof retentionSettingsSchema>;
export const retentionStateSchema = z.object({
  revision: z.int().nonnegative(),
  kinds: z.array(
    z.object({
      kind: z.string(),
      title: bothSchema,
      about: bothSchema,
      days: z.int(),
      daysMin: z.int(),
      daysDefault: z.int(),
      basis: limitBasisSchema,
      sweptAt: instantSchema.nullable(),
      erased: z.int(),
      leftOver: z.int(),
    }),
  ),
});
export type RetentionState = z.infer<typeof retentionStateSchema>;
export const retentionChangeSchema = retentionSettingsSchema.extend({ revision: z.int().nonnegative() });
/** POST /api/privacy/retention/preview: what would go with these days, now; counted up to 1,000 of each. Nothing is changed. */
export const retentionPreviewSchema = z.object({
  kinds: z.array(z.object({ kind: z.string(), before: instantSchema, count: z.int() })),
});
