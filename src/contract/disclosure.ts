import { z } from 'zod';
import { trainingPolicySchema, trainingUseSchema } from './agreement-policy.ts';
import { idSchema, instantSchema, nameSchema } from './common.ts';
import { lawConfidenceSchema } from './law.ts';
import { endUserNameSchema } from './portal.ts';

const FIELD_CHARS_MAX = 4_000;
const MODELS_MAX = 20;

/** What a service says about itself, in words of its provider. @law measures#10 measures#4 */
export const disclosureFieldSchema = z.enum([
  'audience',
  'occasions',
  'purposes',
  'guidance',
  'minors',
  'limits',
  'algorithm',
  'personalInformation',
  'training',
]);
export type DisclosureField = z.infer<typeof disclosureFieldSchema>;

const wordsSchema = z.string().trim().max(FIELD_CHARS_MAX);
const bilingualWordsSchema = z.strictObject({ zh: wordsSchema, en: wordsSchema });
export type BilingualWords = z.infer<typeof bilingualWordsSchema>;

/** A model behind the service, with the number that it is filed or registered under. */
export const disclosedModelSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  filingNumber: z.string().trim().max(100),
});

export const disclosureContentSchema = z.strictObject({
  fields: z.record(disclosureFieldSchema, bilingualWordsSchema),
  models: z.array(disclosedModelSchema).max(MODELS_MAX),
});
export type DisclosureContent = z.infer<typeof disclosureContentSchema>;

/** What the product knows by itself; a published page says it as it was at that moment. */
export const disclosureFactsSchema = z.object({
  provider: z.string().nullable(),
  service: z.string(),
  /** Names under which models can be asked for. Empty = those that the upstreams tell. */
  models: z.array(z.string()),
  label: z.object({ explicit: z.string(), text: z.string() }),
  /** Months that logs are kept at least, and hours that produced files are. */
  retention: z.object({ logMonthsMin: z.int(), filmHours: z.int() }),
  training: trainingPolicySchema.shape.choice,
  /** Working days from a complaint to its answer, the shortest and the longest of all kinds. */
  complaints: z.object({ answerDaysMin: z.int(), answerDaysMax: z.int() }),
  contact: z.object({ phone: z.string().nullable(), email: z.string().nullable() }),
});
export type DisclosureFacts = z.infer<typeof disclosureFactsSchema>;
export const disclosureFactSchema = z.enum([
  'provider',
  'service',
  'models',
  'label',
  'retention',
  'training',
  'complaints',
  'contact',
]);
export type DisclosureFact = z.infer<typeof disclosureFactSchema>;

const bilingualSchema = z.object({ zh: z.string(), en: z.string() });
/** What the law asks to be disclosed. */
export const disclosureItemSchema = z.object({
  id: z.string(),
  title: bilingualSchema,
  about: bilingualSchema,
  basis: z.string(),
  confidence: lawConfidenceSchema,
  isMet: z.boolean(),
});

export const disclosureVersionSchema = z.object({
  id: idSchema,
  number: z.int(),
  publishedAt: instantSchema,
  publishedAs: z.string(),
  gaps: z.array(z.string()),
  gapReason: z.string().nullable(),
  digest: z.string(),
});
export const disclosureDraftSchema = z.object({
  content: disclosureContentSchema,
  revision: z.int().positive(),
  changedAt: instantSchema,
});
/** GET /api/disclosures */
export const disclosureOverviewSchema = z.object({
  services: z.array(
    z.object({
      serviceId: z.string(),
      serviceName: z.string(),
      published: z.int().nullable(),
      publishedAt: instantSchema.nullable(),
      gaps: z.int(),
      /** What no longer is as it was published. */
      changed: z.array(disclosureFactSchema),
      address: z.string().nullable(),
    }),
  ),
});
/** GET /api/services/:id/disclosure */
export const disclosureStateSchema = z.object({
  serviceId: z.string(),
  serviceName: z.string(),
  /** As things stand now. */
  facts: disclosureFactsSchema,
  changed: z.array(disclosureFactSchema),
  /** Newest first. */
  versions: z.array(disclosureVersionSchema),
  /** What stands in the newest version; null before the first. */
  published: disclosureContentSchema.nullable(),
  draft: disclosureDraftSchema.nullable(),
  /** What to begin with where nothing is written yet. */
  suggestion: disclosureContentSchema,
  items: z.array(disclosureItemSchema),
  address: z.string(),
  /** End users by what they chose. */
  choices: z.object({ allowed: z.int(), refused: z.int() }),
});
export type DisclosureState = z.infer<typeof disclosureStateSchema>;
/** PUT /api/services/:id/disclosure/draft; `revision` is the one that was read, 0 for a new draft. */
export const disclosureDraftChangeSchema = z.strictObject({
  content: disclosureContentSchema,
  revision: z.int().nonnegative(),
});
/** POST /api/services/:id/disclosure/draft/publication */
export const disclosurePublishSchema = z.strictObject({
  revision: z.int().positive(),
  publishedAs: nameSchema,
  gapReason: z.string().trim().min(1).max(1_000).nullable(),
});

/** GET /api/public/disclosures/:id, for everybody: what is published, for the documentation of an API. */
export const publicDisclosureSchema = z.object({
  serviceId: z.string(),
  number: z.int(),
  publishedAt: instantSchema,
  publishedAs: z.string(),
  fields: z.record(disclosureFieldSchema, bilingualSchema),
  models: z.array(z.object({ name: z.string(), filingNumber: z.string() })),
  facts: disclosureFactsSchema,
  /** Pages to lead people to. */
  addresses: z.object({ disclosure: bilingualSchema, agreement: bilingualSchema, complaints: bilingualSchema }),
});

/** GET and PUT /api/public/training-choice, with the key of a service as a bearer. */
export const trainingChoiceQuerySchema = z.object({ user: endUserNameSchema });
export const trainingChoiceChangeSchema = z.strictObject({ user: endUserNameSchema, choice: trainingUseSchema });
export const trainingChoiceSchema = z.object({
  /** What the user said; null = nothing, and then the default of the service counts. */
  choice: trainingUseSchema.nullable(),
  /** What counts for the user's next request. */
  use: trainingUseSchema,
  chosenAt: instantSchema.nullable(),
});

/** POST /api/public/portal-links, with the key of a service as a bearer: pages of the portal that know the user for a while. */
export const portalLinksCreateSchema = z.strictObject({ user: endUserNameSchema });
export const portalLinksSchema = z.object({
  agreement: bilingualSchema,
  training: bilingualSchema,
  disclosure: bilingualSchema,
  expiresAt: instantSchema,
});
export type PortalLinks = z.infer<typeof portalLinksSchema>;
