import { z } from 'zod';
import { instantSchema } from './common.ts';
import { noticeSchema } from './people.ts';

const languageSchema = z.enum(['zh-CN', 'en']);

/** When and to whom the board is told. Times are those of China. */
export const digestSettingsSchema = z.strictObject({
  cadence: z.enum(['off', 'daily', 'weekly']),
  hour: z.int().min(0).max(23),
  /** 1 is Monday; of a weekly one. */
  weekday: z.int().min(1).max(7),
  recipients: z.array(z.strictObject({ address: z.email().max(254), language: languageSchema })).max(50),
  /** To the webhook of the configuration as well: figures and ids, no words. */
  webhook: z.boolean(),
  /** At once, when something turned red and stayed so. */
  alerts: z.boolean(),
});
export type DigestSettings = z.infer<typeof digestSettingsSchema>;

/** GET /api/status/digests/settings; PUT with the revision that was read. */
export const digestSettingsStateSchema = z.object({
  settings: digestSettingsSchema,
  /** 0 before anybody changed them. */
  revision: z.int(),
  /** Which ways out are set up; the others keep what is sent as unsent. */
  channels: z.object({ email: z.boolean(), webhook: z.boolean() }),
  /** null while none is to go out by the clock. */
  nextAt: instantSchema.nullable(),
});
export type DigestSettingsState = z.infer<typeof digestSettingsStateSchema>;
export const digestSettingsPutSchema = z.strictObject({ settings: digestSettingsSchema, revision: z.int().min(0) });

export const digestCountsSchema = z.object({
  turnedRed: z.int(),
  stillRed: z.int(),
  mended: z.int(),
  /** Within 14 days, or over. */
  dates: z.int(),
  tasks: z.int(),
});
export type DigestCounts = z.infer<typeof digestCountsSchema>;

/** One sending, with how each notice fared. */
export const digestSchema = z.object({
  id: z.string(),
  kind: z.enum(['daily', 'weekly', 'by-hand', 'alert']),
  from: instantSchema,
  to: instantSchema,
  counts: digestCountsSchema,
  by: z.string(),
  notices: z.array(noticeSchema),
});
export type Digest = z.infer<typeof digestSchema>;

/** GET /api/status/digests: the last hundred, newest first. POST sends one now. */
export const digestsSchema = z.object({ items: z.array(digestSchema) });

/** GET /api/status/digests/preview?language= */
export const digestPreviewQuerySchema = z.object({ language: languageSchema.default('zh-CN') });
export const digestPreviewSchema = z.object({
  subject: z.string(),
  text: z.string(),
  /** What the webhook would carry. */
  event: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type DigestPreview = z.infer<typeof digestPreviewSchema>;
