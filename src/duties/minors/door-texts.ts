/** What an end user is told in the place of an answer, or beside it: short, polite, and exact. */
export const doorTexts = {
  zh: {
    excluded: '本服务不面向未成年人，暂时不能为您提供。如果您的年龄被认错了，可以在这里说明：',
    consent: '使用本服务前，需要监护人同意。请和监护人一起打开：',
    role: '这个角色不向未成年人开放。可以换一个话题或功能。了解原因：',
    guardian: '监护人关闭了这项功能。可以和监护人商量。了解更多：',
    curfew: '现在是休息时间，{open}再见。了解更多：',
    time: '今天的使用时间用完了，{open}再见。了解更多：',
    openAt: '{at} ',
    openLater: '下次',
    exit: '好的，对话已结束。再见。',
    rest: '您已经连续使用 {minutes} 分钟，休息一下，活动活动，看看远处吧。',
    reality: '提醒：与您对话的是人工智能，不是真人。',
    long: '提醒：您已经连续使用 {minutes} 分钟。与您对话的是人工智能，不是真人，请注意休息。',
  },
  en: {
    excluded:
      'This service is not for minors, so it cannot be offered to you. If your age was misjudged, you can say so here: ',
    consent: 'Before you use this service, a guardian has to agree. Please open this together: ',
    role: 'This role is not open to minors. You can choose another topic or function. Why: ',
    guardian: 'Your guardian closed this function. You may talk it over with them. More: ',
    curfew: 'It is time to rest; see you {open}. More: ',
    time: 'The time for today is used up; see you {open}. More: ',
    openAt: 'again at {at} (China time)',
    openLater: 'another time',
    exit: 'All right, the conversation is over. Goodbye.',
    rest: 'You have been here for {minutes} minutes without a break. Please rest, move about and look into the distance.',
    reality: 'A reminder: you are talking to an AI, not to a person.',
    long: 'A reminder: you have been here for {minutes} minutes without a break. You are talking to an AI, not to a person. Please take a rest.',
  },
} as const;
