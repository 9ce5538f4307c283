import type { PrivacyRow } from '@hegui/contract';
import { Button, Card, Flex, Input, Segmented, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { EmptyGuide, PageHeader, PageLoading, ProblemNotice, Time, useHasRole } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { SectionTabs } from '../registry/section-tabs.tsx';
import { EnterButton } from './enter-button.tsx';
import { type RequestFilter, useRequests } from './queries.ts';
import { RetentionTab } from './retention-tab.tsx';

const HEAPS = ['open', 'overdue', 'ended'] as const;

/** What people ask about their personal information, and how long what is kept. */
export function PrivacyPage() {
  const { t } = useTranslation('privacy');
  const [search, setSearch] = useSearchParams();
  const mayHandle = useHasRole('administrator', 'compliance-officer', 'reviewer');
  const tabs = [
    { key: 'requests', label: t('tabs.requests'), children: <RequestsTab /> },
    { key: 'retention', label: t('tabs.retention'), children: <RetentionTab /> },
  ];
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <>
            <Button href="/portal/privacy" target="_blank">
              {t('portal')}
            </Button>
            {mayHandle && <EnterButton />}
          </>
        }
      />
      <SectionTabs
        label={t('tabs.label')}
        active={tabs.find(({ key }) => key === search.get('tab'))?.key ?? 'requests'}
        items={tabs}
        onChange={(tab) => setSearch({ tab }, { replace: true })}
      />
    </>
  );
}

function RequestsTab() {
  const { t } = useTranslation('privacy');
  const [filter, setFilter] = useState<RequestFilter>({ state: 'open', find: '' });
  const queue = useRequests(filter);
  const rows = queue.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card>
      <Flex vertical gap={16}>
        <Flex gap={12} wrap>
          <Segmented
            aria-label={t('heap')}
            value={filter.state}
            options={HEAPS.map((heap) => ({ value: heap, label: t(`heaps.${heap}`) }))}
            onChange={(state) => setFilter({ ...filter, state })}
          />
          <Input.Search
            aria-label={t('find')}
            placeholder={t('find')}
            allowClear
            style={{ width: 200, maxWidth: '100%' }}
            onSearch={(find) => setFilter({ ...filter, find })}
          />
        </Flex>
        <ProblemNotice error={queue.error} onRetry={() => void queue.refetch()} />
        {queue.isPending && <PageLoading />}
        {queue.isSuccess && rows.length === 0 && <EmptyGuide title={t('emptyTitle')} text={t('emptyText')} />}
        {rows.length > 0 && <Rows rows={rows} />}
        {queue.hasNextPage && (
          <Flex justify="center">
            <Button loading={queue.isFetchingNextPage} onClick={() => void queue.fetchNextPage()}>
              {t('more')}
            </Button>
          </Flex>
        )}
      </Flex>
    </Card>
  );
}

function Rows({ rows }: { rows: readonly PrivacyRow[] }) {
  const { t } = useTranslation('privacy');
  const columns: RowColumn<PrivacyRow>[] = [
    {
      key: 'name',
      title: t('name'),
      cell: (row) => (
        <Flex gap={6} wrap align="center">
          <Link to={`/privacy/${row.id}`} style={{ fontWeight: 500 }}>
            {t('number', { number: row.number })} · {t(`kinds.${row.kind}`)}
          </Link>
          {row.reopened > 0 && <Tag color="processing">{t('reopened')}</Tag>}
        </Flex>
      ),
    },
    {
      key: 'state',
      title: t('state'),
      cell: ({ state, outcome }) =>
        `${t(`states.${state}`)}${outcome === null ? '' : ` · ${t(`outcomes.${outcome}`)}`}`,
    },
    { key: 'due', title: t('due'), cell: (row) => <DueCell row={row} /> },
    { key: 'identity', title: t('identity'), cell: ({ identity }) => t(`identities.${identity}`) },
    { key: 'service', title: t('service'), cell: ({ serviceName }) => serviceName },
    { key: 'received', title: t('received'), cell: ({ receivedAt }) => <Time at={receivedAt} /> },
  ];
  return <RowsTable columns={columns} rows={rows} keyOf={(row) => row.id} />;
}

/** When the next thing is due, and how many working days that is. */
export function DueCell({ row }: { row: Pick<PrivacyRow, 'nextDueAt' | 'workingDaysLeft' | 'overdue'> }) {
  const { t } = useTranslation('privacy');
  const { nextDueAt, workingDaysLeft: days, overdue } = row;
  if (nextDueAt === null || days === null) return <span>–</span>;
  const color = overdue ? 'error' : days <= 1 ? 'warning' : 'default';
  const text = overdue ? t('late', { days: -days }) : days === 0 ? t('today') : t('left', { days });
  return (
    <Flex gap={4} wrap align="center">
      <Tag color={color}>{text}</Tag>
      <Time at={nextDueAt} />
    </Flex>
  );
}
