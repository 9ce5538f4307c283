import type { FactName } from './facts.ts';

interface FactText {
  readonly zh: string;
  readonly en: string;
  /** As a question to the provider. */
  readonly askZh: string;
  readonly askEn: string;
}

const text = (zh: string, en: string, askZh: string, askEn: string): FactText => ({ zh, en, askZh, askEn });

/** Each fact's name for people and the question that settles it. */
export const FACT_TEXTS: Readonly<Record<FactName, FactText>> = {
  provider_kind: text(
    '提供者类型',
    'kind of provider',
    '提供者是企业、高校、公共机构还是个人？',
    'Is the provider a company, a university, a public body or an individual?',
  ),
  provider_seat: text('提供者所在地', 'seat of the provider', '提供者的主体在哪里？', 'Where is the provider seated?'),
  foreign_equity_pct: text(
    '外资比例（%）',
    'foreign equity (%)',
    '提供者的外资比例是多少？',
    'What share of the provider is foreign equity?',
  ),
  audience: text(
    '服务对象',
    'audience',
    '谁可以使用这项服务？对象混合的，请按部分分别评估。',
    'Who can use the service? Judge the parts of a mixed audience one by one.',
  ),
  channel: text('提供方式', 'channels', '通过哪些方式提供？', 'Through which channels is it offered?'),
  outputs: text('输出内容', 'outputs', '输出哪些类型的内容？', 'Which kinds of content does it put out?'),
  generative_ai: text(
    '是否生成内容',
    'whether it generates',
    '内容是由模型生成的吗？（翻译、语音识别等不易判断）',
    'Does a model generate the content? (Translation and speech recognition are hard to tell.)',
  ),
  model_origin: text('模型来源', 'origin of the model', '用的是什么模型？', 'Which model is used?'),
  upstream_filed: text(
    '上游是否备案',
    'whether the upstream is filed',
    '上游模型是否已备案？',
    'Is the upstream model filed?',
  ),
  weights_changed_by_provider: text(
    '是否改动权重',
    'whether weights are changed',
    '提供者是否改动了模型权重（含微调）？',
    'Does the provider change the weights, fine-tuning included?',
  ),
  retrieval_or_prompt_only: text(
    '是否只用检索或提示词',
    'whether only retrieval or prompts are used',
    '是否只在未改动的模型上使用自有知识库或提示词？',
    'Are only an own knowledge base or prompts used over an unchanged model?',
  ),
  public_opinion: text(
    '舆论属性或社会动员能力',
    'public-opinion attribute',
    '服务是否具有舆论属性或社会动员能力？',
    'Does the service have a public-opinion attribute or the capacity to mobilise?',
  ),
  social_features: text(
    '社交与发布功能',
    'social functions',
    '有哪些发布、评论、群组、分享等功能？',
    'Which functions to publish, comment, group or share are there?',
  ),
  sustained_emotional_companion: text(
    '持续情感陪伴',
    'sustained emotional companion',
    '是否模拟人格并持续进行情感互动？',
    'Does it play a person and keep up an emotional interaction?',
  ),
  minors: text('未成年人', 'minors', '是否面向或允许未成年人使用？', 'Is it for minors, open to them, or closed?'),
  biometric_edit: text(
    '人脸人声编辑',
    'editing of faces or voices',
    '是否合成或编辑人脸、人声？',
    'Are faces or voices synthesised or edited?',
  ),
  sector: text('行业', 'sector', '服务属于哪个行业？', 'Which sector is it in?'),
  trains_on_user_input: text(
    '用用户输入训练',
    'training on user input',
    '是否用用户输入训练？',
    'Is it trained on what users enter?',
  ),
  users_registered: text('注册用户数', 'registered users', '注册用户有多少？', 'How many users are registered?'),
  monthly_active: text(
    '月活跃用户数',
    'monthly active users',
    '月活跃用户有多少？',
    'How many users are active in a month?',
  ),
  pi_persons: text(
    '涉及个人信息的人数',
    'persons whose information is handled',
    '处理多少人的个人信息？',
    'On how many persons is information handled?',
  ),
  stage: text('阶段', 'stage', '服务处于哪个阶段？', 'At which stage is the service?'),
  'extra.source_illegal_share': text(
    '来源违法不良信息占比',
    'illegal share of a source',
    '训练数据来源中违法不良信息占多少（0–1）？',
    'Which share of the source is illegal or unhealthy (0–1)?',
  ),
  'extra.export_persons_since_jan1': text(
    '当年出境人数',
    'persons exported since 1 January',
    '当年一月一日以来向境外提供了多少人的个人信息？',
    'Information on how many persons went abroad since 1 January?',
  ),
  'extra.sensitive': text(
    '出境的敏感个人信息',
    'sensitive information exported',
    '其中敏感个人信息涉及多少人？',
    'On how many of them was it sensitive?',
  ),
  'extra.upstreams_filed': text(
    '已备案上游数',
    'filed upstreams',
    '有多少个已备案的上游？',
    'How many upstreams are filed?',
  ),
  'extra.upstreams_foreign': text(
    '境外上游数',
    'foreign upstreams',
    '有多少个境外上游？',
    'How many upstreams are foreign?',
  ),
  'extra.optout_clicks': text(
    '关闭训练的点击数',
    'clicks to the training opt-out',
    '从主界面关闭“用于训练”需要几次点击？',
    'How many clicks lead from the main screen to the switch against training?',
  ),
  'extra.leak_persons': text(
    '泄露涉及人数',
    'persons in the leak',
    '事件是否涉及个人信息泄露，多少人？',
    'Was personal information leaked, and of how many persons?',
  ),
};
