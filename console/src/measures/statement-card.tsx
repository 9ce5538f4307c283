import type { MeasureStatement } from '@hegui/contract';
import { Card, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** The statement of reasons as the person reads it, in either language. */
export function StatementCard({ statements }: { statements: readonly MeasureStatement[] }) {
  const { t, i18n } = useTranslation('measures');
  const [language, setLanguage] = useState<MeasureStatement['language']>(i18n.language === 'en' ? 'en' : 'zh-CN');
  const shown = statements.find((one) => one.language === language);
  return (
    <Card
      size="small"
      title={<h2 style={{ fontSize: 15, margin: 0, whiteSpace: 'normal' }}>{t('statement.title')}</h2>}
      extra={
        <Segmented
          size="small"
          aria-label={t('statement.title')}
          value={language}
          options={[
            { value: 'zh-CN' as const, label: t('statement.zh') },
            { value: 'en' as const, label: t('statement.en') },
          ]}
          onChange={setLanguage}
        />
      }
    >
      {shown !== undefined && (
        <div lang={shown.language}>
          <p style={{ margin: '0 0 8px', fontWeight: 600 }}>{shown.title}</p>
          <dl style={{ margin: 0 }}>
            {shown.sections.map(({ name, heading, text }) => (
              <div key={name} style={{ marginBottom: 8 }}>
                <dt style={{ fontWeight: 500 }}>{heading}</dt>
                <dd style={{ margin: 0, whiteSpace: 'pre-wrap' }}>{text}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </Card>
  );
}
