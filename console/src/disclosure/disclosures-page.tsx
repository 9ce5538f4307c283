import type { disclosureOverviewSchema } from '@hegui/contract';
import { Button, Card, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { z } from 'zod';
import { EmptyGuide, PageHeader, PageLoading, ProblemNotice } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useOverview } from './queries.ts';

type Row = z.infer<typeof disclosureOverviewSchema>['services'][number];

/** Every service with what it says about itself. */
export function DisclosuresPage() {
  const { t } = useTranslation('disclosure');
  const overview = useOverview();
  const rows = overview.data?.services ?? [];
  const columns: RowColumn<Row>[] = [
    {
      key: 'service',
      title: t('service'),
      cell: (row) => (
        <Link to={`/disclosure/${row.serviceId}`} style={{ fontWeight: 500 }}>
          {row.serviceName}
        </Link>
      ),
    },
    {
      key: 'published',
      title: t('published'),
      cell: ({ published }) =>
        published === null ? <Tag color="error">{t('none')}</Tag> : t('version', { number: published }),
    },
    { key: 'gaps', title: t('gaps'), cell: (row) => (row.published === null ? '–' : row.gaps) },
    {
      key: 'changed',
      title: t('changed'),
      cell: ({ published, changed }) =>
        published === null
          ? '–'
          : changed.length === 0
            ? t('agrees')
            : changed.map((fact) => (
                <Tag key={fact} color="warning">
                  {t(`facts.${fact}`)}
                </Tag>
              )),
    },
  ];
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <Button href="/portal/disclosures" target="_blank">
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
