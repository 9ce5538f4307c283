import { z } from 'zod';
import { idSchema, instantSchema } from './common.ts';

/** A member of staff as colleagues know them. */
export const personSchema = z.object({ id: z.string(), name: z.string() });

/** A notice to somebody outside, as the desk sees it: without address and words. */
export const noticeSchema = z.object({
  id: idSchema,
  channel: z.enum(['email', 'sms', 'webhook']),
  template: z.string(),
  /** `unsent`: no such channel is set up. */
  state: z.enum(['waiting', 'sent', 'failed', 'unsent']),
  attempts: z.int(),
  fault: z.string().nullable(),
  createdAt: instantSchema,
  settledAt: instantSchema.nullable(),
});
