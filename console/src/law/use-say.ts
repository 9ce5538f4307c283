import { useTranslation } from 'react-i18next';

interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

export interface Say {
  /** In the reader's language. */
  readonly own: (text: Bilingual) => string;
  /** In the other one; both are shown, since a duty is argued about in Chinese. */
  readonly other: (text: Bilingual) => string;
  /** What the other language is called, for screen readers. */
  readonly otherLang: 'zh-CN' | 'en';
}

/** Chooses the language of the data's own texts. */
export function useSay(): Say {
  const isEnglish = useTranslation().i18n.language === 'en';
  return isEnglish
    ? { own: ({ en }) => en, other: ({ zh }) => zh, otherLang: 'zh-CN' }
    : { own: ({ zh }) => zh, other: ({ en }) => en, otherLang: 'en' };
}
