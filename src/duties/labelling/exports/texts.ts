import type { DocumentLanguage } from '../../../contract/index.ts';

/** What an exported conversation says besides what was said. */
export const EXPORT_TEXTS = {
  'zh-CN': {
    title: '对话记录',
    user: '用户',
    assistant: '助手',
    service: '服务',
    model: '模型',
    time: '时间',
    exchange: '问答编号',
    number: '内容制作编号（ProduceID）',
    sample: '这是一段示例文字，用来说明生成内容的标识出现在何处。',
  },
  en: {
    title: 'Conversation',
    user: 'User',
    assistant: 'Assistant',
    service: 'Service',
    model: 'Model',
    time: 'Time',
    exchange: 'Exchange',
    number: 'Content number (ProduceID)',
    sample: 'These are sample words; they show where the labels of generated content stand.',
  },
} as const satisfies Record<DocumentLanguage, Record<string, string>>;

/** As people in mainland China read the clock: to the minute, with its zone. */
export const sayTime = (at: Date, language: DocumentLanguage): string =>
  `${new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'long',
    timeStyle: 'short',
  }).format(at)} (UTC+8)`;
