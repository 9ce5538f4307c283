import { z } from 'zod';
import { bilingualSchema, idSchema, instantSchema } from './common.ts';
import { knownAgeSchema } from './identity-policy.ts';
import { lawConfidenceSchema } from './law.ts';
import { endUserNameSchema } from './portal.ts';

/** How old an end user is; as fine as a rule asks and no finer. */
export const ageBandSchema = knownAgeSchema;
export type AgeBand = z.infer<typeof ageBandSchema>;
export const minorBandSchema = ageBandSchema.exclude(['adult']);
export type MinorBand = z.infer<typeof minorBandSchema>;
/** Who said so, the weakest first: the user or the app, a guardian, a check of identity, a person who decided an appeal. */
export const ageSourceSchema = z.enum(['declared', 'guardian', 'verified', 'decided']);
export type AgeSource = z.infer<typeof ageSourceSchema>;

const clockTimeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is no time such as 22:00');
/** Hours in which nothing is served, in China time; `from` later than `to` goes over midnight. */
export const curfewSchema = z.strictObject({ from: clockTimeSchema, to: clockTimeSchema });
export type Curfew = z.infer<typeof curfewSchema>;

/** Whom a companion plays, as Order 21 tells them apart. @law order21#14 */
export const companionRoleSchema = z.enum(['kin', 'partner', 'other']);
export type CompanionRole = z.infer<typeof companionRoleSchema>;

/** What a guardian can close, by the names of records; `companion` = every role. */
export const minorFunctionSchema = z.enum([
  'images/generations',
  'images/edits',
  'videos',
  'audio/speech',
  'hegui.exports',
  'companion',
]);
export type MinorFunction = z.infer<typeof minorFunctionSchema>;

const DAY_MINUTES = 1_440;
const minutesSchema = z.int().min(0).max(DAY_MINUTES);
const reasonSchema = z.string().trim().min(1).max(1_000);
const phraseSchema = z.string().trim().min(1).max(40);

/** What a companion service does besides. @law order21#13 order21#18 order21#19 */
export const companionSettingsSchema = z.strictObject({
  /** Whom it plays; null = each request says so in `x-hegui-companion`, and one that says nothing plays nobody. */
  role: companionRoleSchema.nullable(),
  /** Continuous use after which everybody is reminded, again and again. */
  reminderMinutes: z.int().min(5).max(DAY_MINUTES),
  /** Saying just this ends the conversation at once. */
  exitPhrases: z.array(phraseSchema).max(50),
  /** Word lists of the provider whose hit in what somebody wrote last means that they may be in danger. */
  crisisListIds: z.array(idSchema).max(20),
});
export type CompanionSettings = z.infer<typeof companionSettingsSchema>;

/** How one service treats minors. @law measures#10 minors#43 */
export const minorSettingsSchema = z.strictObject({
  /** `off`: nothing is done. `mode`: minors are served in minor mode. `excluded`: they are not served. */
  mode: z.enum(['off', 'mode', 'excluded']),
  /** How somebody is treated whose age nobody told. */
  unknownAge: z.enum(['adult', 'minor']),
  /** Minutes a day by band. */
  dailyMinutes: z.strictObject({
    'under-8': minutesSchema,
    '8-13': minutesSchema,
    '14-15': minutesSchema,
    '16-17': minutesSchema,
  }),
  /** Null = none. */
  curfew: curfewSchema.nullable(),
  /** Continuous use after which a minor is reminded to rest. */
  restMinutes: z.int().min(5).max(240),
  /** Is a reminder put before the answer's text besides? */
  remindInText: z.boolean(),
  /** Is somebody under fourteen served only once a guardian consented? @law pipl#31 */
  consentUnder14: z.boolean(),
  /** May a guardian who only typed the child's code also loosen what the service sets, and leave minor mode? */
  trustCode: z.boolean(),
  /** Why anything above is looser than the rules; required then and only then. */
  looserReason: reasonSchema.nullable(),
  /** Null where the service is no companion. */
  companion: companionSettingsSchema.nullable(),
});
export type MinorSettings = z.infer<typeof minorSettingsSchema>;

/** One rule that settings are measured against, with where it comes from and how sure it is. */
export const minorRuleSchema = z.object({
  /** Member of the settings, such as `dailyMinutes.8-13`. */
  setting: z.string(),
  value: z.string(),
  text: bilingualSchema,
  /** An obligation, such as `minor-mode:hours`. */
  basis: z.string(),
  confidence: lawConfidenceSchema,
  /** Is what is set looser than this? */
  isLooser: z.boolean(),
});

/** GET and PUT /api/services/:id/minors */
export const minorPolicyStateSchema = z.object({
  serviceId: z.string(),
  serviceName: z.string(),
  settings: minorSettingsSchema,
  /** 0 before anybody set anything. */
  revision: z.int().nonnegative(),
  rules: z.array(minorRuleSchema),
  /** What scoping found: whether minors are admitted, and whether it is a companion; null where nobody told. */
  scope: z.object({ minors: z.string().nullable(), companion: z.string().nullable() }),
});
export type MinorPolicyState = z.infer<typeof minorPolicyStateSchema>;
export const minorPolicyChangeSchema = z.strictObject({
  settings: minorSettingsSchema,
  revision: z.int().nonnegative(),
});

/** Why minor mode refused a request. `exit`: the user asked a companion to end. */
export const minorStopSchema = z.enum(['excluded', 'consent', 'role', 'guardian', 'curfew', 'time', 'exit']);
export type MinorStop = z.infer<typeof minorStopSchema>;

/** GET /api/minors: figures without persons. */
export const minorOverviewSchema = z.object({
  services: z.array(
    z.object({
      serviceId: z.string(),
      serviceName: z.string(),
      mode: minorSettingsSchema.shape.mode,
      isCompanion: z.boolean(),
      looser: z.int(),
      /** End users by band; `adult` are those of whom it was said. */
      bands: z.record(z.string(), z.int()),
      guardians: z.int(),
      under14WithoutConsent: z.int(),
    }),
  ),
  /** Requests that were refused, by day in China and by why; newest first, 14 days. */
  stops: z.array(z.object({ day: z.string(), stop: z.string(), requests: z.int(), users: z.int() })),
  openAppeals: z.int(),
  overdueAppeals: z.int(),
  openCrises: z.int(),
});
export type MinorOverview = z.infer<typeof minorOverviewSchema>;

const languageSchema = z.enum(['zh-CN', 'en']);
export const AGE_APPEAL_CHARS_MAX = 2_000;
const wordsSchema = z.string().trim().min(1).max(AGE_APPEAL_CHARS_MAX);

/** GET /api/minors/appeals: the open ones by what is due first, then what was decided last. */
export const ageAppealRowSchema = z.object({
  id: idSchema,
  serviceId: z.string(),
  serviceName: z.string(),
  endUser: z.string(),
  band: ageBandSchema.nullable(),
  claimed: ageBandSchema,
  receivedAt: instantSchema,
  dueAt: instantSchema,
  state: z.enum(['open', 'decided']),
  outcome: z.enum(['upheld', 'overturned']).nullable(),
  overdue: z.boolean(),
});
export type AgeAppealRow = z.infer<typeof ageAppealRowSchema>;
export const ageAppealsSchema = z.object({ items: z.array(ageAppealRowSchema) });
/** GET /api/minors/appeals/:id/words; every look leaves evidence. Null once it was erased. */
export const ageAppealWordsSchema = z.object({
  words: z.object({ text: z.string(), answer: z.string().nullable(), language: languageSchema }).nullable(),
});
/** POST /api/minors/appeals/:id/decision. `overturned`: the person is as old as they say, and what followed is undone. */
export const ageDecisionSchema = z.strictObject({ outcome: z.enum(['upheld', 'overturned']), text: wordsSchema });

/** POST /api/minors/record: what is known of one end user; a purpose has to be told and leaves evidence. */
export const minorRecordAskSchema = z.strictObject({
  serviceId: idSchema,
  /** The pseudonym, or the name that the app sends. */
  user: endUserNameSchema,
  purpose: z.string().trim().min(4).max(200),
});
const dayUseSchema = z.object({ day: z.string(), minutes: z.int(), stops: z.int() });
export const minorRecordSchema = z.object({
  endUser: z.string(),
  statements: z.array(z.object({ source: ageSourceSchema, band: ageBandSchema, at: instantSchema })),
  band: ageBandSchema.nullable(),
  guardian: z
    .object({ assurance: z.enum(['code', 'vouched']), linkedAt: instantSchema, hasConsent: z.boolean() })
    .nullable(),
  hasContact: z.boolean(),
  days: z.array(dayUseSchema),
});

/** GET /api/minors/crises */
export const crisesSchema = z.object({
  items: z.array(
    z.object({
      exchangeId: idSchema,
      serviceId: z.string(),
      serviceName: z.string(),
      foundAt: instantSchema,
      contact: z.enum(['told', 'none', 'lately']),
      handledAt: instantSchema.nullable(),
    }),
  ),
});

// What follows is for the server of the provider's own app, by the key of a service.

const userSchema = z.strictObject({ user: endUserNameSchema });
/** GET /api/public/minors/state?user=… */
export const publicMinorQuerySchema = z.object({ user: endUserNameSchema });
export const publicMinorStateSchema = z.object({
  /** Null while nobody told. */
  band: ageBandSchema.nullable(),
  source: ageSourceSchema.nullable(),
  /** Is this user treated as a minor? */
  isMinor: z.boolean(),
  /** `on`: minor mode holds. `left`: a guardian left it; rules about content and roles hold all the same. `off`: no minor, or no such mode. */
  mode: z.enum(['on', 'left', 'off']),
  /** Would a request be served now, and if not, why and from when. */
  stop: minorStopSchema.nullable(),
  opensAt: instantSchema.nullable(),
  usedMinutes: z.int(),
  /** Null = no limit. */
  leftMinutes: z.int().nullable(),
  /** Of the use that goes on; 0 when none does. */
  continuousMinutes: z.int(),
  curfew: curfewSchema.nullable(),
  restMinutes: z.int().nullable(),
  /** `off`: nothing may be sold to this user. @law gbt45654#7 */
  spending: z.enum(['off', 'unrestricted']),
  /** Closed by the guardian. */
  closed: z.array(minorFunctionSchema),
  /** Roles that a companion may play for this user. */
  roles: z.array(companionRoleSchema),
  guardian: z.object({ isLinked: z.boolean(), hasConsent: z.boolean() }),
  /** Has the user, or the guardian, left whom to call in danger? */
  hasContact: z.boolean(),
  /** A page for the user that explains the mode and takes an appeal; good for an hour. */
  page: bilingualSchema,
});
export type PublicMinorState = z.infer<typeof publicMinorStateSchema>;

/** PUT /api/public/minors/age: what the user declared, or what a check of identity found. */
export const publicAgeSchema = userSchema.extend({
  band: ageBandSchema,
  source: z.enum(['declared', 'verified']).default('declared'),
});
/** POST /api/public/minors/guardian-codes */
export const publicGuardianCodeSchema = userSchema;
export const publicGuardianCodeMadeSchema = z.object({
  /** For the guardian to type; shown once. */
  code: z.string(),
  expiresAt: instantSchema,
  page: bilingualSchema,
});
/** POST /api/public/minors/guardians: the app checked who the guardian is, and showed the consent. */
export const publicGuardianSchema = userSchema.extend({
  band: minorBandSchema,
  /** Did the guardian consent to the words of `GET /api/public/minors/consent`? */
  consent: z.boolean(),
  language: z.enum(['zh', 'en']).default('zh'),
});
export const publicGuardianMadeSchema = z.object({
  receipt: z.string(),
  /** Opens the guardian's page together with the receipt; shown once. */
  secret: z.string(),
  page: bilingualSchema,
});
/** GET /api/public/minors/consent */
export const publicConsentSchema = z.object({ text: bilingualSchema, digest: bilingualSchema });
/** POST /api/public/minors/age-appeals */
export const publicAgeAppealSchema = userSchema.extend({
  claimed: ageBandSchema,
  text: wordsSchema,
  language: languageSchema.default('zh-CN'),
});
export const publicAgeAppealMadeSchema = z.object({
  receipt: z.string(),
  secret: z.string(),
  answerBy: z.string(),
  page: bilingualSchema,
});
/** PUT and DELETE /api/public/minors/contact: whom to call when this user is in danger. */
export const publicContactSchema = userSchema.extend({
  kind: z.enum(['emergency', 'guardian']).default('emergency'),
  name: z.string().trim().min(1).max(100),
  channel: z.enum(['email', 'sms']),
  /** E-mail address or phone number, as the channel says. */
  to: z.string().trim().min(3).max(200),
  language: languageSchema.default('zh-CN'),
});
export const publicContactGoneSchema = userSchema;

/** What a guardian sets. */
export const guardianSettingsSchema = z.strictObject({
  /** Minutes a day; null = as the service sets. */
  dailyMinutes: minutesSchema.nullable(),
  /** Null = as the service sets. */
  curfew: curfewSchema.nullable(),
  /** Is nothing closed at night? Only for guardians who may loosen. */
  isCurfewLifted: z.boolean(),
  closed: z.array(minorFunctionSchema).max(minorFunctionSchema.options.length),
  /** Did the guardian leave minor mode? */
  hasLeft: z.boolean(),
});
export type GuardianSettings = z.infer<typeof guardianSettingsSchema>;
