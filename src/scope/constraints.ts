import { type FactTest, hasAny, isOneOf } from './fact-test.ts';

/** Two things about a service that cannot both be so. */
export interface Constraint {
  readonly first: FactTest;
  readonly second: FactTest;
  readonly zh: string;
  readonly en: string;
}

const constraint = (first: FactTest, second: FactTest, zh: string, en: string): Constraint => ({
  first,
  second,
  zh,
  en,
});

const CHANGED = isOneOf('weights_changed_by_provider', true);
const NOT_CHANGED = isOneOf('weights_changed_by_provider', false);
const ONLY_PROMPTS = isOneOf('retrieval_or_prompt_only', true);
const TUNED = isOneOf('model_origin', 'filed_api_finetuned', 'open_weights_finetuned');
const AS_IT_CAME = isOneOf(
  'model_origin',
  'filed_api',
  'unfiled_domestic_api',
  'open_weights_unmodified',
  'on_device_open',
);

/** Functions in which users speak to everybody; 2018 Provisions Art. 2(1) lists them or their like. */
export const PUBLIC_VOICE = hasAny(
  'social_features',
  'feed',
  'community',
  'public_answers',
  'comments',
  'groups',
  'live',
  'publish_bots',
);

/** Facts that contradict each other. None is believed over the other: both readings are followed. */
export const CONSTRAINTS: readonly Constraint[] = [
  constraint(
    isOneOf('model_origin', 'self_trained', 'on_device_own'),
    isOneOf('upstream_filed', true),
    '自研模型没有上游，却说上游已备案',
    'an own model has no upstream, yet the upstream is said to be filed',
  ),
  constraint(
    isOneOf('model_origin', 'filed_api', 'filed_api_finetuned'),
    isOneOf('upstream_filed', false),
    '模型来源是已备案的接口，却说上游未备案',
    'the model is a filed one, yet the upstream is said not to be filed',
  ),
  constraint(
    isOneOf('model_origin', 'unfiled_domestic_api', 'overseas_api'),
    isOneOf('upstream_filed', true),
    '模型来源是未备案或境外的接口，却说上游已备案',
    'the model is unfiled or foreign, yet the upstream is said to be filed',
  ),
  constraint(
    AS_IT_CAME,
    CHANGED,
    '模型来源是未改动的模型，却说改动了权重',
    'the model is used as it came, yet its weights are said to be changed',
  ),
  constraint(
    TUNED,
    NOT_CHANGED,
    '模型来源是微调后的模型，却说没有改动权重',
    'the model is fine-tuned, yet its weights are said not to be changed',
  ),
  constraint(
    ONLY_PROMPTS,
    CHANGED,
    '只用检索或提示词，却说改动了权重',
    'only retrieval or prompts are used, yet weights are said to be changed',
  ),
  constraint(
    ONLY_PROMPTS,
    TUNED,
    '只用检索或提示词，模型来源却是微调后的模型',
    'only retrieval or prompts are used, yet the model is fine-tuned',
  ),
  constraint(
    isOneOf('audience', 'internal_staff'),
    hasAny('social_features', 'feed', 'community', 'public_answers', 'live', 'publish_bots'),
    '只供本单位员工使用，却有面向公众的发布功能',
    'only own staff use it, yet it publishes to everybody',
  ),
  constraint(
    isOneOf('public_opinion', 'no'),
    PUBLIC_VOICE,
    '说没有舆论属性，却有评论、群组、社区等功能',
    'no public-opinion attribute is claimed, yet users can speak to everybody',
  ),
  constraint(
    isOneOf('generative_ai', false),
    isOneOf('sustained_emotional_companion', true),
    '不使用生成式人工智能，却提供持续的情感陪伴',
    'nothing is generated, yet it keeps up an emotional companion',
  ),
  constraint(
    isOneOf('generative_ai', false),
    isOneOf('biometric_edit', true),
    '不使用生成式人工智能，却合成或编辑人脸、人声',
    'nothing is generated, yet faces or voices are synthesised or edited',
  ),
];
