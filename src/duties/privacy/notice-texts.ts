import { definePortalTexts } from '../../portal/index.ts';

/** What people are told by mail or short message: short, polite, and nothing of what the request says. */
export const noticeTexts = definePortalTexts({
  'zh-CN': {
    received: {
      subject: '已收到您的个人信息请求（回执 {receipt}）',
      text: '您好，{provider}已收到您的个人信息请求，回执编号 {receipt}。我们将在 {answerBy} 前答复。凭回执编号和查询密码可随时查看：{address}',
    },
    acknowledged: {
      subject: '您的个人信息请求已受理（回执 {receipt}）',
      text: '您好，您的个人信息请求（回执编号 {receipt}）已受理，我们将在 {answerBy} 前答复。查看：{address}',
    },
    question: {
      subject: '请回复（回执 {receipt}）',
      text: '您好，关于您的个人信息请求（回执编号 {receipt}），我们有问题需要您回复。请查看：{address}',
    },
    extended: {
      subject: '处理时间延长（回执 {receipt}）',
      text: '您好，您的个人信息请求（回执编号 {receipt}）需要更多时间，将在 {answerBy} 前答复。原因请查看：{address}',
    },
    answered: {
      subject: '您的个人信息请求已有答复（回执 {receipt}）',
      text: '您好，您的个人信息请求（回执编号 {receipt}）已有答复，请查看：{address} 如不同意，可在 {reopenBy} 前提出。',
    },
    reopened: {
      subject: '您的个人信息请求将重新处理（回执 {receipt}）',
      text: '您好，您的个人信息请求（回执编号 {receipt}）将由其他人员重新处理，{answerBy} 前答复。查看：{address}',
    },
  },
  en: {
    received: {
      subject: 'We have received your request (receipt {receipt})',
      text: '{provider} has received your request about your personal information. Your receipt number is {receipt}. We will answer by {answerBy}. With the number and your secret you can see it at any time: {address}',
    },
    acknowledged: {
      subject: 'Your request is being dealt with (receipt {receipt})',
      text: 'Your request about your personal information (receipt {receipt}) has been taken up. We will answer by {answerBy}. See {address}',
    },
    question: {
      subject: 'We have a question about your request (receipt {receipt})',
      text: 'We need something from you to go on with your request (receipt {receipt}). Please see {address}',
    },
    extended: {
      subject: 'Your request takes longer (receipt {receipt})',
      text: 'Your request about your personal information (receipt {receipt}) takes longer; we will answer by {answerBy}. The reason is at {address}',
    },
    answered: {
      subject: 'Your request has been answered (receipt {receipt})',
      text: 'Your request about your personal information (receipt {receipt}) has been answered. Please see {address} If you disagree, say so until {reopenBy}.',
    },
    reopened: {
      subject: 'Your request is dealt with again (receipt {receipt})',
      text: 'Your request about your personal information (receipt {receipt}) is dealt with again. Somebody else will answer by {answerBy}. See {address}',
    },
  },
});

export type NoticeWord = keyof (typeof noticeTexts)['en'];
