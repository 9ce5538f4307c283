import type { BilingualText, IdentityFunction } from '../../contract/index.ts';

export interface FunctionText {
  readonly title: BilingualText;
  /** Why somebody is asked who they are, for the public. Names the rule that asks, and never one that does not. */
  readonly reason: BilingualText;
  /** Obligations that it comes from; none where it is the provider's own choice. */
  readonly bases: readonly string[];
}

const MAKING: Pick<FunctionText, 'reason' | 'bases'> = {
  reason: {
    zh: '《互联网信息服务深度合成管理规定》第九条要求认证使用者的真实身份；在生成之前就要求，是本服务提供者的做法。',
    en: 'Article 9 of the Deep Synthesis Provisions asks providers to authenticate users; to ask before anything is generated is the choice of this provider.',
  },
  bases: ['deep-synthesis:9'],
};

/**
 * Why each function may ask who somebody is. The Interim Measures do not: their final Article 9 says nothing of real identity, which
 * only the draft of April 2023 did. @law csl#26 deep-synthesis#9 account#9 order21#12
 */
export const FUNCTIONS: Readonly<Record<IdentityFunction, FunctionText>> = {
  ask: { title: { zh: '提问与对话', en: 'Asking and chatting' }, ...MAKING },
  picture: { title: { zh: '生成图片', en: 'Making pictures' }, ...MAKING },
  sound: { title: { zh: '生成声音', en: 'Making sounds' }, ...MAKING },
  video: { title: { zh: '生成视频', en: 'Making films' }, ...MAKING },
  publish: {
    title: { zh: '发布与分享', en: 'Publishing and sharing' },
    reason: {
      zh: '《网络安全法》第二十六条规定，提供信息发布、即时通讯等服务须要求使用者提供真实身份信息；不提供的，不得为其提供该服务。',
      en: 'Article 26 of the Cybersecurity Law: whoever offers publishing or messaging asks users for their real identity and does not offer it to those who give none.',
    },
    bases: ['csl:26', 'deep-synthesis:9', 'account:9', 'minors:31'],
  },
  companion: {
    title: { zh: '拟人化陪伴', en: 'Companions' },
    reason: {
      zh: '《人工智能拟人化互动服务管理暂行办法》第十二条要求在注册时登记年龄等信息。',
      en: 'Article 12 of the Measures on anthropomorphic services asks for age and other particulars at registration.',
    },
    bases: ['order21:12'],
  },
  pay: {
    title: { zh: '付费', en: 'Paying' },
    reason: {
      zh: '这是本服务提供者为保护账户和未成年人所作的要求，并非法律的直接规定。',
      en: 'The provider of this service asks so, to protect accounts and minors; no law asks it directly.',
    },
    bases: [],
  },
};

/** What a request to an endpoint is for, by the names of records. What is not here is asking. */
const BY_ENDPOINT: Readonly<Record<string, IdentityFunction>> = {
  'images/generations': 'picture',
  'images/edits': 'picture',
  'audio/speech': 'sound',
  videos: 'video',
};

export const functionOfEndpoint = (endpoint: string): IdentityFunction => BY_ENDPOINT[endpoint] ?? 'ask';

/** What a request may say that it is for besides. */
export const DECLARABLE: readonly IdentityFunction[] = ['publish', 'companion', 'pay'];
