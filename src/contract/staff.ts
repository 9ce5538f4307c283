import { z } from 'zod';
import { idSchema, instantSchema, nameSchema, roleSchema } from './common.ts';

export const usernameSchema = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9._-]{2,39}$/i, 'use 3 to 40 letters, digits, dots or dashes');
export const passwordSchema = z.string().min(10, 'use at least 10 characters').max(200);

/** GET /api/setup */
export const setupStateSchema = z.object({ needed: z.boolean() });

/** POST /api/setup: once, with the token that the terminal printed. Answers like a sign-in. */
export const setupSchema = z.strictObject({
  token: z.string().min(1),
  administrator: z.strictObject({ username: usernameSchema, name: nameSchema, password: passwordSchema }),
  provider: z.strictObject({ name: nameSchema, creditCode: z.string().trim().length(18) }),
  /** The first service and its first key; left out when `hegui init` already made them. */
  service: z
    .strictObject({
      name: nameSchema,
      modelCode: z
        .string()
        .regex(/^[0-9A-Z]{4}$/)
        .default('0001'),
    })
    .optional(),
});
export type Setup = z.input<typeof setupSchema>;

/** POST /api/session signs in, DELETE signs out. */
export const signInSchema = z.strictObject({ username: z.string().max(200), password: z.string().max(1_000) });

/** POST /api/session/password: one's own password; ends one's other sessions. Answers 204. */
export const passwordChangeSchema = z.strictObject({ current: z.string().max(1_000), next: passwordSchema });

/** GET /api/session, and the answer of sign-in. `csrf` goes back in the header `x-hegui-csrf` of every change. */
export const sessionSchema = z.object({
  staff: z.object({ id: idSchema, username: z.string(), name: z.string(), role: roleSchema }),
  csrf: z.string(),
  expiresAt: instantSchema,
});
export type Session = z.infer<typeof sessionSchema>;

/** POST /api/setup answers the session and, when a service was made, its key, shown this once. */
export const setupDoneSchema = sessionSchema.extend({
  created: z.object({ serviceId: idSchema, apiKey: z.string(), baseUrl: z.string() }).nullable(),
});

export const staffMemberSchema = z.object({
  id: idSchema,
  username: z.string(),
  name: z.string(),
  role: roleSchema,
  lockedUntil: instantSchema.nullable(),
  createdAt: instantSchema,
  disabledAt: instantSchema.nullable(),
});
export type StaffMember = z.infer<typeof staffMemberSchema>;

export const staffCreateSchema = z.strictObject({
  username: usernameSchema,
  name: nameSchema,
  role: roleSchema,
  password: passwordSchema,
});
export const staffChangeSchema = z.strictObject({
  name: nameSchema.optional(),
  role: roleSchema.optional(),
  password: passwordSchema.optional(),
  disabled: z.boolean().optional(),
  unlock: z.literal(true).optional(),
});
