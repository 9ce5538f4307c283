import { z } from 'zod';
import { idSchema, instantSchema, pageOf } from './common.ts';

/** What the app of a service is told of; the type of an event begins with it, such as `complaint.answered`. */
export const webhookEventsSchema = z.enum(['complaint', 'privacy', 'measure', 'minors', 'companion']);
export type WebhookEvents = z.infer<typeof webhookEventsSchema>;

/** GET /api/services/:id/webhooks */
export const webhookSchema = z.object({
  id: idSchema,
  url: z.string(),
  events: z.array(webhookEventsSchema),
  createdAt: instantSchema,
  /** Of the last 1,000 deliveries: what waits, and what was given up and not sent again. */
  waiting: z.int(),
  failed: z.int(),
});
export type Webhook = z.infer<typeof webhookSchema>;
export const webhooksSchema = z.object({ items: z.array(webhookSchema) });

/** POST /api/services/:id/webhooks */
export const webhookCreateSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).max(1_000),
  events: z.array(webhookEventsSchema).min(1).max(webhookEventsSchema.options.length),
});
/** The answer to making one; the secret is shown this once. DELETE /api/webhooks/:id ends it. */
export const webhookCreatedSchema = webhookSchema.extend({ secret: z.string() });

/** GET /api/webhooks/:id/deliveries: newest first; without what was in them, which is ids, codes and days. */
export const webhookDeliverySchema = z.object({
  id: idSchema,
  type: z.string(),
  state: z.enum(['waiting', 'sent', 'failed']),
  attempts: z.int(),
  /** Why the last attempt failed, such as `webhook-503`; null when it did not. */
  fault: z.string().nullable(),
  createdAt: instantSchema,
  /** When it is tried next; null when it is not. */
  nextAt: instantSchema.nullable(),
  settledAt: instantSchema.nullable(),
});
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>;
export const webhookDeliveriesQuerySchema = z.object({
  state: z.enum(['any', 'waiting', 'failed']).default('any'),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const webhookDeliveriesPageSchema = pageOf(webhookDeliverySchema);
/** POST /api/webhooks/:id/ping sends `webhook.ping`; POST /api/webhook-deliveries/:id/replay sends one again under the same id. */
export const webhookParamsSchema = z.object({ id: idSchema });
