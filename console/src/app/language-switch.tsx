import { TranslationOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { changeLanguage } from '../i18n/index.ts';

/** Goes to the other language; the button is worded in that language. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation('app');
  const next = i18n.language === 'en' ? 'zh-CN' : 'en';
  return (
    <Button
      type="text"
      icon={<TranslationOutlined />}
      title={t('header.language')}
      onClick={() => void changeLanguage(next)}
    >
      <span lang={next}>{next === 'en' ? 'English' : '中文'}</span>
    </Button>
  );
}
