import { z } from 'zod';

export const roleSchema = z.enum(['administrator', 'compliance-officer', 'reviewer', 'inspector']);
export type Role = z.infer<typeof roleSchema>;

export const idSchema = z.string().regex(/^[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}$/, 'is not an id');
export const instantSchema = z.iso.datetime();
/** A text of this product in both languages. */
export const bilingualSchema = z.object({ zh: z.string(), en: z.string() });
export type BilingualText = z.infer<typeof bilingualSchema>;
export const nameSchema = z.string().trim().min(1).max(100);

/** The body of every error of the admin API (RFC 9457, `application/problem+json`). */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  remedy: z.string(),
  requestId: z.string(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })),
});
export type Problem = z.infer<typeof problemSchema>;

/** Pages go by cursor, newest first: `next` is null on the last page. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });
