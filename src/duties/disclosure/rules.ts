import type {
  DisclosureContent,
  DisclosureFact,
  DisclosureFacts,
  DisclosureField,
  TrainingPolicy,
  TrainingUse,
} from '../../contract/index.ts';
import { disclosureFactSchema } from '../../contract/index.ts';
import { canonicalJson, invalidField, type Language, sha256Hex } from '../../kernel/index.ts';
import type { Choice, DisclosureRow } from './model.ts';

type Text = Readonly<Record<Language, string>>;

interface Item {
  readonly id: string;
  readonly title: Text;
  readonly about: Text;
  /** Id of the obligation that it comes from. */
  readonly basis: string;
  readonly isMet: (content: DisclosureContent, facts: DisclosureFacts) => boolean;
}

/** Said in both languages. */
const says =
  (field: DisclosureField) =>
  ({ fields }: DisclosureContent): boolean =>
    fields[field].zh !== '' && fields[field].en !== '';

/** What the law asks to be disclosed, and how it is seen that it is. */
export const ITEMS: readonly Item[] = [
  {
    id: 'audience',
    title: { zh: '适用人群', en: 'For whom' },
    about: { zh: '服务适合谁，不适合谁。', en: 'Whom the service suits, and whom it does not.' },
    basis: 'measures:10.disclosure',
    isMet: says('audience'),
  },
  {
    id: 'occasions',
    title: { zh: '适用场合', en: 'Occasions' },
    about: { zh: '适合在什么场合使用。', en: 'On which occasions it may be used.' },
    basis: 'measures:10.disclosure',
    isMet: says('occasions'),
  },
  {
    id: 'purposes',
    title: { zh: '用途', en: 'Purposes' },
    about: { zh: '可以用来做什么。', en: 'What it may be used for.' },
    basis: 'measures:10.disclosure',
    isMet: says('purposes'),
  },
  {
    id: 'guidance',
    title: { zh: '科学理性认识和依法使用', en: 'Sensible and lawful use' },
    about: { zh: '引导用户理性认识生成内容、依法使用。', en: 'How to take what is generated, and to use it lawfully.' },
    basis: 'measures:10.guidance',
    isMet: says('guidance'),
  },
  {
    id: 'minors',
    title: { zh: '未成年人', en: 'Minors' },
    about: {
      zh: '未成年人能否使用，怎样防止过度依赖。',
      en: 'Whether minors may use it, and what is done against overuse.',
    },
    basis: 'measures:10.minors',
    isMet: says('minors'),
  },
  {
    id: 'limits',
    title: { zh: '局限', en: 'Limits' },
    about: { zh: '服务做不到什么、可能错在哪里。', en: 'What it cannot do and where it may be wrong.' },
    basis: 'gbt45654:disclosure',
    isMet: says('limits'),
  },
  {
    id: 'algorithm',
    title: { zh: '模型和算法概要', en: 'Outline of models and algorithms' },
    about: { zh: '用了什么模型和算法，原理和目的。', en: 'Which models and algorithms are used, how and what for.' },
    basis: 'measures:4.5',
    isMet: says('algorithm'),
  },
  {
    id: 'filing',
    title: { zh: '模型名称和备案号', en: 'Names and filing numbers of models' },
    about: {
      zh: '每个模型的名称，以及备案号或上线编号。',
      en: 'Every model’s name, with its filing or registration number.',
    },
    basis: 'genai-notices:display',
    isMet: ({ models }) => models.length > 0 && models.every(({ filingNumber }) => filingNumber !== ''),
  },
  {
    id: 'personal-information',
    title: { zh: '收集的个人信息', en: 'Personal information taken' },
    about: { zh: '收集哪些个人信息，用于什么。', en: 'Which personal information is taken, and what for.' },
    basis: 'gbt45654:disclosure',
    isMet: says('personalInformation'),
  },
  {
    id: 'training',
    title: { zh: '输入用于训练及关闭方式', en: 'Training with input, and switching it off' },
    about: {
      zh: '输入是否用于训练；关闭不超过四次点击。',
      en: 'Whether input is used for training; four clicks at most switch it off.',
    },
    basis: 'gbt45654:opt-out',
    isMet: says('training'),
  },
  {
    id: 'contact',
    title: { zh: '投诉渠道和联系方式', en: 'Complaints and contact' },
    about: {
      zh: '除投诉页面外，公众页面设置里有电话或邮箱。',
      en: 'Besides the pages of complaints, a phone number or an e-mail address in the portal’s settings.',
    },
    basis: 'measures:15',
    isMet: (_content, { contact }) => contact.phone !== null || contact.email !== null,
  },
  {
    id: 'provider',
    title: { zh: '提供者名称', en: 'Name of the provider' },
    about: { zh: '提供者已登记。', en: 'The provider is registered.' },
    basis: 'measures:9.1',
    isMet: (_content, { provider }) => provider !== null,
  },
];

export const gapsOf = (content: DisclosureContent, facts: DisclosureFacts): string[] =>
  ITEMS.filter(({ isMet }) => !isMet(content, facts)).map(({ id }) => id);

/** What is no longer as it was published. */
export const changedFacts = (published: DisclosureFacts, now: DisclosureFacts): DisclosureFact[] =>
  disclosureFactSchema.options.filter((fact) => canonicalJson(published[fact]) !== canonicalJson(now[fact]));

export const digestOf = (row: Pick<DisclosureRow, 'serviceId' | 'number' | 'content' | 'facts'>): string =>
  sha256Hex(canonicalJson({ content: row.content, facts: row.facts, number: row.number, service: row.serviceId }));

/** @throws HeguiError E_REQUEST_INVALID for gaps without a reason, and for a reason without gaps. */
export function checkReason(gaps: readonly string[], reason: string | null): void {
  if (gaps.length > 0 && reason === null)
    throw invalidField('gapReason', `is required: nothing is said about ${gaps.join(', ')}`);
  if (gaps.length === 0 && reason !== null)
    throw invalidField('gapReason', 'is only for a version that leaves something out; leave it out');
}

const GUIDANCE: Text = {
  zh: '生成的内容由人工智能产生，可能不准确、不完整或已经过时。涉及健康、法律、财产等重要事项，请向专业人士核实。请遵守法律法规，不要用它制作、传播违法内容。',
  en: 'What is generated comes from artificial intelligence and may be inexact, incomplete or out of date. Where health, law or money are at stake, ask a professional. Keep to the law, and neither make nor spread illegal content with it.',
};
const TRAINING: Readonly<Record<TrainingPolicy['choice'], Text>> = {
  'opt-in': {
    zh: '只有您明确允许后，您的输入才会用于训练模型。您可以随时在“训练选择”页面改变决定，从下一次使用起生效。',
    en: 'What you enter is used to train models only once you allow it. You can change your mind at any time on the page about training; it counts from your next request on.',
  },
  'opt-out': {
    zh: '您的输入可能用于训练和改进模型。您可以随时在“训练选择”页面关闭，从下一次使用起生效。',
    en: 'What you enter may be used to train and improve models. You can switch this off at any time on the page about training; it counts from your next request on.',
  },
};

/** What to begin with: what follows from facts, and empty words for the rest. */
export const suggestionOf = ({ training, models }: DisclosureFacts): DisclosureContent => {
  const empty = { zh: '', en: '' };
  return {
    fields: {
      audience: empty,
      occasions: empty,
      purposes: empty,
      guidance: GUIDANCE,
      minors: empty,
      limits: empty,
      algorithm: empty,
      personalInformation: empty,
      training: TRAINING[training],
    },
    models: models.map((name) => ({ name, filingNumber: '' })),
  };
};

/** May what this end user enters be used for training? Of whoever is not named nothing is: they could not refuse. */
export function trainingUseOf(policy: TrainingPolicy, endUser: string | null, choice: Choice | null): TrainingUse {
  if (endUser === null) return 'refused';
  return choice?.choice ?? (policy.choice === 'opt-out' ? 'allowed' : 'refused');
}
