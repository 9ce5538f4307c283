import { DownloadOutlined } from '@ant-design/icons';
import type { LabelLift } from '@hegui/contract';
import { Button, Card, Flex, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyGuide, PageLoading, ProblemNotice, Time, useHasRole } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { FilterBar } from './filter-bar.tsx';
import { type LiftsFilter, useExportLifts, useLifts } from './queries.ts';

/** Every content that left without explicit label. */
export function LiftsTab() {
  const { t } = useTranslation('liftedLabels');
  const [filter, setFilter] = useState<LiftsFilter>({ search: '', serviceId: undefined });
  const lifts = useLifts(filter);
  const exported = useExportLifts();
  const mayExport = useHasRole('administrator', 'compliance-officer', 'inspector');
  const rows = lifts.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card>
      <Flex vertical gap={16}>
        <FilterBar filter={filter} searchLabel={t('search')} onChange={setFilter}>
          {mayExport && (
            <Tooltip title={t('csvHint')}>
              <Button
                icon={<DownloadOutlined />}
                loading={exported.isPending}
                disabled={rows.length === 0}
                onClick={() => exported.mutate(filter)}
              >
                {t('csv')}
              </Button>
            </Tooltip>
          )}
        </FilterBar>
        <ProblemNotice error={exported.error} />
        <ProblemNotice error={lifts.error} onRetry={() => void lifts.refetch()} />
        {lifts.isPending && <PageLoading />}
        {lifts.isSuccess && rows.length === 0 && (
          <EmptyGuide title={t('lifts.emptyTitle')} text={t('lifts.emptyText')} />
        )}
        {rows.length > 0 && <LiftsTable rows={rows} />}
        {lifts.hasNextPage && (
          <Flex justify="center">
            <Button loading={lifts.isFetchingNextPage} onClick={() => void lifts.fetchNextPage()}>
              {t('more')}
            </Button>
          </Flex>
        )}
      </Flex>
    </Card>
  );
}

function LiftsTable({ rows }: { rows: readonly LabelLift[] }) {
  const { t } = useTranslation('liftedLabels');
  const columns: RowColumn<LabelLift>[] = [
    {
      key: 'produceId',
      title: t('lifts.produceId'),
      cell: ({ produceId, exchangeId }) => (
        <Flex vertical>
          <span className="mono break-anywhere">{produceId}</span>
          <Link to={`/exchanges/${exchangeId}`}>{t('lifts.openExchange')}</Link>
        </Flex>
      ),
    },
    { key: 'kind', title: t('lifts.kind'), cell: ({ kind }) => t(`kinds.${kind}`) },
    {
      key: 'endUser',
      title: t('lifts.endUser'),
      cell: ({ endUser }) => <span className="mono break-anywhere">{endUser}</span>,
    },
    {
      key: 'agreement',
      title: t('lifts.agreement'),
      cell: ({ agreement }) => <span className="mono">{agreement}</span>,
    },
    { key: 'at', title: t('lifts.at'), cell: ({ at }) => <Time at={at} /> },
    { key: 'expiresAt', title: t('lifts.expiresAt'), cell: ({ expiresAt }) => <Time at={expiresAt} /> },
  ];
  return <RowsTable columns={columns} rows={rows} keyOf={({ id }) => id} />;
}
