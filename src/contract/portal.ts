import { z } from 'zod';

const phoneSchema = z
  .string()
  .trim()
  .regex(/^\+?[\d -]{5,25}$/, 'may only have digits, spaces, plus and hyphens');

/** GET and PUT /api/portal/settings: how the public portal looks and guards itself. */
export const portalSettingsSchema = z.strictObject({
  /** `#rrggbb`; where it cannot be read on a ground, the nearest shade that can is shown. */
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'is no colour such as #1f5fbf')
    .default('#1f5fbf'),
  phone: phoneSchema.nullable().default(null),
  email: z.email().max(200).nullable().default(null),
  /** What forms ask for against floods; browsers without scripts are asked a question instead. */
  challenge: z.enum(['off', 'puzzle']).default('off'),
});
export type PortalSettings = z.output<typeof portalSettingsSchema>;

export const portalSettingsStateSchema = z.object({
  settings: portalSettingsSchema,
  /** 0 before anybody changed them. */
  revision: z.int().nonnegative(),
  /** Colours as pages show them. */
  shown: z.object({ light: z.string(), dark: z.string() }),
  /** What is looked after elsewhere: whether files are scanned, and how people are told. */
  scanner: z.boolean(),
  channels: z.object({ email: z.boolean(), sms: z.boolean(), webhook: z.boolean() }),
  address: z.string(),
});
export type PortalSettingsState = z.infer<typeof portalSettingsStateSchema>;
/** `revision` is the one that was read, so that two people cannot overwrite each other. */
export const portalSettingsChangeSchema = z.strictObject({
  settings: portalSettingsSchema,
  revision: z.int().nonnegative(),
});

/** The name under which an app knows its user; Hegui keeps only a pseudonym made of it. */
export const endUserNameSchema = z.string().trim().min(1).max(512);
