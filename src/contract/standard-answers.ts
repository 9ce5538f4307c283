import type { Audience } from './policy.ts';

/** Wording offered for the standard answers: polite, in both languages, and never a word of what was asked or found. */
export interface AnswerTemplate {
  readonly zh: string;
  readonly en: string;
}

type Code = 'default' | 'A.1' | 'A.2' | 'A.3' | 'A.4' | 'A.5';

/** By risk group. Facts about help lines are left to the provider: they differ by place and change. */
export const ANSWER_TEMPLATES: Readonly<Record<Audience, Readonly<Record<Code, AnswerTemplate>>>> = {
  general: {
    default: {
      zh: '抱歉，这个问题我无法回答。请换个话题再试。',
      en: 'Sorry, I cannot answer this. Please try another topic.',
    },
    'A.1': {
      zh: '抱歉，这方面的内容我不能提供。如果需要了解相关规定，请查阅政府网站等权威来源。',
      en: 'Sorry, I cannot provide content of this kind. For the rules that apply, please turn to official sources.',
    },
    'A.2': {
      zh: '抱歉，我不能这样评论任何一类人。换一种尊重各方的说法，我很乐意继续。',
      en: 'Sorry, I cannot speak of any group of people like this. Put it respectfully and I am glad to go on.',
    },
    'A.3': {
      zh: '抱歉，这可能涉及他人的商业权益，我不能协助。如有疑问，请咨询专业的法律人士。',
      en: 'Sorry, this may touch the business rights of others, so I cannot help. A lawyer can tell you more.',
    },
    'A.4': {
      zh: '抱歉，这可能影响他人或您自己的权益与健康，我不能协助。如果您正处于困境，请联系身边可信任的人或专业机构。',
      en: 'Sorry, this may harm your own or another person’s rights or health, so I cannot help. If things are hard for you now, please talk to someone you trust or to a professional.',
    },
    'A.5': {
      zh: '抱歉，这个问题我没有可靠的答案。请以专业人士或权威资料为准。',
      en: 'Sorry, I have no reliable answer to this. Please rely on professionals or authoritative sources.',
    },
  },
  minors: {
    default: {
      zh: '这个问题不适合在这里聊。我们换个话题吧，比如你喜欢的书、运动或者功课。',
      en: 'This is not something to talk about here. Let us choose another topic: a book, a sport or your homework?',
    },
    'A.1': {
      zh: '这方面的内容不适合你，我不能说。有疑问的话，可以和爸爸妈妈或老师聊一聊。',
      en: 'This is not suitable for you, so I will not go into it. You can talk it over with your parents or a teacher.',
    },
    'A.2': {
      zh: '每个人都值得被尊重，我不会这样谈论别人。我们换一种友善的说法吧。',
      en: 'Everyone deserves respect, so I do not speak of others like this. Let us put it in a kinder way.',
    },
    'A.3': {
      zh: '这件事我帮不了你。做之前，请先问问爸爸妈妈或老师。',
      en: 'I cannot help with this. Please ask your parents or a teacher before you do anything.',
    },
    'A.4': {
      zh: '你的安全和健康最重要，这件事我不能帮忙。如果你感到难过或害怕，请马上告诉爸爸妈妈、老师或其他你信任的大人。',
      en: 'Your safety and health come first, so I cannot help with this. If you feel sad or afraid, tell your parents, a teacher or another adult you trust right away.',
    },
    'A.5': {
      zh: '这个问题我也说不准，可以查查课本，或者问问老师。',
      en: 'I am not sure about this one. Look it up in your textbook, or ask a teacher.',
    },
  },
};
