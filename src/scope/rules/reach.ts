import { type FactTest, hasAny, hasOnly, isOneOf } from '../fact-test.ts';
import type { FactView } from '../fact-view.ts';

const INTERNAL = isOneOf('audience', 'internal_staff');
const OVERSEAS_ONLY = isOneOf('audience', 'overseas_only');
const PUBLIC = isOneOf('audience', 'public_mainland');
const INVITED = isOneOf('audience', 'invite_mainland');
const CLIENTS = isOneOf('audience', 'named_enterprise_clients');
const ONLY_WEIGHTS = hasOnly('channel', 'weights_download');

export type Reach = 'public' | 'internal' | 'overseas' | 'invited' | 'clients' | 'mixed' | 'weights';

/** For whom the service is, by Measures Art. 2. Only `public`, `internal` and `overseas` are decided by its text. */
export function reachOf(facts: FactView): Reach {
  if (facts.is(INTERNAL)) return 'internal';
  if (facts.is(OVERSEAS_ONLY)) return 'overseas';
  if (facts.is(PUBLIC)) return facts.is(ONLY_WEIGHTS) ? 'weights' : 'public';
  if (facts.is(INVITED)) return 'invited';
  return facts.is(CLIENTS) ? 'clients' : 'mixed';
}

export const isOutside = (reach: Reach): boolean => reach === 'internal' || reach === 'overseas';

export const GENERATES: FactTest = isOneOf('generative_ai', true);
/** No model in the service at all: what is generated comes from a tool of somebody else. */
export const WITHOUT_MODEL: FactTest = isOneOf('model_origin', 'none');
export const OWN_KEY: FactTest = isOneOf('model_origin', 'user_supplied_key');
/** Measures Art. 2 para 2 names news and publishing, film and television, and the arts. */
export const SPECIAL_SECTOR: FactTest = isOneOf('sector', 'news', 'film', 'publishing');
export const IN_MAINLAND: FactTest = isOneOf('provider_seat', 'mainland');
export const COMPANION: FactTest = isOneOf('sustained_emotional_companion', true);
export const OPINION: FactTest = isOneOf('public_opinion', 'yes');
/** Users publish or send messages: what CSL Art. 26 asks real identity for. */
export const PUBLISHES: FactTest = hasAny(
  'social_features',
  'feed',
  'share',
  'community',
  'public_answers',
  'comments',
  'groups',
  'publish_bots',
  'live',
);
/** Functions that rank or push, which is an algorithm of Order 9 even where nothing is generated. */
export const RECOMMENDS: FactTest = hasAny('social_features', 'feed', 'push', 'hot_list');
export const TUNED: FactTest = isOneOf('model_origin', 'filed_api_finetuned', 'open_weights_finetuned');
export const OWN_MODEL: FactTest = isOneOf('model_origin', 'self_trained', 'on_device_own');
export const FILED_MODEL: FactTest = isOneOf('model_origin', 'filed_api');
export const CHANGES_WEIGHTS: FactTest = isOneOf('weights_changed_by_provider', true);
export const TRAINS_ON_INPUT: FactTest = isOneOf('trains_on_user_input', true);

const STAGES = {
  data_prep: isOneOf('stage', 'data_prep'),
  pre_launch: isOneOf('stage', 'pre_launch'),
  live: isOneOf('stage', 'live'),
  change: isOneOf('stage', 'change'),
  incident: isOneOf('stage', 'incident'),
  closing: isOneOf('stage', 'closing'),
} as const;

export const isAtStage = (facts: FactView, stage: keyof typeof STAGES): boolean => facts.is(STAGES[stage]);

/** The own model or a changed one: the provider trains. */
export const hasChangedModel = (facts: FactView): boolean => facts.isAny(OWN_MODEL, TUNED, CHANGES_WEIGHTS);
