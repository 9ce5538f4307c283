import { z } from 'zod';
import { idSchema, instantSchema, pageOf } from './common.ts';
import { limitBasisSchema } from './law.ts';
import { noticeSchema, personSchema } from './people.ts';

/** What a complaint or report is about. @law measures#15 */
export const complaintKindSchema = z.enum([
  'illegal-content',
  'discrimination',
  'defamation',
  'intellectual-property',
  'personal-information',
  'minors',
  'account-measures',
  'labels-missing',
  'fraud',
  'whistleblowing',
  'other',
]);
export type ComplaintKind = z.infer<typeof complaintKindSchema>;
/** Is a name or a way to reach the complainant asked for? With `none` it is not kept even when it is sent. */
export const contactNeedSchema = z.enum(['none', 'optional', 'required']);

export const complaintStateSchema = z.enum(['received', 'acknowledged', 'answered', 'merged', 'withdrawn']);
export type ComplaintState = z.infer<typeof complaintStateSchema>;
export const complaintOutcomeSchema = z.enum(['upheld', 'partly-upheld', 'not-upheld', 'referred']);
export type ComplaintOutcome = z.infer<typeof complaintOutcomeSchema>;
export const complaintChannelSchema = z.enum(['portal', 'api', 'staff']);
export const complaintLanguageSchema = z.enum(['zh-CN', 'en']);

export const COMPLAINT_TEXT_CHARS_MAX = 5_000;
const textSchema = z.string().trim().min(1).max(COMPLAINT_TEXT_CHARS_MAX);

/** Why a clock is stopped; what exactly, the complainant is told in words. */
export const pauseReasonSchema = z.enum(['complainant', 'third-party', 'expert', 'authority']);
export type PauseReason = z.infer<typeof pauseReasonSchema>;

export const complaintContactSchema = z.strictObject({
  name: z.string().trim().max(100).default(''),
  email: z.union([z.literal(''), z.email().max(200)]).default(''),
  phone: z.union([z.literal(''), z.string().regex(/^\+?[\d -]{5,25}$/, 'is no telephone number')]).default(''),
});
export type ComplaintContact = z.output<typeof complaintContactSchema>;

/**
 * POST /api/public/complaints, with the key of a service as a bearer and an `idempotency-key` of 16 to 100 characters that
 * nobody can guess: the same key and the same body give the same receipt again. Files are base64, told by their bytes.
 */
export const complaintSubmitSchema = z.strictObject({
  kind: complaintKindSchema,
  language: complaintLanguageSchema.default('zh-CN'),
  text: textSchema,
  /** The content it is about: a content id, a ProduceID, or a link that holds one. */
  about: z.string().trim().max(500).default(''),
  contact: complaintContactSchema.prefault({}),
  files: z
    .array(z.strictObject({ name: z.string().max(200), content: z.base64() }))
    .max(5)
    .default([]),
});
export type ComplaintSubmit = z.output<typeof complaintSubmitSchema>;

/** The answer to a submission: number and secret open it again; the secret is shown this once. */
export const complaintReceiptSchema = z.object({
  receipt: z.string(),
  secret: z.string(),
  /** True when this very submission had come before. */
  isRepeated: z.boolean(),
  acknowledgeBy: z.iso.date(),
  answerBy: z.iso.date(),
});

export const complaintMessagePurposeSchema = z.enum([
  'submission',
  'acknowledgement',
  'question',
  'reply',
  'pause',
  'answer',
  'reopening',
  'withdrawal',
  'note',
  'escalation',
  'merger',
]);
export type ComplaintMessagePurpose = z.infer<typeof complaintMessagePurposeSchema>;

const attachmentSchema = z.object({
  id: idSchema,
  name: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  scan: z.enum(['clean', 'not-scanned']),
});

/**
 * GET /api/public/complaints/:receipt, with the header `x-receipt-secret`: what the complainant may know. Names of staff are not
 * part of it.
 */
export const complaintForPublicSchema = z.object({
  receipt: z.string(),
  kind: complaintKindSchema,
  state: complaintStateSchema,
  language: complaintLanguageSchema,
  receivedAt: instantSchema,
  acknowledgeBy: z.iso.date(),
  answerBy: z.iso.date(),
  /** Are the days counted beyond the announced calendar of holidays? Then they may still become later. */
  isProvisional: z.boolean(),
  acknowledgedAt: instantSchema.nullable(),
  answeredAt: instantSchema.nullable(),
  outcome: complaintOutcomeSchema.nullable(),
  isPaused: z.boolean(),
  canReply: z.boolean(),
  canReopenUntil: z.iso.date().nullable(),
  messages: z.array(
    z.object({
      id: idSchema,
      author: z.enum(['public', 'staff', 'system']),
      purpose: complaintMessagePurposeSchema,
      at: instantSchema,
      text: z.string(),
      attachments: z.array(attachmentSchema),
    }),
  ),
});
export type ComplaintForPublic = z.infer<typeof complaintForPublicSchema>;

/** POST /api/public/complaints/:receipt/messages replies; with `reopen` after an answer it opens the complaint again. */
export const complaintPublicMessageSchema = z.strictObject({ text: textSchema, reopen: z.boolean().default(false) });

/** One row of the desk. */
export const complaintRowSchema = z.object({
  id: idSchema,
  /** What staff call it. */
  number: z.int(),
  kind: complaintKindSchema,
  state: complaintStateSchema,
  channel: complaintChannelSchema,
  language: complaintLanguageSchema,
  serviceName: z.string().nullable(),
  receivedAt: instantSchema,
  /** What must be done next, and by when; null when nothing is. */
  next: z.enum(['acknowledge', 'answer']).nullable(),
  nextDueAt: instantSchema.nullable(),
  /** Working days that are left after today; negative when it is late. */
  workingDaysLeft: z.int().nullable(),
  overdue: z.boolean(),
  paused: z.boolean(),
  escalated: z.boolean(),
  reopened: z.int(),
  assignedTo: personSchema.nullable(),
  attachments: z.int(),
  outcome: complaintOutcomeSchema.nullable(),
  exchangeId: z.string().nullable(),
  caseId: z.string().nullable(),
});
export type ComplaintRow = z.infer<typeof complaintRowSchema>;

/** GET /api/complaints: open ones by what is due first, ended ones by what ended last. */
export const complaintsQuerySchema = z.object({
  state: z.enum(['open', 'overdue', 'paused', 'ended']).default('open'),
  kind: complaintKindSchema.optional(),
  /** `me`, `nobody`, or the id of a member of staff. */
  assignee: z.union([z.enum(['me', 'nobody']), idSchema]).optional(),
  /** What staff call it, or the receipt's number. */
  find: z.string().trim().max(40).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const complaintsPageSchema = pageOf(complaintRowSchema);
/** GET /api/complaints/counts: up to 1,000 each, which then stands for "so many or more". */
export const complaintCountsSchema = z.object({
  open: z.int(),
  overdue: z.int(),
  mine: z.int(),
  unassigned: z.int(),
  paused: z.int(),
});

/** GET /api/complaints/:id: everything but what people wrote. */
export const complaintDetailSchema = complaintRowSchema.extend({
  receipt: z.string(),
  serviceId: z.string().nullable(),
  acknowledgeBy: z.iso.date(),
  answerBy: z.iso.date(),
  acknowledgedAt: instantSchema.nullable(),
  answeredAt: instantSchema.nullable(),
  pausedReason: pauseReasonSchema.nullable(),
  hasContact: z.boolean(),
  contactChannel: z.enum(['email', 'sms']).nullable(),
  mergedInto: z.object({ id: idSchema, number: z.int() }).nullable(),
  merged: z.array(z.object({ id: idSchema, number: z.int() })),
  /** People who decided what this is about; none of them may decide here. */
  involved: z.array(personSchema),
  mayDecide: z.boolean(),
  notices: z.array(noticeSchema),
  /** How sure the time limits are, and where they come from. */
  basis: limitBasisSchema,
});
export type ComplaintDetail = z.infer<typeof complaintDetailSchema>;

/** GET /api/complaints/:id/content?purpose=: what people wrote; every look leaves `complaint.viewed`. */
export const complaintContentQuerySchema = z.object({ purpose: z.enum(['handling', 'supervision', 'appeal']) });
export const complaintContentSchema = z.object({
  /** null once it was erased. */
  content: z
    .object({
      about: z.string(),
      contact: complaintContactSchema,
      messages: z.array(
        z.object({
          id: idSchema,
          author: z.enum(['public', 'staff', 'system']),
          purpose: complaintMessagePurposeSchema,
          at: instantSchema,
          by: personSchema.nullable(),
          text: z.string(),
          attachments: z.array(attachmentSchema),
        }),
      ),
    })
    .nullable(),
});
export type ComplaintContent = z.infer<typeof complaintContentSchema>;

/** POST /api/complaints/:id/… : the deeds of the desk. */
export const complaintWordsSchema = z.strictObject({ text: textSchema });
export const complaintAnswerSchema = z.strictObject({ outcome: complaintOutcomeSchema, text: textSchema });
export const complaintPauseSchema = z.strictObject({ reason: pauseReasonSchema, text: textSchema });
export const complaintAssignSchema = z.strictObject({ staffId: idSchema.nullable() });
export const complaintMergeSchema = z.strictObject({ into: idSchema });
export const complaintLinkSchema = z
  .strictObject({ exchangeId: idSchema.optional(), caseId: idSchema.optional() })
  .refine(
    ({ exchangeId, caseId }) => exchangeId !== undefined || caseId !== undefined,
    'must name an exchange or a case',
  );
/** GET and PUT /api/complaints/:id/draft: what is being written; empty removes it. */
export const complaintDraftSchema = z.strictObject({ text: z.string().max(COMPLAINT_TEXT_CHARS_MAX) });

const daysSchema = z.int().min(1).max(60);
export const complaintLimitSchema = z.strictObject({ acknowledgeDays: daysSchema, answerDays: daysSchema });
export const complaintTemplateSchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  purpose: z.enum(['acknowledgement', 'question', 'answer']),
  zh: z.string().trim().min(1).max(2_000),
  en: z.string().trim().min(1).max(2_000),
});
export type ComplaintTemplate = z.infer<typeof complaintTemplateSchema>;
/** GET and PUT /api/complaint-settings: time limits in working days, and templates. */
export const complaintSettingsSchema = z.strictObject({
  limits: z.record(complaintKindSchema, complaintLimitSchema),
  reopenDays: z.int().min(1).max(60),
  templates: z.array(complaintTemplateSchema).max(60),
});
export type ComplaintSettings = z.infer<typeof complaintSettingsSchema>;
export const complaintSettingsStateSchema = z.object({
  settings: complaintSettingsSchema,
  revision: z.int().nonnegative(),
  kinds: z.array(
    z.object({
      kind: complaintKindSchema,
      zh: z.string(),
      en: z.string(),
      contact: contactNeedSchema,
      answerDaysMax: z.int().nullable(),
      basis: limitBasisSchema,
    }),
  ),
  address: z.string(),
});
export type ComplaintSettingsState = z.infer<typeof complaintSettingsStateSchema>;
export const complaintSettingsChangeSchema = z.strictObject({
  settings: complaintSettingsSchema,
  revision: z.int().nonnegative(),
});

/** GET /api/complaints/statistics, and the page for the public; null where a number is too small to be told. */
export const complaintStatisticsSchema = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  kinds: z.array(
    z.object({
      kind: complaintKindSchema,
      received: z.int().nullable(),
      answered: z.int().nullable(),
      inTime: z.int().nullable(),
    }),
  ),
  received: z.int().nullable(),
  answered: z.int().nullable(),
  inTime: z.int().nullable(),
  medianDays: z.number().nullable(),
});
export type ComplaintStatistics = z.infer<typeof complaintStatisticsSchema>;
