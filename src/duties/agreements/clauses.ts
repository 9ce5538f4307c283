import type { Clause } from '../../contract/index.ts';

type Text = Readonly<Record<'zh' | 'en', string>>;

export interface ClauseRow {
  readonly clause: Clause;
  readonly title: Text;
  readonly about: Text;
  /** Id of the obligation that it comes from. */
  readonly basis: string;
}

/**
 * What a service agreement ought to say. Only the rights and duties of both sides are asked for by Art. 9 itself, the labels by Art. 8 of
 * the Labelling Measures; the others make the agreement a ground to stand on where other articles say "by agreement".
 */
export const CLAUSES: readonly ClauseRow[] = [
  {
    clause: 'parties',
    title: { zh: '双方与服务', en: 'Parties and service' },
    about: {
      zh: '提供者是谁、服务是什么、协议从何时起约束谁。',
      en: 'Who provides what, and whom it binds from when on.',
    },
    basis: 'measures:9.2',
  },
  {
    clause: 'user-rights',
    title: { zh: '用户的权利', en: 'Rights of the user' },
    about: {
      zh: '用户可以做什么、要求什么，包括内容归属和退出。',
      en: 'What users may do and ask for, the ownership of content and leaving among it.',
    },
    basis: 'measures:9.2',
  },
  {
    clause: 'provider-duties',
    title: { zh: '提供者的义务', en: 'Duties of the provider' },
    about: { zh: '提供者承担哪些义务和责任。', en: 'What the provider is bound to and answers for.' },
    basis: 'measures:9.2',
  },
  {
    clause: 'conduct',
    title: { zh: '使用规范', en: 'Rules of conduct' },
    about: { zh: '依法使用，哪些内容和用途被禁止。', en: 'Lawful use, and which content and uses are forbidden.' },
    basis: 'measures:4.0',
  },
  {
    clause: 'measures',
    title: { zh: '违规处置与申诉', en: 'Measures and appeals' },
    about: {
      zh: '警示、限制功能、暂停、终止的条件，以及如何申诉。',
      en: 'When warnings, restrictions, suspension or an end follow, and how to appeal.',
    },
    basis: 'measures:14.2',
  },
  {
    clause: 'labels',
    title: { zh: '生成内容标识', en: 'Labels of generated content' },
    about: {
      zh: '标识的方法和样式，不得删除、篡改、隐匿标识；提示仔细阅读。',
      en: 'Method and form of labels, that nobody may remove or forge them, and that this is to be read with care.',
    },
    basis: 'labelling:8',
  },
  {
    clause: 'unlabelled',
    title: { zh: '不加显式标识的约定', en: 'Content without explicit label' },
    about: {
      zh: '用户要求不加显式标识时，由标识协议约定其标识义务；本协议指明该协议，或写明不提供。',
      en: 'A user who asks for none agrees to label it in the labelling agreement; this one refers to it, or says that there is none.',
    },
    basis: 'labelling:9',
  },
  {
    clause: 'intellectual-property',
    title: { zh: '知识产权风险', en: 'Risks to intellectual property' },
    about: {
      zh: '使用生成内容的侵权风险，以及责任和问题的约定。',
      en: 'The risk of infringing when generated content is used, and who answers for what.',
    },
    basis: 'gbt45654:data-rights',
  },
  {
    clause: 'limits',
    title: { zh: '局限与准确性', en: 'Limits and accuracy' },
    about: {
      zh: '生成内容可能有误，重要事项须核实。',
      en: 'What is generated may be wrong; what matters has to be checked.',
    },
    basis: 'measures:10.guidance',
  },
  {
    clause: 'minors',
    title: { zh: '未成年人', en: 'Minors' },
    about: {
      zh: '未成年人能否使用，监护人的同意和防沉迷措施。',
      en: 'Whether minors may use it, consent of guardians, and measures against overuse.',
    },
    basis: 'measures:10.minors',
  },
  {
    clause: 'personal-information',
    title: { zh: '个人信息', en: 'Personal information' },
    about: {
      zh: '处理哪些个人信息、为何、多久，以及如何行使权利。',
      en: 'What is taken, why, for how long, and how to use one’s rights.',
    },
    basis: 'measures:9.1.personal-information',
  },
  {
    clause: 'training',
    title: { zh: '输入用于训练', en: 'Use of input for training' },
    about: { zh: '输入是否用于训练，怎样关闭。', en: 'Whether input is used for training, and how to switch it off.' },
    basis: 'gbt45654:opt-out',
  },
  {
    clause: 'complaints',
    title: { zh: '投诉举报', en: 'Complaints' },
    about: { zh: '渠道、流程和反馈时限。', en: 'Channels, procedure and time limits.' },
    basis: 'measures:15',
  },
  {
    clause: 'changes',
    title: { zh: '变更与终止', en: 'Changes and end' },
    about: {
      zh: '协议和服务如何变更、终止，怎样通知。',
      en: 'How agreement and service change or end, and how users are told.',
    },
    basis: 'measures:9.2',
  },
];
