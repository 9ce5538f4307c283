/**
 * What can be said about a service. Every fact may be missing or null; then it is unknown. The words are those of the
 * published form of facts and never change.
 */
export const CHOICES = {
  provider_kind: ['company', 'university', 'public_body', 'individual'],
  provider_seat: ['mainland', 'hk', 'macao', 'taiwan', 'overseas'],
  audience: [
    'public_mainland',
    'invite_mainland',
    'named_enterprise_clients',
    'internal_staff',
    'overseas_only',
    'mixed',
  ],
  generative_ai: [true, false, 'unclear'],
  model_origin: [
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
  ],
  upstream_filed: [true, false],
  weights_changed_by_provider: [true, false],
  retrieval_or_prompt_only: [true, false],
  public_opinion: ['yes', 'no', 'unclear'],
  sustained_emotional_companion: [true, false],
  minors: ['target', 'admit', 'excluded', 'unknown'],
  biometric_edit: [true, false],
  sector: [
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
  ],
  trains_on_user_input: [true, false],
  stage: ['data_prep', 'pre_launch', 'live', 'change', 'incident', 'closing'],
} as const satisfies Readonly<Record<string, readonly (string | boolean)[]>>;

export const LISTS = {
  channel: ['app', 'web', 'mini_program', 'api', 'plugin', 'hardware', 'on_device', 'weights_download'],
  outputs: ['text', 'image', 'audio', 'video', 'virtual_scene', 'code'],
  social_features: [
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
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Numbers with the largest that makes sense; whole numbers unless said otherwise. */
export const NUMBERS = {
  foreign_equity_pct: { max: 100, isWhole: false },
  users_registered: { max: Number.MAX_SAFE_INTEGER, isWhole: true },
  monthly_active: { max: Number.MAX_SAFE_INTEGER, isWhole: true },
  pi_persons: { max: Number.MAX_SAFE_INTEGER, isWhole: true },
  'extra.source_illegal_share': { max: 1, isWhole: false },
  'extra.export_persons_since_jan1': { max: Number.MAX_SAFE_INTEGER, isWhole: true },
  'extra.sensitive': { max: Number.MAX_SAFE_INTEGER, isWhole: true },
  'extra.upstreams_filed': { max: Number.MAX_SAFE_INTEGER, isWhole: true },
  'extra.upstreams_foreign': { max: Number.MAX_SAFE_INTEGER, isWhole: true },
  'extra.optout_clicks': { max: Number.MAX_SAFE_INTEGER, isWhole: true },
  'extra.leak_persons': { max: Number.MAX_SAFE_INTEGER, isWhole: true },
} as const satisfies Readonly<Record<string, { readonly max: number; readonly isWhole: boolean }>>;

export type ChoiceName = keyof typeof CHOICES;
export type ListName = keyof typeof LISTS;
export type NumberName = keyof typeof NUMBERS;
export type FactName = ChoiceName | ListName | NumberName;
export type FactValue = string | boolean | number | readonly string[];

const isFactName = (name: string): name is FactName =>
  [CHOICES, LISTS, NUMBERS].some((table) => Object.hasOwn(table, name));
export const FACT_NAMES: readonly FactName[] = [CHOICES, LISTS, NUMBERS].flatMap((table) =>
  Object.keys(table).filter(isFactName),
);

/** Place of a fact in {@link FACT_NAMES}; there are fewer than 31, so a set of facts is one number. */
export const factIndex: ReadonlyMap<FactName, number> = new Map(FACT_NAMES.map((name, index) => [name, index]));

/**
 * Words that no unknown fact is tried with. The first two say themselves that nothing is known, and "mixed" is two or more
 * of the others. A service that generates without a model of its own, or with keys of its users, is so unusual that its
 * provider says so; else every answer about a service whose model is not told would be open for their sake.
 */
const UNTRIED: readonly (string | boolean)[] = ['unclear', 'unknown', 'mixed', 'none', 'user_supplied_key'];
const isDefinite = (value: string | boolean): boolean => !UNTRIED.includes(value);
const ofChoices = Object.entries<readonly (string | boolean)[]>(CHOICES).map(
  ([name, values]): [string, readonly FactValue[]] => [name, values.filter(isDefinite)],
);

/**
 * The values that an unknown fact is tried with: each stands for all that no rule tells apart from it. Numbers are tried
 * at each threshold and below it, lists at one example of each mixture of what rules ask of them; weights for download
 * and nothing else are as unusual as the words left out above.
 */
export const REPRESENTATIVES: ReadonlyMap<string, readonly FactValue[]> = new Map<string, readonly FactValue[]>([
  ...ofChoices,
  ['channel', [['app'], ['app', 'api'], ['api'], ['on_device']]],
  ['outputs', [['text'], ['image'], ['code'], []]],
  [
    'social_features',
    [[], ['share'], ['push'], ['share', 'push'], ['comments'], ['comments', 'push'], ['community'], ['feed']],
  ],
  ['foreign_equity_pct', [0, 50]],
  ['users_registered', [0, 1_000_000]],
  ['monthly_active', [0, 100_000]],
  ['pi_persons', [0, 1, 1_000_000, 10_000_000]],
  ['extra.source_illegal_share', [0, 1]],
  ['extra.export_persons_since_jan1', [0, 1, 10_000, 100_000, 1_000_000]],
  ['extra.sensitive', [0, 1, 10_000, true]],
  ['extra.upstreams_filed', [1]],
  ['extra.upstreams_foreign', [0]],
  ['extra.optout_clicks', [0, 5]],
  ['extra.leak_persons', [0, 1, 1_000_000, 10_000_000]],
]);

/** Facts that were read: what is known. Words that say "unknown" themselves are no members. */
export interface Facts {
  readonly known: ReadonlyMap<FactName, FactValue>;
  /** Facts that were answered with "unclear", "unknown" or null, for the reasons. */
  readonly unsure: readonly FactName[];
  /** Shown back, never parsed. */
  readonly audienceDetail: string;
  /** Members of `extra` that no rule knows; said in the reasons and otherwise left alone. */
  readonly unusedExtras: readonly string[];
}
