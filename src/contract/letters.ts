import { z } from 'zod';
import { bilingualSchema, idSchema, instantSchema, nameSchema } from './common.ts';

/** What stands on paper: a title, names with their values, and free words. */
export const letterContentSchema = z.object({
  title: z.string(),
  facts: z.array(z.tuple([z.string(), z.string()]).readonly()).readonly(),
  text: z.string(),
});
export type LetterContent = z.infer<typeof letterContentSchema>;

export const letterSchema = z.object({
  id: idSchema,
  number: z.int(),
  subject: z.object({ kind: z.enum(['incident', 'order']), id: idSchema }),
  /** What it answers: the id of a report rule, `follow-up`, `reply`. */
  matter: z.string(),
  recipient: bilingualSchema,
  language: z.enum(['zh-CN', 'en']),
  content: letterContentSchema,
  /** SHA-256 of recipient, language and content as canonical JSON, 64 hex digits. */
  digest: z.string(),
  draftedAt: instantSchema,
  draftedBy: z.string(),
  /** A later draft of the same matter took its place before it was signed. */
  isSuperseded: z.boolean(),
  signature: z.object({ by: z.string(), name: z.string(), reason: z.string(), at: instantSchema }).nullable(),
  /** When it was first taken out as a file. */
  exportedAt: instantSchema.nullable(),
  delivery: z.object({ at: instantSchema, channel: z.string(), receipt: z.string(), by: z.string() }).nullable(),
});
export type Letter = z.infer<typeof letterSchema>;

const wordsSchema = z.string().trim().min(1).max(1_000);

/** What a draft adds to the facts of its subject. */
export const letterDraftSchema = z.object({
  language: z.enum(['zh-CN', 'en']),
  text: z.string().trim().max(20_000),
});

/** POST /api/letters/:id/signature: the signer's name in full, and why the letter leaves the house. */
export const letterSignSchema = z.object({ name: nameSchema, reason: wordsSchema });
/** POST /api/letters/:id/file: a signed letter; that it was taken out is evidence. */
export const letterFileSchema = z.object({ format: z.enum(['docx', 'pdf']) });
/** POST /api/letters/:id/delivery: when and how it reached the recipient; `receipt` is their number, or empty. */
export const letterDeliverSchema = z.object({
  at: instantSchema,
  channel: wordsSchema,
  receipt: z.string().trim().max(200),
});
export const letterParamsSchema = z.object({ id: idSchema });
