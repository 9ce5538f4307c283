import { definePortalTexts } from '../../portal/index.ts';

/** Words of a statement of reasons: short, polite, exact. */
export const statementTexts = definePortalTexts({
  'zh-CN': {
    title: '处置决定：{rung}（第 {number} 号）',
    headings: {
      decision: '决定',
      duration: '期限',
      facts: '事实',
      ground: '依据',
      automated: '如何作出',
      meaning: '对您的影响',
      appeal: '不同意怎么办',
      outcome: '结果',
    },
    decision: '自 {start} 起，对您使用“{service}”采取的处置：{rung}。',
    proposed: '拟对使用“{service}”采取的处置：{rung}，等待工作人员确认，尚未生效。',
    until: '至 {end} 止，期满自动解除。',
    forDays: '确认后 {days} 天，期满自动解除。',
    withoutEnd: '没有截止日期。',
    counted:
      '{first} 至 {last}，您输入的内容有 {count} 次含有本服务禁止的内容，未予处理（{how}）。涉及类别：{risks}。这里只计算您本人最后一次输入的内容，不计算历史对话、文件和系统内容。',
    inRow: '连续发生，其间没有被接受的请求',
    within: '在规则设定的时间内累计',
    rule: '《生成式人工智能服务管理暂行办法》第十四条，以及您与我们的服务协议；处置规则第 {version} 版。',
    ruleByHand: '《生成式人工智能服务管理暂行办法》第十四条，以及您与我们的服务协议。',
    byMachine: '由系统按上述规则自动发现并自动作出，没有人工参与。',
    confirmed: '由系统发现，经工作人员确认后作出。',
    byPerson: '由工作人员作出，不是自动决定。',
    appeal:
      '可在 {day} 24:00 前申诉一次。由没有参与本决定的工作人员在 {days} 个工作日内答复并说明理由。法律没有规定申诉期限，这是我们的承诺。您也可以向有关主管部门投诉、举报。',
    appealed: '已收到您的申诉，最迟于 {day} 答复。申诉期间本决定继续有效。',
    appealOver: '申诉期限已过，或申诉已有结果。您仍可以向我们投诉，也可以向有关主管部门投诉、举报。',
    upheld: '申诉已由没有参与本决定的工作人员处理：维持原决定。理由见答复。',
    overturned: '申诉成立，本决定已于 {at} 撤销。导致本决定的记录不再计算，不影响您今后使用。',
    expired: '期限已满，本决定已于 {at} 解除。',
    lifted: '工作人员已于 {at} 提前解除本决定。',
    mistaken: '本决定有误，工作人员已于 {at} 撤销。导致本决定的记录不再计算，不影响您今后使用。',
    rejected: '工作人员没有确认，本决定从未生效。',
    functions: {
      'chat.completions': '对话',
      'images/generations': '图片生成',
      'images/edits': '图片编辑',
      videos: '视频生成',
      'audio/speech': '语音合成',
      embeddings: '文本向量',
      'hegui.exports': '导出对话',
    },
    listed: '、',
  },
  en: {
    title: 'Decision: {rung} (no. {number})',
    headings: {
      decision: 'Decision',
      duration: 'For how long',
      facts: 'What happened',
      ground: 'Which rule',
      automated: 'How it was decided',
      meaning: 'What it means for you',
      appeal: 'If you disagree',
      outcome: 'What became of it',
    },
    decision: 'From {start} on, this holds for your use of “{service}”: {rung}.',
    proposed:
      'Proposed for the use of “{service}”: {rung}. It waits for a member of staff to confirm it and does nothing yet.',
    until: 'Until {end}; then it ends by itself.',
    forDays: '{days} days from its confirmation; then it ends by itself.',
    withoutEnd: 'It has no end date.',
    counted:
      'Between {first} and {last} what you entered was refused {count} times, because it held what this service forbids ({how}). It concerned: {risks}. Only what you yourself entered last is counted; earlier turns, files and instructions of the system are not.',
    inRow: 'in a row, with no accepted request between',
    within: 'together, within the time that the rule sets',
    rule: 'Article 14 of the Interim Measures for generative-AI services and our service agreement with you; version {version} of the rules for measures.',
    ruleByHand: 'Article 14 of the Interim Measures for generative-AI services and our service agreement with you.',
    byMachine: 'Found and decided by a machine according to the rules above, without a person.',
    confirmed: 'Found by a machine, and decided once a member of staff had confirmed it.',
    byPerson: 'Decided by a member of staff, not by a machine.',
    appeal:
      'You may appeal once, until the end of {day} (China time). A member of staff who took no part in this decision answers with reasons within {days} working days. The law sets no time for appeals; this is our promise. You may also turn to the authorities.',
    appealed: 'We have your appeal and answer by {day}. Until then the decision holds.',
    appealOver:
      'The time for an appeal is over, or it was decided. You may still complain to us or turn to the authorities.',
    upheld:
      'Your appeal was decided by a member of staff who took no part in this decision: it stands. See the answer for the reasons.',
    overturned:
      'Your appeal was right: the decision was undone at {at}. What led to it no longer counts and stays without consequence for you.',
    expired: 'Its time was over at {at}; it has ended.',
    lifted: 'A member of staff ended it early, at {at}.',
    mistaken:
      'It was a mistake and was undone at {at}. What led to it no longer counts and stays without consequence for you.',
    rejected: 'A member of staff did not confirm it; it never held.',
    functions: {
      'chat.completions': 'chat',
      'images/generations': 'making pictures',
      'images/edits': 'editing pictures',
      videos: 'making videos',
      'audio/speech': 'speech',
      embeddings: 'text embeddings',
      'hegui.exports': 'exporting conversations',
    },
    listed: ', ',
  },
});
