import { type ComplaintRow, complaintKindSchema } from '@hegui/contract';
import { Button, Card, Flex, Input, Segmented, Select, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyGuide, LinkButton, PageHeader, PageLoading, ProblemNotice, Time, useHasRole } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { DueCell } from './due-cell.tsx';
import { type QueueFilter, useCounts, useQueue } from './queries.ts';

const HEAPS = ['open', 'overdue', 'paused', 'ended'] as const;
const COUNT_MAX = 1_000;

/** Every complaint, what is due first on top. */
export function ComplaintsPage() {
  const { t } = useTranslation('complaints');
  const [filter, setFilter] = useState<QueueFilter>({ state: 'open', assignee: '', kind: '', find: '' });
  const queue = useQueue(filter);
  const rows = queue.data?.pages.flatMap((page) => page.items) ?? [];
  const maySet = useHasRole('administrator', 'compliance-officer', 'reviewer', 'inspector');
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <>
            <Button href="/portal" target="_blank">
              {t('portal')}
            </Button>
            {maySet && <LinkButton to="/complaint-settings">{t('settings')}</LinkButton>}
          </>
        }
      />
      <Card>
        <Flex vertical gap={16}>
          <Filters filter={filter} onChange={setFilter} />
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
    </>
  );
}

function Filters({ filter, onChange }: { filter: QueueFilter; onChange: (filter: QueueFilter) => void }) {
  const { t } = useTranslation('complaints');
  const counts = useCounts();
  const countOf = (heap: (typeof HEAPS)[number]): string => {
    const count = heap === 'ended' ? undefined : counts.data?.[heap];
    return count === undefined ? '' : ` ${count >= COUNT_MAX ? '1000+' : count}`;
  };
  return (
    <Flex gap={12} wrap>
      <div style={{ maxWidth: '100%', overflowX: 'auto' }}>
        <Segmented
          aria-label={t('heap')}
          value={filter.state}
          options={HEAPS.map((heap) => ({ value: heap, label: `${t(`heaps.${heap}`)}${countOf(heap)}` }))}
          onChange={(state) => onChange({ ...filter, state })}
        />
      </div>
      <Select
        aria-label={t('assignee')}
        value={filter.assignee}
        style={{ width: 130 }}
        options={[
          { value: '' as const, label: t('assignees.any') },
          { value: 'me' as const, label: t('assignees.me') },
          { value: 'nobody' as const, label: t('assignees.nobody') },
        ]}
        onChange={(assignee) => onChange({ ...filter, assignee })}
      />
      <Select
        aria-label={t('kind')}
        value={filter.kind}
        style={{ width: 200, maxWidth: '100%' }}
        options={[
          { value: '', label: t('anyKind') },
          ...complaintKindSchema.options.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) })),
        ]}
        onChange={(kind) => onChange({ ...filter, kind })}
      />
      <Input.Search
        aria-label={t('find')}
        placeholder={t('find')}
        allowClear
        style={{ width: 200, maxWidth: '100%' }}
        onSearch={(find) => onChange({ ...filter, find })}
      />
    </Flex>
  );
}

function Rows({ rows }: { rows: readonly ComplaintRow[] }) {
  const { t } = useTranslation('complaints');
  const columns: RowColumn<ComplaintRow>[] = [
    {
      key: 'name',
      title: t('name'),
      cell: (row) => (
        <Flex gap={6} wrap align="center">
          <Link to={`/complaints/${row.id}`} style={{ fontWeight: 500 }}>
            {t('number', { number: row.number })} · {t(`kinds.${row.kind}`)}
          </Link>
          {row.escalated && <Tag color="warning">{t('flags.escalated')}</Tag>}
          {row.reopened > 0 && <Tag color="processing">{t('flags.reopened')}</Tag>}
        </Flex>
      ),
    },
    { key: 'state', title: t('state'), cell: (row) => stateText(t, row) },
    { key: 'due', title: t('due'), cell: (row) => <DueCell row={row} /> },
    { key: 'assignee', title: t('assignee'), cell: (row) => row.assignedTo?.name ?? t('nobody') },
    { key: 'received', title: t('received'), cell: (row) => <Time at={row.receivedAt} /> },
  ];
  return <RowsTable columns={columns} rows={rows} keyOf={(row) => row.id} />;
}

const stateText = (
  t: ReturnType<typeof useTranslation<'complaints'>>['t'],
  { state, outcome }: Pick<ComplaintRow, 'state' | 'outcome'>,
): string => `${t(`states.${state}`)}${outcome === null ? '' : ` · ${t(`outcomes.${outcome}`)}`}`;
