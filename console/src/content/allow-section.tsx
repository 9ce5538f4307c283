import type { WordList } from '@hegui/contract';
import { Alert, Button, Divider, Flex, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AllowDrawer } from './allow-drawer.tsx';
import { useDraftAllow } from './version-queries.ts';

/** Phrases that are shown without opening the drawer. */
const SHOWN_MAX = 30;

/** The phrases in which no term of the list counts, as they are in force, and the way to change them. */
export function AllowSection({ list, mayChange }: { readonly list: WordList; readonly mayChange: boolean }) {
  const { t } = useTranslation('content');
  const [isOpen, setOpen] = useState(false);
  const drafted = useDraftAllow(list);
  const more = list.allow.length - SHOWN_MAX;
  return (
    <section>
      <Divider />
      <h2 style={{ fontSize: 15, margin: '0 0 4px' }}>{t('allow.title')}</h2>
      <Typography.Paragraph type="secondary">{t('allow.help')}</Typography.Paragraph>
      <Flex vertical gap={12} align="flex-start">
        {list.allow.length === 0 ? (
          <span>{t('allow.none')}</span>
        ) : (
          <Phrases phrases={list.allow.slice(0, SHOWN_MAX)} />
        )}
        {more > 0 && <Typography.Text type="secondary">{t('allow.more', { n: more })}</Typography.Text>}
        {drafted !== null && <Alert type="info" showIcon title={t('allow.inDraft', { n: drafted.length })} />}
        {mayChange && <Button onClick={() => setOpen(true)}>{t('allow.change')}</Button>}
      </Flex>
      {isOpen && (
        <AllowDrawer
          list={list}
          phrases={list.approvalRequired ? (drafted ?? list.allow) : list.allow}
          target={list.approvalRequired ? 'draft' : 'live'}
          onClose={() => setOpen(false)}
        />
      )}
    </section>
  );
}

export function Phrases({ phrases }: { readonly phrases: readonly string[] }) {
  return (
    <Flex gap={6} wrap component="ul" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {phrases.map((phrase) => (
        <li key={phrase} style={{ maxWidth: '100%' }}>
          <Tag style={{ marginInlineEnd: 0, whiteSpace: 'normal' }} className="break-anywhere">
            {phrase}
          </Tag>
        </li>
      ))}
    </Flex>
  );
}
