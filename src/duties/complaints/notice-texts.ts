import { definePortalTexts } from '../../portal/index.ts';

/** What complainants are told by mail or short message: short, polite, and nothing of what the complaint says. */
export const noticeTexts = definePortalTexts({
  'zh-CN': {
    received: {
      subject: '已收到您的投诉（回执 {receipt}）',
      text: '您好，{provider}已收到您的投诉，回执编号 {receipt}。我们将在 {acknowledgeBy} 前受理，{answerBy} 前答复。凭回执编号和查询密码可随时查看：{address}',
    },
    acknowledged: {
      subject: '您的投诉已受理（回执 {receipt}）',
      text: '您好，您的投诉（回执编号 {receipt}）已受理，我们将在 {answerBy} 前答复。查看：{address}',
    },
    question: {
      subject: '请补充材料（回执 {receipt}）',
      text: '您好，关于您的投诉（回执编号 {receipt}），我们有问题需要您回复。请查看：{address}',
    },
    paused: {
      subject: '处理时限暂停（回执 {receipt}）',
      text: '您好，您的投诉（回执编号 {receipt}）的处理时限已暂停，原因请查看：{address}',
    },
    answered: {
      subject: '您的投诉已有答复（回执 {receipt}）',
      text: '您好，您的投诉（回执编号 {receipt}）已有答复，请查看：{address} 如不同意，可在 {reopenBy} 前要求重新处理。',
    },
    reopened: {
      subject: '您的投诉已重新处理（回执 {receipt}）',
      text: '您好，您的投诉（回执编号 {receipt}）已重新处理，将由其他人员在 {answerBy} 前答复。查看：{address}',
    },
  },
  en: {
    received: {
      subject: 'We have received your complaint (receipt {receipt})',
      text: '{provider} has received your complaint. Your receipt number is {receipt}. We will take it up by {acknowledgeBy} and answer by {answerBy}. With the number and your secret you can see it at any time: {address}',
    },
    acknowledged: {
      subject: 'Your complaint is being dealt with (receipt {receipt})',
      text: 'Your complaint (receipt {receipt}) has been taken up. We will answer by {answerBy}. See {address}',
    },
    question: {
      subject: 'We have a question about your complaint (receipt {receipt})',
      text: 'We need something from you to go on with your complaint (receipt {receipt}). Please see {address}',
    },
    paused: {
      subject: 'The time limit of your complaint stands still (receipt {receipt})',
      text: 'The time limit of your complaint (receipt {receipt}) stands still for a while. The reason is at {address}',
    },
    answered: {
      subject: 'Your complaint has been answered (receipt {receipt})',
      text: 'Your complaint (receipt {receipt}) has been answered. Please see {address} If you do not accept the answer, you may open it again until {reopenBy}.',
    },
    reopened: {
      subject: 'Your complaint was opened again (receipt {receipt})',
      text: 'Your complaint (receipt {receipt}) was opened again. Somebody else will answer by {answerBy}. See {address}',
    },
  },
});

export type NoticeWord = keyof (typeof noticeTexts)['en'];
