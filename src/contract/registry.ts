import { z } from 'zod';
import { idSchema, instantSchema, nameSchema } from './common.ts';
import { audienceSchema, policySchema } from './policy.ts';

/** GET, PUT /api/provider */
export const providerSchema = z.object({ name: nameSchema, creditCode: z.string(), createdAt: instantSchema });
export const providerChangeSchema = z.strictObject({ name: nameSchema, creditCode: z.string().trim().length(18) });

export const modelCodeSchema = z.string().regex(/^[0-9A-Z]{4}$/, 'use four digits or capitals');

/** GET /api/services, /api/services/:id */
export const serviceSchema = z.object({
  id: idSchema,
  name: z.string(),
  modelCode: z.string(),
  /** The 27 characters of GB 45438's ContentProducer; null until the provider is set up. */
  providerCode: z.string().nullable(),
  policy: policySchema,
  policyVersion: z.int(),
  upstreamIds: z.array(idSchema),
  /** Empty = every enabled list. */
  wordListIds: z.array(idSchema),
  keys: z.int(),
  createdAt: instantSchema,
});
export type Service = z.infer<typeof serviceSchema>;
export const serviceCreateSchema = z.strictObject({
  name: nameSchema,
  modelCode: modelCodeSchema,
  policy: policySchema.optional(),
  upstreamIds: z.array(idSchema).max(20).default([]),
  wordListIds: z.array(idSchema).max(200).default([]),
});
/** PATCH /api/services/:id; `policyVersion` is the one that was read, so that two editors cannot overwrite each other. */
export const serviceChangeSchema = z.strictObject({
  name: nameSchema.optional(),
  modelCode: modelCodeSchema.optional(),
  policy: policySchema.optional(),
  policyVersion: z.int().optional(),
  upstreamIds: z.array(idSchema).max(20).optional(),
  wordListIds: z.array(idSchema).max(200).optional(),
});

/** GET /api/services/:id/keys */
export const apiKeySchema = z.object({
  id: idSchema,
  name: z.string(),
  hint: z.string(),
  ratePerMinute: z.int().nullable(),
  openMax: z.int().nullable(),
  synthetic: z.boolean(),
  /** Whom every request with this key is for; null = the request says. */
  audience: audienceSchema.nullable(),
  createdAt: instantSchema,
  expiresAt: instantSchema.nullable(),
  revokedAt: instantSchema.nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;
export const apiKeyCreateSchema = z.strictObject({
  name: nameSchema,
  ratePerMinute: z.int().positive().nullable().default(null),
  openMax: z.int().positive().nullable().default(null),
  audience: audienceSchema.nullable().optional(),
});
/** The answer to making a key; `key` is shown this once. DELETE /api/keys/:id revokes. */
export const apiKeyCreatedSchema = apiKeySchema.extend({ key: z.string() });
/** POST /api/services/:id/playground-key: lives for an hour, its exchanges are marked synthetic. */
export const playgroundKeySchema = z.object({ key: z.string(), expiresAt: instantSchema });

export const upstreamHealthSchema = z.object({
  /** closed = used; open = left out until `retryAt`; half-open = being tried; demonstration upstreams are always closed. */
  circuit: z.enum(['closed', 'open', 'half-open']),
  failures: z.int(),
  lastError: z.string().nullable(),
  lastOkAt: instantSchema.nullable(),
  retryAt: instantSchema.nullable(),
});
export type UpstreamHealth = z.infer<typeof upstreamHealthSchema>;

/** GET /api/upstreams */
export const upstreamSchema = z.object({
  id: z.string(),
  name: z.string(),
  baseUrl: z.string(),
  hasApiKey: z.boolean(),
  models: z.record(z.string(), z.string()),
  connectMs: z.int().nullable(),
  firstByteMs: z.int().nullable(),
  idleMs: z.int().nullable(),
  /** True for the one Hegui starts itself when no other is configured. */
  demonstration: z.boolean(),
  health: upstreamHealthSchema,
  createdAt: instantSchema,
});
export type Upstream = z.infer<typeof upstreamSchema>;
const timeoutSchema = z.int().positive().max(3_600_000).nullable();
const upstreamFields = {
  name: nameSchema,
  baseUrl: z.url({ protocol: /^https?$/ }),
  /** Left out or null = none (create) or unchanged (change); "" = remove. */
  apiKey: z.string().max(4_000).nullable().optional(),
  models: z.record(z.string().min(1), z.string().min(1)),
};
export const upstreamCreateSchema = z.strictObject({
  ...upstreamFields,
  models: upstreamFields.models.default({}),
  connectMs: timeoutSchema.default(null),
  firstByteMs: timeoutSchema.default(null),
  idleMs: timeoutSchema.default(null),
});
/** PATCH /api/upstreams/:id. Without defaults: what is left out stays as it is. */
export const upstreamChangeSchema = z
  .strictObject({ ...upstreamFields, connectMs: timeoutSchema, firstByteMs: timeoutSchema, idleMs: timeoutSchema })
  .partial();
/** POST /api/upstreams/:id/test asks the upstream for its models. */
export const upstreamTestSchema = z.object({
  ok: z.boolean(),
  status: z.int().nullable(),
  models: z.array(z.string()),
  message: z.string(),
  ms: z.number(),
});
