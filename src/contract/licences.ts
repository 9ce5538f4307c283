import { z } from 'zod';
import { bilingualSchema, idSchema, instantSchema, nameSchema } from './common.ts';

const daySchema = z.iso.date();

/** POST /api/licences, and POST /api/licences/:id/versions for a renewal or a correction. */
export const licenceKeepSchema = z.strictObject({
  /** Of the law's data, or `other`. */
  kind: z.string().trim().min(1).max(50),
  /** As it stands on the document. */
  name: z.string().trim().min(1).max(200),
  number: z.string().trim().min(1).max(100),
  holder: nameSchema,
  issuer: nameSchema,
  validFrom: daySchema,
  /** Last day; null where it has no end. */
  validTo: daySchema.nullable(),
  /** SHA-256 of the document, 64 hex digits; null where it was not kept. */
  documentSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  note: z.string().trim().max(1_000),
});
export type LicenceKeep = z.infer<typeof licenceKeepSchema>;
/** POST /api/licences/:id/end: from that day on it is no longer held. */
export const licenceEndSchema = z.strictObject({ on: daySchema, reason: z.string().trim().min(1).max(1_000) });

/** `near`: its last day lies in the next 90 days. */
export const licenceStateSchema = z.enum(['valid', 'near', 'expired', 'not-yet', 'ended']);

const versionSchema = licenceKeepSchema.extend({
  id: idSchema,
  version: z.int(),
  endedOn: daySchema.nullable(),
  at: instantSchema,
  by: z.string(),
  byName: z.string(),
});

export const licenceSchema = versionSchema.extend({
  licenceId: idSchema,
  kindName: bilingualSchema,
  state: licenceStateSchema,
  /** Days after today up to the last one; negative since it expired; null without an end. */
  daysLeft: z.int().nullable(),
  /** 90, 30 or 7 when so few days are left. */
  warning: z.union([z.literal(90), z.literal(30), z.literal(7)]).nullable(),
  /** Earlier ones, newest first. */
  earlier: z.array(versionSchema),
});
export type Licence = z.infer<typeof licenceSchema>;

/** A licence that the scope engine found for a service. */
export const licenceNeedSchema = z.object({
  /** As the scope engine calls it, such as `ICP_record`. */
  finding: z.string(),
  name: bilingualSchema,
  /** The kind that meets it; null where the register knows none. */
  kind: z.string().nullable(),
  services: z.array(z.string()),
  isMet: z.boolean(),
  /** The licence that meets it, or would. */
  licenceId: idSchema.nullable(),
  sources: z.array(z.object({ id: z.string(), confidence: z.enum(['official-text', 'second-hand', 'unverified']) })),
});
export type LicenceNeed = z.infer<typeof licenceNeedSchema>;

/** GET /api/licences */
export const licencesSchema = z.object({
  items: z.array(licenceSchema),
  needs: z.array(licenceNeedSchema),
  /** Services for which nobody can say yet: no memo, or an open question. */
  undecided: z.array(z.string()),
  /** Kinds that may be kept, with who issues them and how sure that is. */
  kinds: z.array(
    z.object({
      id: z.string(),
      name: bilingualSchema,
      trigger: bilingualSchema,
      agency: bilingualSchema,
      confidence: z.enum(['official-text', 'second-hand', 'unverified']),
    }),
  ),
});
export type Licences = z.infer<typeof licencesSchema>;
export const licenceParamsSchema = z.object({ id: idSchema });
