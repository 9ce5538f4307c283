import { z } from 'zod';
import { instantSchema, pageOf } from './common.ts';

/** GET /api/evidence */
export const logHeadSchema = z.object({
  origin: z.string(),
  /** C2SP verifier key: `origin+hash+base64`; keep it where a changed database cannot reach it. */
  verifierKey: z.string(),
  size: z.int(),
  root: z.string().nullable(),
  at: instantSchema.nullable(),
  /** Entries written and not yet in a checkpoint. */
  waiting: z.int(),
});
export type LogHead = z.infer<typeof logHeadSchema>;

/** GET /api/evidence/checkpoints?cursor= */
export const checkpointSchema = z.object({ size: z.int(), root: z.string(), note: z.string(), at: instantSchema });
export const checkpointsPageSchema = pageOf(checkpointSchema);

/** GET /api/evidence/entries?kind=&cursor= */
export const entrySchema = z.object({
  id: z.string(),
  kind: z.string(),
  at: instantSchema,
  leafIndex: z.int().nullable(),
  body: z.string(),
});
export const entriesPageSchema = pageOf(entrySchema);

// GET /api/evidence/export streams a bundle (application/gzip).

export const findingSchema = z.object({
  /** changed | removed | reordered | forged | unclosed | unreadable | signature | seal … (ledger/verify.ts). */
  kind: z.string(),
  /** The entry, checkpoint, exchange or line it is about. */
  subject: z.string(),
  message: z.string(),
});
export type Finding = z.infer<typeof findingSchema>;

/** POST /api/evidence/verify with a bundle as the body. */
export const verifiedSchema = z.object({
  ok: z.boolean(),
  entries: z.int(),
  checkpoints: z.int(),
  exchanges: z.int(),
  origin: z.string().nullable(),
  verifierKey: z.string().nullable(),
  findings: z.array(findingSchema),
});
export type Verified = z.infer<typeof verifiedSchema>;
