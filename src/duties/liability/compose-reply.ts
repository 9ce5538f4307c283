import type { LetterContent, Order } from '../../contract/index.ts';

const WORDS = {
  title: { 'zh-CN': '整改情况报告', en: 'Reply to an order' },
  order: { 'zh-CN': '文书', en: 'Order' },
  reference: { 'zh-CN': '文号', en: 'Its number' },
  received: { 'zh-CN': '收到日期', en: 'Received on' },
  basis: { 'zh-CN': '依据', en: 'Legal basis' },
  demands: { 'zh-CN': '要求', en: 'What it demands' },
  deadline: { 'zh-CN': '期限', en: 'Last day' },
  done: { 'zh-CN': '已完成', en: 'Done' },
  open: { 'zh-CN': '进行中', en: 'Under way' },
  none: { 'zh-CN': '无', en: 'none' },
} as const;

/** What a reply says of an order, with the words of whoever drafts it. @law measures#21 */
export function composeReply(
  { facts, deadlineOn, tasks }: Order,
  language: 'zh-CN' | 'en',
  text: string,
): LetterContent {
  const word = (name: keyof typeof WORDS): string => WORDS[name][language];
  const list = (isDone: boolean): string =>
    tasks
      .filter(({ doneOn }) => (doneOn !== null) === isDone)
      .map((task) => `${task.text} (${task.doneOn ?? task.dueOn})`)
      .join('\n') || word('none');
  return {
    title: word('title'),
    facts: [
      [word('order'), facts.title],
      [word('reference'), facts.reference === '' ? '–' : facts.reference],
      [word('received'), facts.receivedOn],
      [word('basis'), facts.legalBasis],
      [word('demands'), facts.demands],
      [word('deadline'), deadlineOn],
      [word('done'), list(true)],
      [word('open'), list(false)],
    ],
    text,
  };
}
