import { decideScope, type Findings, readFacts } from '../index.ts';

/** The day on which the cases hold, unless they say another. */
export const DAY = '2026-11-23';

/** A complete service that nothing is special about: an own model in a chat app for the public, before its launch. */
export const SERVICE = {
  provider_kind: 'company',
  provider_seat: 'mainland',
  foreign_equity_pct: 0,
  audience: 'public_mainland',
  audience_detail: '',
  channel: ['app'],
  outputs: ['text'],
  generative_ai: true,
  model_origin: 'self_trained',
  upstream_filed: null,
  weights_changed_by_provider: true,
  retrieval_or_prompt_only: false,
  public_opinion: 'yes',
  social_features: [],
  sustained_emotional_companion: false,
  minors: 'excluded',
  biometric_edit: false,
  sector: 'general',
  trains_on_user_input: false,
  users_registered: null,
  monthly_active: null,
  pi_persons: null,
  stage: 'pre_launch',
  extra: {},
} as const;

/** The same on a filed model, called and not changed. */
export const ON_FILED_MODEL = {
  model_origin: 'filed_api',
  upstream_filed: true,
  weights_changed_by_provider: false,
} as const;

export type FactsGiven = Readonly<Record<string, unknown>>;

export const findingsOf = (facts: FactsGiven, date: string = DAY): Findings => decideScope(readFacts(facts), date);

/** Findings of the ordinary service with some facts told otherwise; `undefined` leaves a fact out. */
export const findingsWith = (facts: FactsGiven, date: string = DAY): Findings =>
  findingsOf({ ...SERVICE, ...facts }, date);

/** A value of the findings by its path, such as `labels.explicit`. */
export const at = (findings: Findings, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (part, name) => (typeof part === 'object' && part !== null ? Reflect.get(part, name) : undefined),
      findings,
    );
