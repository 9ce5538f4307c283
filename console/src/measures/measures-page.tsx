import type { MeasureRow } from '@hegui/contract';
import { Button, Card, Flex, Input, Segmented, Select, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyGuide, LinkButton, PageHeader, PageLoading, ProblemNotice, Time, useHasRole } from '../app/index.ts';
import { useServices } from '../registry/queries.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { AppealTag } from './appeal-tag.tsx';
import { ImposeModal } from './impose-modal.tsx';
import { HEAPS, type MeasuresFilter, useMeasureCounts, useMeasures } from './queries.ts';

const COUNT_MAX = 1_000;

/** Who is under which measure; appeals and proposals by what waits longest. */
export function MeasuresPage() {
  const { t } = useTranslation('measures');
  const [filter, setFilter] = useState<MeasuresFilter>({ heap: 'active', serviceId: '', find: '' });
  const found = useMeasures(filter);
  const rows = found.data?.pages.flatMap((page) => page.items) ?? [];
  const mayImpose = useHasRole('administrator', 'compliance-officer', 'reviewer');
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <>
            <LinkButton to="/measure-policies">{t('policies')}</LinkButton>
            {mayImpose && <ImposeModal />}
          </>
        }
      />
      <Card>
        <Flex vertical gap={16}>
          <Filters filter={filter} onChange={setFilter} />
          <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
          {found.isPending && <PageLoading />}
          {found.isSuccess && rows.length === 0 && <EmptyGuide title={t('emptyTitle')} text={t('emptyText')} />}
          {rows.length > 0 && <Rows rows={rows} />}
          {found.hasNextPage && (
            <Flex justify="center">
              <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                {t('more')}
              </Button>
            </Flex>
          )}
        </Flex>
      </Card>
    </>
  );
}

function Filters({ filter, onChange }: { filter: MeasuresFilter; onChange: (filter: MeasuresFilter) => void }) {
  const { t } = useTranslation('measures');
  const counts = useMeasureCounts();
  const services = useServices();
  const countOf = (heap: MeasuresFilter['heap']): string => {
    const count = heap === 'ended' ? undefined : counts.data?.[heap];
    return count === undefined ? '' : ` ${count >= COUNT_MAX ? '1000+' : count}`;
  };
  return (
    <Flex gap={12} wrap>
      <div style={{ maxWidth: '100%', overflowX: 'auto' }}>
        <Segmented
          aria-label={t('heap')}
          value={filter.heap}
          options={HEAPS.map((heap) => ({ value: heap, label: `${t(`heaps.${heap}`)}${countOf(heap)}` }))}
          onChange={(heap) => onChange({ ...filter, heap })}
        />
      </div>
      <Select
        aria-label={t('service')}
        value={filter.serviceId}
        style={{ width: 200, maxWidth: '100%' }}
        options={[
          { value: '', label: t('anyService') },
          ...(services.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(serviceId) => onChange({ ...filter, serviceId })}
      />
      <Input.Search
        aria-label={t('find')}
        placeholder={t('find')}
        allowClear
        style={{ width: 240, maxWidth: '100%' }}
        onSearch={(find) => onChange({ ...filter, find })}
      />
    </Flex>
  );
}

function Rows({ rows }: { rows: readonly MeasureRow[] }) {
  const { t } = useTranslation('measures');
  const columns: RowColumn<MeasureRow>[] = [
    {
      key: 'name',
      title: t('measure'),
      cell: (row) => (
        <Flex gap={6} wrap align="center">
          <Link to={`/measures/${row.id}`} style={{ fontWeight: 500 }}>
            {t('number', { number: row.number })} · {t(`rungs.${row.rung}`)}
          </Link>
          {row.automated && <Tag>{t('automatic')}</Tag>}
        </Flex>
      ),
    },
    {
      key: 'user',
      title: t('user'),
      cell: (row) => <code title={row.endUser}>{`${row.endUser.slice(0, 12)}…`}</code>,
    },
    { key: 'service', title: t('service'), cell: (row) => row.serviceName },
    { key: 'led', title: t('led'), cell: (row) => t(`grounds.${row.ground}`, { count: row.strikes }) },
    {
      key: 'state',
      title: t('state'),
      cell: (row) =>
        `${t(`states.${row.state}`)}${row.endedReason === null || row.state === 'rejected' ? '' : ` · ${t(`ends.${row.endedReason}`)}`}`,
    },
    {
      key: 'until',
      title: t('until'),
      cell: (row) => (row.endsAt === null ? row.state === 'active' ? t('withoutEnd') : '–' : <Time at={row.endsAt} />),
    },
    { key: 'appeal', title: t('appeal'), cell: (row) => <AppealTag appeal={row.appeal} /> },
  ];
  return <RowsTable columns={columns} rows={rows} keyOf={(row) => row.id} />;
}
