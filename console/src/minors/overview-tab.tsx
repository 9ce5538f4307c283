import { ageBandSchema, type MinorOverview, minorStopSchema } from '@hegui/contract';
import { Flex, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyGuide, PageLoading, ProblemNotice } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useMinors } from './queries.ts';

type Row = MinorOverview['services'][number];
type StopRow = MinorOverview['stops'][number];

/** Minors by band and service, and what was stopped: counts. */
export function OverviewTab() {
  const { t } = useTranslation('minors');
  const found = useMinors();
  const { data } = found;
  return (
    <Flex vertical gap={24}>
      <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <PageLoading />}
      {data?.services.length === 0 && <EmptyGuide title={t('noService')} text="" />}
      {data !== undefined && data.services.length > 0 && <Services rows={data.services} />}
      {data !== undefined && (
        <section>
          <h2 style={{ fontSize: 15, margin: '0 0 8px' }}>{t('stopsTitle')}</h2>
          {data.stops.length === 0 ? <p>{t('noStops')}</p> : <Stops rows={data.stops} />}
        </section>
      )}
    </Flex>
  );
}

function Services({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation('minors');
  const columns: RowColumn<Row>[] = [
    {
      key: 'service',
      title: t('service'),
      cell: (row) => (
        <Link to={`/minors?tab=policy&service=${row.serviceId}`} style={{ fontWeight: 500 }}>
          {row.serviceName}
        </Link>
      ),
    },
    {
      key: 'mode',
      title: t('mode'),
      cell: (row) => (
        <Flex gap={6} wrap>
          <Tag color={row.mode === 'off' ? 'warning' : 'success'}>{t(`modes.${row.mode}`)}</Tag>
          {row.isCompanion && <Tag>{t('companion')}</Tag>}
          {row.looser > 0 && <Tag color="warning">{t('looserCount', { count: row.looser })}</Tag>}
        </Flex>
      ),
    },
    { key: 'users', title: t('users'), cell: (row) => <Bands bands={row.bands} /> },
    { key: 'guardians', title: t('guardians'), cell: (row) => row.guardians, isNumber: true },
    { key: 'consent', title: t('withoutConsent'), cell: (row) => row.under14WithoutConsent, isNumber: true },
  ];
  return <RowsTable columns={columns} rows={rows} keyOf={(row) => row.serviceId} />;
}

function Bands({ bands }: { bands: Row['bands'] }) {
  const { t } = useTranslation('minors');
  const told = ageBandSchema.options.filter((band) => (bands[band] ?? 0) > 0);
  if (told.length === 0) return <span>{t('noUsers')}</span>;
  return (
    <Flex gap={6} wrap>
      {told.map((band) => (
        <Tag key={band}>
          {t(`bands.${band}`)}: {bands[band]}
        </Tag>
      ))}
    </Flex>
  );
}

function Stops({ rows }: { rows: readonly StopRow[] }) {
  const { t } = useTranslation('minors');
  const nameOf = (stop: string): string => {
    const known = minorStopSchema.exclude(['exit']).options.find((one) => one === stop);
    return known === undefined ? stop : t(`stops.${known}`);
  };
  const columns: RowColumn<StopRow>[] = [
    { key: 'day', title: t('day'), cell: ({ day }) => day },
    { key: 'why', title: t('why'), cell: ({ stop }) => nameOf(stop) },
    { key: 'requests', title: t('requests'), cell: ({ requests }) => requests, isNumber: true },
    { key: 'users', title: t('persons'), cell: ({ users }) => users, isNumber: true },
  ];
  return <RowsTable columns={columns} rows={rows} keyOf={({ day, stop }) => `${day} ${stop}`} />;
}
