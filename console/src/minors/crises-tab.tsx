import type { crisesSchema } from '@hegui/contract';
import { Button, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { z } from 'zod';
import { EmptyGuide, PageLoading, ProblemNotice, Time, useHasRole } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useCrises, useHandleCrisis } from './queries.ts';

type Row = z.infer<typeof crisesSchema>['items'][number];

/** People who seemed to be in danger; those that nobody took care of come first. */
export function CrisesTab() {
  const { t } = useTranslation('minors');
  const found = useCrises();
  const handle = useHandleCrisis();
  const mayHandle = useHasRole('administrator', 'compliance-officer', 'reviewer');
  const columns: RowColumn<Row>[] = [
    {
      key: 'exchange',
      title: t('crises.exchange'),
      cell: (row) => (
        <Flex vertical>
          <Link to={`/exchanges/${row.exchangeId}`}>{row.serviceName}</Link>
        </Flex>
      ),
    },
    { key: 'found', title: t('crises.found'), cell: (row) => <Time at={row.foundAt} /> },
    { key: 'contact', title: t('crises.contact'), cell: (row) => t(`crises.contacts.${row.contact}`) },
    {
      key: 'handled',
      title: t('crises.handled'),
      cell: (row) =>
        row.handledAt !== null ? (
          <Time at={row.handledAt} />
        ) : mayHandle ? (
          <Button size="small" loading={handle.isPending} onClick={() => handle.mutate(row.exchangeId)}>
            {t('crises.handle')}
          </Button>
        ) : (
          '–'
        ),
    },
  ];
  return (
    <Flex vertical gap={12}>
      <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      <ProblemNotice error={handle.error} />
      {found.isPending && <PageLoading />}
      {found.data?.items.length === 0 && <EmptyGuide title={t('crises.empty')} text={t('crises.emptyText')} />}
      {found.data !== undefined && found.data.items.length > 0 && (
        <RowsTable columns={columns} rows={found.data.items} keyOf={(row) => row.exchangeId} />
      )}
    </Flex>
  );
}
