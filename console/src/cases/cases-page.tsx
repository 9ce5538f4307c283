import { PlusOutlined } from '@ant-design/icons';
import type { CaseRow } from '@hegui/contract';
import { Button, Card, Flex, Select, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { EmptyGuide, PageHeader, PageLoading, ProblemNotice, RiskTag, Time, useHasRole } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { CaseCreateModal } from './case-create-modal.tsx';
import { type CaseState, useCases } from './queries.ts';

const STATES = ['any', 'open', 'overdue', 'closed'] as const;

/** Every case with what is due next; opened by hand here, or from an exchange or a decision. */
export function CasesPage() {
  const { t } = useTranslation('cases');
  const [search, setSearch] = useSearchParams();
  const mayOpen = useHasRole('administrator', 'compliance-officer', 'reviewer');
  const [state, setState] = useState<CaseState>('any');
  // Another page leads here with what the case is about.
  const [isOpening, setOpening] = useState(search.has('exchange') && mayOpen);
  const cases = useCases(state);
  const rows = cases.data?.pages.flatMap((page) => page.items) ?? [];
  const open = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpening(true)}>
      {t('open')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={mayOpen && open} />
      <Card>
        <Flex vertical gap={16}>
          <Select
            aria-label={t('filter')}
            value={state}
            style={{ width: 140 }}
            options={STATES.map((one) => ({ value: one, label: t(`filters.${one}`) }))}
            onChange={setState}
          />
          <ProblemNotice error={cases.error} onRetry={() => void cases.refetch()} />
          {cases.isPending && <PageLoading />}
          {cases.isSuccess && rows.length === 0 && <EmptyGuide title={t('emptyTitle')} text={t('emptyText')} />}
          {rows.length > 0 && <CasesTable rows={rows} />}
          {cases.hasNextPage && (
            <Flex justify="center">
              <Button loading={cases.isFetchingNextPage} onClick={() => void cases.fetchNextPage()}>
                {t('more')}
              </Button>
            </Flex>
          )}
        </Flex>
      </Card>
      {isOpening && (
        <CaseCreateModal
          preset={{
            exchangeId: search.get('exchange'),
            decisionId: search.get('decision'),
            serviceId: search.get('service'),
            risk: search.get('risk'),
          }}
          onClose={() => {
            setOpening(false);
            setSearch({}, { replace: true });
          }}
        />
      )}
    </>
  );
}

function CasesTable({ rows }: { rows: readonly CaseRow[] }) {
  const { t } = useTranslation('cases');
  const columns: RowColumn<CaseRow>[] = [
    {
      key: 'name',
      title: t('name'),
      cell: (row) => (
        <Link to={`/cases/${row.id}`} style={{ fontWeight: 500 }}>
          {t('detail.case', { number: row.number })} · {row.title}
        </Link>
      ),
    },
    { key: 'service', title: t('service'), cell: (row) => row.serviceName },
    { key: 'risk', title: t('risk'), cell: (row) => <RiskTag code={row.risk} /> },
    { key: 'found', title: t('found'), cell: (row) => <Time at={row.foundAt} /> },
    {
      key: 'next',
      title: t('next'),
      cell: (row) => (row.next === null ? t('step.closed') : t(`step.${row.next}`)),
    },
    {
      key: 'due',
      title: t('due'),
      cell: (row) => (
        <Flex gap={4} wrap>
          <Time at={row.nextDueAt} />
          {row.overdue && <Tag color="error">{t('overdue')}</Tag>}
        </Flex>
      ),
    },
    { key: 'exchanges', title: t('exchanges'), isNumber: true, cell: (row) => row.exchanges },
  ];
  return <RowsTable columns={columns} rows={rows} keyOf={(row) => row.id} />;
}
