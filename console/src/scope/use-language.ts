import type { MemoLanguage } from '@hegui/scope';
import { useTranslation } from 'react-i18next';

/** The language in which the engine's own texts are shown. */
export const useMemoLanguage = (): MemoLanguage => (useTranslation().i18n.language === 'en' ? 'en' : 'zh');
