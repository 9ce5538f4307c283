import { Card, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyGuide } from '../app/index.ts';

// Invented markers: what a file looks like, not what to look for.
const sample = '测试违规词\n禁词甲\n违禁乙,A.3.b,replace,广告用语\n"带逗号,的词条",A.4.c,flag,';

/** What word lists are and whose they are, for a provider that has none yet. */
export function WordListsGuide({ action }: { action: ReactNode }) {
  const { t } = useTranslation('content');
  return (
    <Card>
      <EmptyGuide
        title={t('empty.title')}
        text={
          <>
            {t('empty.text')}
            <br />
            <br />
            {t('empty.steps')}
          </>
        }
        action={action}
      />
      <figure style={{ maxWidth: 560, margin: '0 auto 24px' }}>
        <Typography.Text type="secondary">
          <figcaption style={{ marginBottom: 6 }}>{t('empty.sampleTitle')}</figcaption>
        </Typography.Text>
        <pre className="code-block" style={{ background: 'var(--ant-color-fill-tertiary)' }}>
          {sample}
        </pre>
      </figure>
    </Card>
  );
}
