import type { ComplaintContent } from '@hegui/contract';
import { Alert, Button, Card, Flex, Select, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, Time } from '../app/index.ts';
import { useContent, type ViewPurpose } from './queries.ts';

const PURPOSES = ['handling', 'supervision', 'appeal'] as const;

/** What people wrote, hidden until somebody says what they look at it for. */
export function ComplaintContentCard({ id }: { id: string }) {
  const { t } = useTranslation('complaints');
  const [chosen, setChosen] = useState<ViewPurpose>('handling');
  const [purpose, setPurpose] = useState<ViewPurpose | null>(null);
  const content = useContent(id, purpose);
  return (
    <Card size="small" title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('content.title')}</h2>}>
      {content.data === undefined && (
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
            <Button type="primary" loading={content.isFetching} onClick={() => setPurpose(chosen)}>
              {t('content.show')}
            </Button>
          </Flex>
          <ProblemNotice error={content.error} />
        </Flex>
      )}
      {content.data !== undefined && <Written id={id} content={content.data.content} />}
    </Card>
  );
}

function Written({ id, content }: { id: string; content: ComplaintContent['content'] }) {
  const { t } = useTranslation('complaints');
  if (content === null) return <Alert type="info" showIcon title={t('content.erased')} />;
  const contact = Object.values(content.contact).filter((value) => value !== '');
  return (
    <Flex vertical gap={12} className="break-anywhere">
      {content.about !== '' && (
        <div>
          <strong>{t('content.about')}</strong> {content.about}
        </div>
      )}
      {contact.length > 0 && (
        <div>
          <strong>{t('content.contact')}</strong> {contact.join(' · ')}
        </div>
      )}
      <ol style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {content.messages.map(({ id: message, author, purpose, at, by, text, attachments }) => (
          <li key={message} style={{ borderTop: '1px solid rgba(128,128,128,.25)', padding: '10px 0' }}>
            <Flex gap={8} wrap align="center">
              <strong>{by?.name ?? t(`content.authors.${author}`)}</strong>
              <Tag>{t(`content.purposesOf.${purpose}`)}</Tag>
              <Time at={at} />
            </Flex>
            <div style={{ whiteSpace: 'pre-wrap' }}>{text}</div>
            {attachments.length > 0 && (
              <ul style={{ margin: '6px 0 0', paddingInlineStart: 20 }}>
                {attachments.map((file) => (
                  <li key={file.id}>
                    <a href={`/api/complaints/${id}/attachments/${file.id}`} download={file.name}>
                      {file.name}
                    </a>{' '}
                    <code>{file.mediaType}</code> {Math.ceil(file.bytes / 1_024)} KB
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ol>
    </Flex>
  );
}
