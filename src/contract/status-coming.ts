import { z } from 'zod';
import { bilingualSchema, instantSchema } from './common.ts';

/** What an instrument asks from a later day on, and how the preparation for it stands. */
export const comingDutySchema = z.object({
  /** Id of the obligation. */
  obligation: z.string(),
  instrument: z.string(),
  instrumentName: bilingualSchema,
  article: z.string(),
  title: bilingualSchema,
  /** What it asks. */
  duty: bilingualSchema,
  /** First day on which it holds. */
  from: z.iso.date(),
  /** It takes the place of what the same article asks until then. */
  isNewVersion: z.boolean(),
  /** Services that it reaches, by name; those without a scope memo are taken to be reached. */
  services: z.array(z.string()),
  /** Of these, the ones whose reach no memo decided. */
  undecided: z.array(z.string()),
  /** `due` until it is prepared; `breached` once it holds and is not; `met` when someone says it is. */
  status: z.enum(['due', 'breached', 'met']),
  owner: z.string().nullable(),
  doneOn: z.iso.date().nullable(),
  note: z.string(),
  /** When Hegui first saw it; null for a moment. */
  noticedAt: instantSchema.nullable(),
  changedAt: instantSchema.nullable(),
  changedBy: z.string().nullable(),
});
export type ComingDuty = z.infer<typeof comingDutySchema>;

/** GET /api/status/coming */
export const comingDutiesSchema = z.object({ items: z.array(comingDutySchema) });

/** PUT /api/status/coming/:obligation */
export const comingPutSchema = z.strictObject({
  /** Which version, by its first day. */
  from: z.iso.date(),
  owner: z.string().trim().max(100).nullable(),
  doneOn: z.iso.date().nullable(),
  note: z.string().trim().max(2_000),
});
