import { z } from 'zod';

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) => z.enum(values).nullish();
const someOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.array(z.enum(values)).readonly().nullish();
const yesNo = z.boolean().nullish();
const persons = z.int().min(0).nullish();

/** What is told about a service; a fact that is left out or null is unknown. */
export const scopeFactsSchema = z.strictObject({
  provider_kind: oneOf(['company', 'university', 'public_body', 'individual']),
  provider_seat: oneOf(['mainland', 'hk', 'macao', 'taiwan', 'overseas']),
  foreign_equity_pct: z.number().min(0).max(100).nullish(),
  audience: oneOf([
    'public_mainland',
    'invite_mainland',
    'named_enterprise_clients',
    'internal_staff',
    'overseas_only',
    'mixed',
  ]),
  audience_detail: z.string().max(10_000).nullish(),
  channel: someOf(['app', 'web', 'mini_program', 'api', 'plugin', 'hardware', 'on_device', 'weights_download']),
  outputs: someOf(['text', 'image', 'audio', 'video', 'virtual_scene', 'code']),
  generative_ai: z.union([z.boolean(), z.literal('unclear')]).nullish(),
  model_origin: oneOf([
    'self_trained',
    'filed_api',
    'filed_api_finetuned',
    'unfiled_domestic_api',
    'overseas_api',
    'open_weights_unmodified',
    'open_weights_finetuned',
    'on_device_own',
    'on_device_open',
    'user_supplied_key',
    'none',
  ]),
  upstream_filed: yesNo,
  weights_changed_by_provider: yesNo,
  retrieval_or_prompt_only: yesNo,
  public_opinion: oneOf(['yes', 'no', 'unclear']),
  social_features: someOf([
    'feed',
    'share',
    'community',
    'public_answers',
    'comments',
    'groups',
    'push',
    'hot_list',
    'publish_bots',
    'live',
  ]),
  sustained_emotional_companion: yesNo,
  minors: oneOf(['target', 'admit', 'excluded', 'unknown']),
  biometric_edit: yesNo,
  sector: oneOf([
    'general',
    'news',
    'film',
    'publishing',
    'education',
    'health',
    'finance',
    'government',
    'advertising',
    'retail',
    'toys',
    'phones',
    'other',
  ]),
  trains_on_user_input: yesNo,
  users_registered: persons,
  monthly_active: persons,
  pi_persons: persons,
  stage: oneOf(['data_prep', 'pre_launch', 'live', 'change', 'incident', 'closing']),
  extra: z
    .looseObject({
      source_illegal_share: z.number().min(0).max(1).nullish(),
      export_persons_since_jan1: persons,
      sensitive: z.union([z.boolean(), z.int().min(0)]).nullish(),
      upstreams_filed: z.union([z.boolean(), z.int().min(0), z.array(z.string())]).nullish(),
      upstreams_foreign: z.union([z.boolean(), z.int().min(0), z.array(z.string())]).nullish(),
      optout_clicks: persons,
      leak_persons: persons,
    })
    .nullish(),
});

/** POST /api/scope: facts of one service, or `cases` and nothing else. One object, so that errors name their field. */
export const scopeRequestSchema = scopeFactsSchema.extend({
  cases: z
    .array(z.object({ id: z.string().min(1), facts: scopeFactsSchema }))
    .max(1_000)
    .optional(),
});
/** POST /api/scope?date: the day on which the findings hold; today in China when left out. */
export const scopeQuerySchema = z.object({ date: z.iso.date().optional() });

const valueSchema = z.union([z.string(), z.array(z.string()).readonly()]);
const reasonSchema = z.object({
  finding: z.string(),
  value: valueSchema,
  facts: z.record(z.string(), z.union([z.string(), z.boolean(), z.number(), z.array(z.string()).readonly()])),
  unknown: z.array(z.string()).readonly(),
  sources: z
    .array(
      z.object({
        id: z.string(),
        instrument: z.string(),
        article: z.string(),
        confidence: z.enum(['official-text', 'second-hand', 'unverified']),
      }),
    )
    .readonly(),
  readings: z.array(z.object({ value: z.string(), zh: z.string(), en: z.string() })).readonly(),
  ask: z.object({ zh: z.string(), en: z.string() }).nullable(),
  zh: z.string(),
  en: z.string(),
  later: z.array(z.object({ from: z.iso.date(), value: valueSchema })).readonly(),
});
const questionSchema = z.object({
  fact: z.string(),
  kind: z.enum(['unknown', 'contradiction']),
  zh: z.string(),
  en: z.string(),
  values: z.array(z.union([z.string(), z.boolean()])).readonly(),
  changes: z.array(z.string()).readonly(),
});

/** What follows from the facts. */
export const scopeFindingsSchema = z.object({
  measures_apply: z.enum(['yes', 'no', 'uncertain', 'other_rules_prevail']),
  role: z.enum(['provider', 'provider_and_technical_supporter', 'user', 'none', 'uncertain']),
  core_articles: z.array(z.string()).readonly(),
  genai_route: z.enum(['filing', 'registration', 'none', 'blocked', 'already_done', 'uncertain']),
  security_assessment_2018: z.enum(['required', 'not_required', 'uncertain']),
  algorithm_filing: z.enum([
    'required',
    'not_required',
    'uncertain',
    'change_within_10_working_days',
    'cancel_within_20_working_days',
  ]),
  companion_measures: z.enum(['yes', 'no', 'prohibited_feature', 'uncertain']),
  labels: z.object({
    explicit: z.enum(['required', 'conditional', 'required_by_declaration', 'not_required', 'uncertain']),
    implicit: z.enum(['required_in_files', 'conditional', 'keep_existing', 'not_required', 'uncertain']),
  }),
  real_identity: z.enum(['required', 'required_in_practice', 'not_required', 'uncertain']),
  licences: z.array(z.string()).readonly(),
  other_duties: z.array(z.string()).readonly(),
  deadlines: z.record(z.string(), z.string()).readonly(),
  reasons: z.array(reasonSchema).readonly(),
  questions: z.array(questionSchema).readonly(),
});
/** POST /api/scope: findings of one service, or of each case. */
export const scopeAnswerSchema = z.union([
  z.object({ results: z.array(z.object({ id: z.string(), findings: scopeFindingsSchema })) }),
  scopeFindingsSchema,
]);
