import type { agreementOverviewSchema } from '@hegui/contract';
import { Button, Card, Flex, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { z } from 'zod';
import { EmptyGuide, PageHeader, PageLoading, ProblemNotice } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useOverview } from './queries.ts';

type Row = z.infer<typeof agreementOverviewSchema>['services'][number];

/** Every service with what its users agree to. */
export function AgreementsPage() {
  const { t } = useTranslation('agreements');
  const overview = useOverview();
  const rows = overview.data?.services ?? [];
  const columns: RowColumn<Row>[] = [
    {
      key: 'service',
      title: t('service'),
      cell: (row) => (
        <Flex gap={6} wrap align="center">
          <Link to={`/agreements/${row.serviceId}`} style={{ fontWeight: 500 }}>
            {row.serviceName}
          </Link>
          {row.hasDraft && <Tag>{t('hasDraft')}</Tag>}
        </Flex>
      ),
    },
    { key: 'inForce', title: t('inForce'), cell: (row) => <InForce row={row} /> },
    {
      key: 'acceptance',
      title: t('acceptance'),
      cell: ({ policy }) =>
        policy.acceptance === 'required' ? <Tag color="success">{t('required')}</Tag> : <Tag>{t('off')}</Tag>,
    },
    { key: 'accepted', title: t('accepted'), cell: (row) => row.accepted, isNumber: true },
  ];
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <Button href="/portal/agreements" target="_blank">
            {t('portal')}
          </Button>
        }
      />
      <Card>
        <ProblemNotice error={overview.error} onRetry={() => void overview.refetch()} />
        {overview.isPending && <PageLoading />}
        {overview.isSuccess && rows.length === 0 && <EmptyGuide title={t('empty')} text={t('emptyText')} />}
        {rows.length > 0 && <RowsTable columns={columns} rows={rows} keyOf={(row) => row.serviceId} />}
      </Card>
    </>
  );
}

function InForce({ row }: { row: Row }) {
  const { t } = useTranslation('agreements');
  return (
    <Flex gap={6} wrap>
      {row.inForce === null ? (
        <Tag color="error">{t('none')}</Tag>
      ) : (
        <span>{t('version', { number: row.inForce })}</span>
      )}
      {row.upcoming !== null && <span>({t('upcoming', { number: row.upcoming })})</span>}
    </Flex>
  );
}
