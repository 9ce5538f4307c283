import type { IdentityOverview } from '@hegui/contract';
import { Flex, Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyGuide, PageLoading, ProblemNotice } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { chinaDayOf } from './grace-day.ts';
import { useIdentity } from './queries.ts';

type Row = IdentityOverview['services'][number];

/** Every service with what it needs and how many of its users are known. */
export function ServicesTab() {
  const { t, i18n } = useTranslation('identity');
  const overview = useIdentity();
  const word = i18n.language === 'en' ? 'en' : 'zh';
  const rows = overview.data?.services ?? [];
  const columns: RowColumn<Row>[] = [
    {
      key: 'service',
      title: t('service'),
      cell: (row) => (
        <Link to={`/identity/${row.serviceId}`} style={{ fontWeight: 500 }}>
          {row.serviceName}
        </Link>
      ),
    },
    {
      key: 'needs',
      title: t('needs'),
      cell: ({ policy }) => (
        <Flex gap={6} wrap>
          {(overview.data?.functions ?? []).map(({ function: fn, title }) => {
            const level = policy.needs[fn];
            return level === undefined ? null : (
              <Tag key={fn} style={{ whiteSpace: 'normal' }}>{`${title[word]}: ${t(`levels.${level}`)}`}</Tag>
            );
          })}
          {Object.keys(policy.needs).length === 0 && <span>{t('nothing')}</span>}
          {policy.graceUntil !== null && (
            <Tag color="warning">{t('grace', { day: chinaDayOf(policy.graceUntil) })}</Tag>
          )}
        </Flex>
      ),
    },
    { key: 'users', title: t('users'), cell: ({ users }) => t('usersBy', users) },
    {
      key: 'shared',
      title: <Tooltip title={t('sharedHelp')}>{t('shared')}</Tooltip>,
      cell: ({ shared }) => shared,
      isNumber: true,
    },
  ];
  return (
    <>
      <ProblemNotice error={overview.error} onRetry={() => void overview.refetch()} />
      {overview.isPending && <PageLoading />}
      {overview.isSuccess && rows.length === 0 && <EmptyGuide title={t('empty')} text={t('emptyText')} />}
      {rows.length > 0 && <RowsTable columns={columns} rows={rows} keyOf={(row) => row.serviceId} />}
    </>
  );
}
