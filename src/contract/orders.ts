import { z } from 'zod';
import { idSchema, instantSchema, nameSchema } from './common.ts';
import { letterDraftSchema, letterSchema } from './letters.ts';

/** Those that issued the Measures; the ids of the law's data. */
export const orderAgencySchema = z.enum(['cac', 'ndrc', 'moe', 'most', 'miit', 'mps', 'nrta']);
/** What Article 21 and the laws behind it know. */
export const orderMeasureSchema = z.enum(['correction', 'warning', 'criticism', 'suspension', 'interview', 'other']);

const wordsSchema = z.string().trim().min(1).max(5_000);
const daySchema = z.iso.date();

/** An order as it was served. */
export const orderFactsSchema = z.strictObject({
  title: z.string().trim().min(1).max(200),
  agency: orderAgencySchema,
  /** Which office of it, such as the provincial one. */
  office: nameSchema,
  /** Number of the document; empty where it has none. */
  reference: z.string().trim().max(100),
  measure: orderMeasureSchema,
  demands: wordsSchema,
  /** Articles that the agency names. */
  legalBasis: wordsSchema,
  receivedOn: daySchema,
  /** Last day, in China. */
  deadlineOn: daySchema,
});
export type OrderFacts = z.infer<typeof orderFactsSchema>;

/** POST /api/orders/:id/entries */
export const orderDeedSchema = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('corrected'), facts: orderFactsSchema, reason: wordsSchema }),
  z.strictObject({ step: z.literal('noted'), text: wordsSchema }),
  z.strictObject({ step: z.literal('task-set'), text: wordsSchema, owner: nameSchema, dueOn: daySchema }),
  z.strictObject({ step: z.literal('task-done'), task: idSchema, proof: wordsSchema }),
  /** The agency gave more time. */
  z.strictObject({
    step: z.literal('extended'),
    until: daySchema,
    reason: wordsSchema,
    grantedBy: nameSchema,
  }),
  z.strictObject({
    step: z.literal('fulfilled'),
    on: daySchema,
    proof: wordsSchema,
    /** SHA-256 of the document that proves it, 64 hex digits; null where there is none. */
    documentSha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullable(),
  }),
  z.strictObject({ step: z.literal('reopened'), reason: wordsSchema }),
]);
export type OrderDeed = z.infer<typeof orderDeedSchema>;

export const orderEntrySchema = z.object({
  id: idSchema,
  at: instantSchema,
  by: z.string(),
  byName: z.string(),
  deed: z.discriminatedUnion('step', [
    z.strictObject({ step: z.literal('received'), facts: orderFactsSchema }),
    ...orderDeedSchema.options,
  ]),
});
export type OrderEntry = z.infer<typeof orderEntrySchema>;

export const orderTaskSchema = z.object({
  /** Of the entry that set it. */
  id: idSchema,
  text: z.string(),
  owner: z.string(),
  dueOn: daySchema,
  doneOn: daySchema.nullable(),
  overdue: z.boolean(),
});
export type OrderTask = z.infer<typeof orderTaskSchema>;

export const orderSchema = z.object({
  id: idSchema,
  number: z.int(),
  state: z.enum(['open', 'fulfilled']),
  facts: orderFactsSchema,
  recordedAt: instantSchema,
  /** The last day, with extensions. */
  deadlineOn: daySchema,
  /** Days after today up to the last one; negative since it was missed; null once fulfilled. */
  daysLeft: z.int().nullable(),
  overdue: z.boolean(),
  fulfilledOn: daySchema.nullable(),
  wasLate: z.boolean(),
  tasks: z.array(orderTaskSchema),
});
export type Order = z.infer<typeof orderSchema>;

/** GET /api/orders: open ones by their last day, then those that were fulfilled. */
export const ordersSchema = z.object({ items: z.array(orderSchema) });
/** GET /api/orders/:id */
export const orderDetailSchema = orderSchema.extend({
  entries: z.array(orderEntrySchema),
  letters: z.array(letterSchema),
});
export type OrderDetail = z.infer<typeof orderDetailSchema>;
export const orderParamsSchema = z.object({ id: idSchema });
/** POST /api/orders/:id/letters: the draft of a reply. */
export const orderLetterSchema = letterDraftSchema;
