import type { PortalLanguage } from './languages.ts';

// Making one takes longer than everything else that a refusal at the gateway's door does.
const formatOf = (locale: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locale, {
    timeZone: 'Asia/Shanghai',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
const FORMATS: Readonly<Record<PortalLanguage, Intl.DateTimeFormat>> = {
  'zh-CN': formatOf('zh-CN'),
  en: formatOf('en-CA'),
};

/** A moment as it is in China, which the reader's device may not be. */
export const momentText = (at: Date | string, language: PortalLanguage): string =>
  FORMATS[language].format(new Date(at));
