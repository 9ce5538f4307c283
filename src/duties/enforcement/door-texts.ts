import { definePortalTexts } from '../../portal/index.ts';

/** What an end user is told at the door, in the place of an answer or beside it. */
export const doorTexts = definePortalTexts({
  'zh-CN': {
    warning: '警示：您最近多次输入本服务禁止的内容。您仍可正常使用；继续输入可能会限制部分功能。',
    restriction: '您使用的部分功能（{functions}）已被限制，{until}。',
    suspension: '您对本服务的使用已被暂停，{until}。',
    end: '本服务已终止向您提供。',
    until: '至 {end} 自动解除',
    withoutEnd: '没有截止日期',
    more: '理由和申诉方式：{url}（编号 {number}，查询密码 {secret}）',
  },
  en: {
    warning:
      'A warning: what you entered lately was forbidden here several times. You may go on; if it goes on, some functions may be restricted.',
    restriction: 'Some functions are closed to you ({functions}), {until}.',
    suspension: 'Your use of this service is suspended, {until}.',
    end: 'This service is no longer provided to you.',
    until: 'until {end}, when it ends by itself',
    withoutEnd: 'without an end date',
    more: 'Reasons, and how to appeal: {url} (number {number}, secret {secret})',
  },
});
