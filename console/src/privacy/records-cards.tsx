import type { PrivacyErasure, PrivacyFound } from '@hegui/contract';
import { Button, Card, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, Time } from '../app/index.ts';
import { Citation } from '../law/citation.tsx';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { heading } from './heading.tsx';
import { useSearch } from './queries.ts';

type Kept = PrivacyFound['holders'][number]['kept'];

/** What is kept about the person, by place; looked for when somebody asks. */
export function SearchCard({ id }: { id: string }) {
  const { t, i18n } = useTranslation('privacy');
  const word = i18n.language === 'en' ? 'en' : 'zh';
  const search = useSearch(id);
  const found = search.data?.holders.filter(({ erasable, kept }) => erasable > 0 || kept.length > 0);
  const columns: RowColumn<PrivacyFound['holders'][number]>[] = [
    { key: 'place', title: t('search.place'), cell: ({ title }) => title[word] },
    { key: 'erasable', title: t('search.erasable'), isNumber: true, cell: ({ erasable }) => erasable.toLocaleString() },
    { key: 'kept', title: t('search.kept'), cell: ({ kept }) => <KeptLines kept={kept} /> },
  ];
  return (
    <Card size="small" title={heading(t('search.title'))}>
      <Flex vertical gap={12}>
        <Flex gap={12} wrap align="center">
          <span>{t('search.text')}</span>
          <Button loading={search.isPending} onClick={() => search.mutate()}>
            {t('search.run')}
          </Button>
        </Flex>
        <ProblemNotice error={search.error} />
        {found?.length === 0 && <span role="status">{t('search.nothing')}</span>}
        {found !== undefined && found.length > 0 && (
          <RowsTable columns={columns} rows={found} keyOf={({ name }) => name} />
        )}
      </Flex>
    </Card>
  );
}

/** What an order to erase did, and what stays until when. */
export function ErasureCard({ erasure }: { erasure: PrivacyErasure }) {
  const { t, i18n } = useTranslation('privacy');
  const word = i18n.language === 'en' ? 'en' : 'zh';
  const holders = erasure.holders.filter(({ erased, kept }) => erased > 0 || kept.length > 0);
  const columns: RowColumn<PrivacyErasure['holders'][number]>[] = [
    { key: 'place', title: t('search.place'), cell: ({ title }) => title[word] },
    { key: 'erased', title: t('erasure.erased'), isNumber: true, cell: ({ erased }) => erased.toLocaleString() },
    { key: 'kept', title: t('search.kept'), cell: ({ kept }) => <KeptLines kept={kept} /> },
  ];
  return (
    <Card size="small" title={heading(t('erasure.title'))}>
      <Flex vertical gap={12}>
        <span role="status">
          {erasure.provenAt === null ? (
            t('erasure.due')
          ) : (
            <>
              {t('erasure.proven')} · <Time at={erasure.provenAt} />
            </>
          )}
        </span>
        {holders.length > 0 && <RowsTable columns={columns} rows={holders} keyOf={({ name }) => name} />}
        {erasure.nextAt !== null && (
          <span>
            {t('erasure.next')} · <Time at={erasure.nextAt} />
          </span>
        )}
      </Flex>
    </Card>
  );
}

function KeptLines({ kept }: { kept: Kept }) {
  const { t, i18n } = useTranslation('privacy');
  const word = i18n.language === 'en' ? 'en' : 'zh';
  if (kept.length === 0) return <span>–</span>;
  return (
    <Flex vertical gap={4}>
      {kept.map(({ count, reason, law, until }) => (
        <span key={`${law} ${reason.en}`}>
          {t('erasure.keptLine', { count, reason: reason[word] })} · <Citation articles={[law]} /> ·{' '}
          {until === null ? (
            t('erasure.untilUnknown')
          ) : (
            <>
              {t('erasure.until')} <Time at={until} />
            </>
          )}
        </span>
      ))}
    </Flex>
  );
}
