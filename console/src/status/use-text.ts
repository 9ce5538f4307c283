import type { BilingualText } from '@hegui/contract';
import { useTranslation } from 'react-i18next';

/** Chooses the reader's language of a text that comes in both. */
export function useText(): (text: BilingualText) => string {
  const { i18n } = useTranslation('status');
  return (text) => (i18n.language === 'en' ? text.en : text.zh);
}
