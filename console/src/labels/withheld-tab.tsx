import type { LabelWithheld } from '@hegui/contract';
import { Button, Card, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyGuide, PageLoading, ProblemNotice, Time } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useWithheld } from './queries.ts';

type Withheld = LabelWithheld['items'][number];

const REASONS = ['unreadable', 'unsupported', 'too-large', 'fetch', 'other-kind', 'unmarked', 'fault'] as const;

/** What was not let out because it could not be labelled. */
export function WithheldTab({ serviceId }: { serviceId: string }) {
  const { t } = useTranslation('labels');
  const withheld = useWithheld(serviceId);
  const rows = withheld.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Flex vertical gap={16}>
      <Typography.Text type="secondary">{t('withheldTab.help')}</Typography.Text>
      <ProblemNotice error={withheld.error} onRetry={() => void withheld.refetch()} />
      {withheld.isPending && <PageLoading />}
      {withheld.isSuccess && (
        <Card styles={{ body: { padding: '8px 16px 12px' } }}>
          {rows.length === 0 ? (
            <EmptyGuide title={t('withheldTab.none')} text={t('withheldTab.noneText')} />
          ) : (
            <WithheldTable rows={rows} />
          )}
        </Card>
      )}
      {withheld.hasNextPage && (
        <Button loading={withheld.isFetchingNextPage} onClick={() => void withheld.fetchNextPage()}>
          {t('sample.more')}
        </Button>
      )}
    </Flex>
  );
}

function WithheldTable({ rows }: { rows: readonly Withheld[] }) {
  const { t } = useTranslation('labels');
  const reasonName = (reason: string): string => {
    const known = REASONS.find((one) => one === reason);
    return known === undefined ? reason : t(`whyWithheld.${known}`);
  };
  const columns: RowColumn<Withheld>[] = [
    { key: 'at', title: t('withheldTab.at'), cell: ({ at }) => <Time at={at} /> },
    {
      key: 'what',
      title: t('withheldTab.what'),
      cell: ({ kind, serviceName }) => `${t(`kind.${kind}`)} · ${serviceName ?? t('coverage.unknownService')}`,
    },
    { key: 'reason', title: t('withheldTab.reason'), cell: ({ reason }) => reasonName(reason) },
    {
      key: 'exchange',
      title: t('withheldTab.exchange'),
      cell: ({ exchangeId }) => (
        <Link to={`/exchanges/${exchangeId}`} className="mono break-anywhere">
          {exchangeId}
        </Link>
      ),
    },
  ];
  return <RowsTable columns={columns} rows={rows} keyOf={({ entryId }) => entryId} />;
}
