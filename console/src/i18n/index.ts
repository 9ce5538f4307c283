import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { keepLanguage } from '../api/index.ts';
import { type Namespaces, namespaces } from './namespaces.ts';

export type Language = 'zh-CN' | 'en';
export const languages: readonly Language[] = ['zh-CN', 'en'];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'app';
    resources: { [N in keyof Namespaces]: Namespaces[N]['zh'] };
  }
}

const STORED = 'hegui.language';

/** Starts the texts in the stored language, else Chinese. */
export async function startI18n(): Promise<void> {
  i18next.on('languageChanged', applyLanguage);
  await i18next.use(initReactI18next).init({
    lng: localStorage.getItem(STORED) === 'en' ? 'en' : 'zh-CN',
    fallbackLng: 'zh-CN',
    supportedLngs: [...languages],
    defaultNS: 'app',
    resources: { 'zh-CN': pick('zh'), en: pick('en') },
    interpolation: { escapeValue: false },
  });
}

/** Changes the language of texts, dates, numbers and antd's own words, and keeps it for the next visit. */
export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED, language);
  await i18next.changeLanguage(language);
}

function applyLanguage(language: string): void {
  document.documentElement.lang = language;
  dayjs.locale(language === 'en' ? 'en' : 'zh-cn');
  keepLanguage(language);
}

function pick(language: 'zh' | 'en') {
  return Object.fromEntries(Object.entries(namespaces).map(([name, texts]) => [name, texts[language]]));
}
