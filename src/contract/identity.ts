import { z } from 'zod';
import { bilingualSchema, idSchema, instantSchema, nameSchema } from './common.ts';
import {
  assuranceLevelSchema,
  confirmedLevelSchema,
  identityFunctionSchema,
  identityPolicySchema,
  knownAgeSchema,
} from './identity-policy.ts';
import { endUserNameSchema } from './portal.ts';

const url = z.url({ protocol: /^https?$/ });
const token = z.string().trim().min(1).max(200);

/** How each kind of provider is reached; the secret is apart and never read back. */
export const identityProviderSettingsSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('tencent'),
    baseUrl: url.default('https://faceid.tencentcloudapi.com'),
    secretId: token,
    /** `two`: name and number of the identity card. `three`: the telephone number besides. */
    elements: z.enum(['two', 'three']).default('three'),
  }),
  z.strictObject({
    kind: z.literal('national'),
    /** The access point of the provider’s own that speaks with the national service. */
    baseUrl: url,
    /** Given by the service’s administrators on admission. */
    orgId: token,
    appId: token,
    /** R03: credential. R04: credential and the password that its holder set. */
    authMode: z.enum(['R03', 'R04']).default('R03'),
  }),
  z.strictObject({
    kind: z.literal('oidc'),
    /** Its discovery document stands below it. */
    issuer: url,
    clientId: token,
    /** What a sign-in there stands for. */
    level: confirmedLevelSchema,
    scope: token.default('openid'),
    /** How the sign-in must have been made (`acr`); null = however it was. */
    acr: token.nullable().default(null),
  }),
]);
export type IdentityProviderSettings = z.infer<typeof identityProviderSettingsSchema>;
export type IdentityProviderKind = IdentityProviderSettings['kind'];

/** GET /api/identity/providers */
export const identityProviderSchema = z.object({
  id: idSchema,
  name: z.string(),
  settings: identityProviderSettingsSchema,
  hasSecret: z.boolean(),
  createdAt: instantSchema,
  health: z.object({
    answered: z.int(),
    failed: z.int(),
    lastAnswerAt: instantSchema.nullable(),
    lastFaultAt: instantSchema.nullable(),
    /** A code such as `timed-out`. */
    lastFault: z.string().nullable(),
  }),
});
export type IdentityProviderRow = z.infer<typeof identityProviderSchema>;
const providerFields = {
  name: nameSchema,
  settings: identityProviderSettingsSchema,
  /** Left out or null = none (create) or unchanged (change); "" = remove. */
  secret: z.string().max(4_000).nullable().optional(),
};
/** POST /api/identity/providers */
export const identityProviderCreateSchema = z.strictObject(providerFields);
/** PATCH /api/identity/providers/:id; the kind stays. DELETE retires. */
export const identityProviderChangeSchema = z.strictObject(providerFields).partial();
/** POST /api/identity/providers/:id/test */
export const identityProviderTestedSchema = z.object({
  ok: z.boolean(),
  failure: z.string().nullable(),
  message: z.string(),
});
export type IdentityProviderTested = z.infer<typeof identityProviderTestedSchema>;

export const identityBasisSchema = z.object({
  /** Of the obligation, such as `csl:26`. */
  id: z.string(),
  confidence: z.string(),
});
export const identityFunctionRowSchema = z.object({
  function: identityFunctionSchema,
  title: bilingualSchema,
  /** Why it may be asked, in words for the public. */
  reason: bilingualSchema,
  bases: z.array(identityBasisSchema),
});
export type IdentityFunctionRow = z.infer<typeof identityFunctionRowSchema>;

/** GET /api/identity */
export const identityOverviewSchema = z.object({
  services: z.array(
    z.object({
      serviceId: z.string(),
      serviceName: z.string(),
      policy: identityPolicySchema,
      /** End users by the highest level that stands. */
      users: z.object({ phone: z.int(), verified: z.int(), entity: z.int() }),
      /** People, numbers or organisations that stand behind more than one end user. */
      shared: z.int(),
    }),
  ),
  functions: z.array(identityFunctionRowSchema),
  /** Ways by which codes can be sent. */
  channels: z.object({ sms: z.boolean(), email: z.boolean() }),
});
export type IdentityOverview = z.infer<typeof identityOverviewSchema>;

export const assertionMethodSchema = z.enum(['code-sms', 'code-email', 'vendor', 'national', 'oidc', 'app']);
export type AssertionMethod = z.infer<typeof assertionMethodSchema>;
export const assertionSchema = z.object({
  id: idSchema,
  level: confirmedLevelSchema,
  method: assertionMethodSchema,
  /** Null where Hegui or the app itself confirmed. */
  providerName: z.string().nullable(),
  reference: z.string().nullable(),
  ageBand: knownAgeSchema.nullable(),
  /** What a keyed hash is kept of; null = of nothing. */
  subjectKind: z.enum(['phone', 'email', 'id', 'entity', 'account']).nullable(),
  /** End users of the service with the same behind them, this one left out. */
  sameSubject: z.int(),
  assertedAt: instantSchema,
  untilAt: instantSchema,
  endedAt: instantSchema.nullable(),
  endedReason: z.string().nullable(),
});
export type Assertion = z.infer<typeof assertionSchema>;

/** POST /api/identity/lookups: what is known of one end user. Leaves evidence with the purpose. */
export const identityLookupSchema = z.strictObject({
  serviceId: idSchema,
  /** The app's name for the user, or the pseudonym. */
  user: endUserNameSchema,
  purpose: z.string().trim().min(2).max(500),
});
export const identityLookedUpSchema = z.object({
  serviceId: z.string(),
  endUser: z.string(),
  level: assuranceLevelSchema,
  /** Newest first. */
  assertions: z.array(assertionSchema),
});
export type IdentityLookedUp = z.infer<typeof identityLookedUpSchema>;

/** POST /api/identity/withdrawals: ends all that stands of an end user, such as what was confirmed by mistake. */
export const identityWithdrawalSchema = z.strictObject({
  serviceId: idSchema,
  endUser: z.string().min(1).max(512),
  reason: z.string().trim().min(2).max(500),
});
/** DELETE /api/public/identity/assertions */
export const publicIdentityWithdrawSchema = z.strictObject({ user: endUserNameSchema });
export const identityWithdrawnSchema = z.object({ withdrawn: z.int() });

/** GET /api/public/identity?user=… */
export const publicIdentityQuerySchema = z.object({ user: endUserNameSchema });
export const publicIdentitySchema = z.object({
  level: assuranceLevelSchema,
  /** When the highest level ends; null without one. */
  until: instantSchema.nullable(),
  functions: z.array(
    identityFunctionRowSchema.extend({
      /** Null = nothing is needed. */
      needed: confirmedLevelSchema.nullable(),
      isAllowed: z.boolean(),
      /** Until when it is allowed although the level is lacking. */
      graceUntil: instantSchema.nullable(),
    }),
  ),
  /** Where the user confirms who they are. */
  link: bilingualSchema,
  linkExpiresAt: instantSchema,
});

/** POST /api/public/identity/assertions: the app has confirmed its user itself. What stands under `subject` is hashed and forgotten. */
export const publicAssertSchema = z.strictObject({
  user: endUserNameSchema,
  level: confirmedLevelSchema,
  subject: z
    .strictObject({ kind: z.enum(['phone', 'id', 'entity', 'account']), value: z.string().trim().min(1).max(200) })
    .optional(),
  /** The app's own number of the check. */
  reference: z.string().trim().min(1).max(200).optional(),
  ageBand: knownAgeSchema.optional(),
  /** At most as long as the policy says; left out = so long. */
  until: instantSchema.optional(),
});
export const publicAssertedSchema = z.object({ id: idSchema, level: confirmedLevelSchema, until: instantSchema });

/** POST /api/public/identity/codes */
export const publicCodeSchema = z.strictObject({
  user: endUserNameSchema,
  channel: z.enum(['sms', 'email']),
  address: z.string().trim().min(3).max(200),
  language: z.enum(['zh', 'en']).default('zh'),
});
export const publicCodeSentSchema = z.object({ attempt: idSchema, expiresAt: instantSchema });
/** POST /api/public/identity/codes/:id */
export const publicCodeEnterSchema = z.strictObject({ user: endUserNameSchema, code: z.string().trim().max(20) });

/** POST /api/public/identity/checks: name and number pass through to the provider and are forgotten. */
export const publicCheckSchema = z.strictObject({
  user: endUserNameSchema,
  /** Left out = the only one there is. */
  providerId: idSchema.optional(),
  name: z.string().trim().min(2).max(100),
  number: z.string().trim().min(1).max(40),
  phone: z.string().trim().min(1).max(30).optional(),
});

/** POST /api/public/identity/national: what the app starts the national service's own app with. */
export const publicNationalSchema = z.strictObject({ user: endUserNameSchema, providerId: idSchema.optional() });
export const publicNationalBegunSchema = z.object({
  bizSeq: z.string(),
  orgID: z.string(),
  appID: z.string(),
  /** 0: credential. 1: credential and password. */
  type: z.int(),
  expiresAt: instantSchema,
});
/** POST /api/public/identity/national/:bizSeq: what that app gave back. */
export const publicNationalConfirmSchema = z.strictObject({
  user: endUserNameSchema,
  idCardAuthData: z.string().min(1).max(20_000),
  certPwdData: z.string().min(1).max(20_000).optional(),
});
