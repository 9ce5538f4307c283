import type { PrivacyContent } from '@hegui/contract';
import { Alert, Button, Card, Flex, Select, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, Time } from '../app/index.ts';
import { heading } from './heading.tsx';
import { useRequestContent, type ViewPurpose } from './queries.ts';

const PURPOSES = ['handling', 'supervision', 'appeal'] as const;

/** What was written, hidden until somebody says what they look at it for. */
export function RequestContentCard({ id }: { id: string }) {
  const { t } = useTranslation('privacy');
  const [chosen, setChosen] = useState<ViewPurpose>('handling');
  const [purpose, setPurpose] = useState<ViewPurpose | null>(null);
  const content = useRequestContent(id, purpose);
  return (
    <Card size="small" title={heading(t('content.title'))}>
      {content.data === undefined ? (
        <Flex vertical gap={12}>
          <span>{t('content.hidden')}</span>
          <Flex gap={8} wrap>
            <Select
              aria-label={t('content.purpose')}
              value={chosen}
              style={{ width: 200 }}
              options={PURPOSES.map((one) => ({ value: one, label: t(`content.purposes.${one}`) }))}
              onChange={setChosen}
            />
            <Button loading={content.isFetching} onClick={() => setPurpose(chosen)}>
              {t('content.show')}
            </Button>
          </Flex>
          <ProblemNotice error={content.error} />
        </Flex>
      ) : (
        <Written content={content.data.content} />
      )}
    </Card>
  );
}

function Written({ content }: { content: PrivacyContent['content'] }) {
  const { t } = useTranslation('privacy');
  if (content === null) return <Alert type="info" showIcon title={t('content.erased')} />;
  const contact = Object.values(content.contact).filter((value) => value !== '');
  return (
    <Flex vertical gap={12} className="break-anywhere">
      {contact.length > 0 && (
        <div>
          <strong>{t('content.contact')}</strong> {contact.join(' · ')}
        </div>
      )}
      <ol style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {content.messages.map(({ id, author, purpose, at, by, text }) => (
          <li key={id} style={{ borderTop: '1px solid rgba(128,128,128,.25)', padding: '10px 0' }}>
            <Flex gap={8} wrap align="center">
              <strong>{by?.name ?? t(`content.authors.${author}`)}</strong>
              <Tag>{t(`content.purposesOf.${purpose}`)}</Tag>
              <Time at={at} />
            </Flex>
            <div style={{ whiteSpace: 'pre-wrap' }}>{text === '' ? t('content.noWords') : text}</div>
          </li>
        ))}
      </ol>
    </Flex>
  );
}
