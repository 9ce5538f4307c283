import type { ReviewStatistics } from '@hegui/contract';
import { Card, Flex, Statistic, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyGuide, PageLoading, ProblemNotice, RiskTag } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useStatistics } from './queries.ts';

type ByReason = ReviewStatistics['byReason'][number];
const REASONS = [
  'sampled',
  'flagged-term',
  'classifier',
  'second-opinion',
  'disagreement',
  'gap',
  'complaint',
  'requested',
] as const;

/** How the desk does, one's own figures, and how often each source was right. */
export function StatisticsPanel() {
  const { t, i18n } = useTranslation('review');
  const statistics = useStatistics();
  if (statistics.isPending) return <PageLoading />;
  if (statistics.isError) return <ProblemNotice error={statistics.error} onRetry={() => void statistics.refetch()} />;
  const { data } = statistics;
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 0 });
  const columns: RowColumn<ByReason>[] = [
    {
      key: 'source',
      title: t('stats.source'),
      cell: ({ reason }) => {
        const known = REASONS.find((one) => one === reason);
        return known === undefined ? reason : t(`reason.${known}`);
      },
    },
    { key: 'violation', title: t('stats.violation'), isNumber: true, cell: (row) => row.violation },
    { key: 'none', title: t('stats.noViolation'), isNumber: true, cell: (row) => row.noViolation },
    {
      key: 'share',
      title: t('stats.precision'),
      isNumber: true,
      cell: (row) => percent.format(row.violation / Math.max(1, row.violation + row.noViolation)),
    },
  ];
  const figures = [
    [t('stats.waiting'), data.waiting],
    [t('stats.escalated'), data.escalated],
    [t('stats.overdue'), data.overdue],
    [t('stats.all'), data.all.violation + data.all.noViolation],
    [t('stats.mine'), data.mine.violation + data.mine.noViolation],
    [t('stats.reversed'), data.reversed],
  ] as const;
  return (
    <Flex vertical gap={16}>
      <Typography.Text type="secondary">{t('stats.days')}</Typography.Text>
      <Flex gap={12} wrap>
        {figures.map(([name, value]) => (
          <Card key={name} size="small" style={{ flex: '1 1 130px' }}>
            <Statistic title={name} value={value} />
          </Card>
        ))}
      </Flex>
      {data.byReason.length === 0 ? (
        <EmptyGuide title={t('stats.bySource')} text={t('stats.none')} />
      ) : (
        <section>
          <h2 style={{ fontSize: 15, margin: '0 0 8px' }}>{t('stats.bySource')}</h2>
          <RowsTable columns={columns} rows={data.byReason} keyOf={(row) => row.reason} />
        </section>
      )}
      {data.byRisk.length > 0 && (
        <section>
          <h2 style={{ fontSize: 15, margin: '0 0 8px' }}>{t('stats.byRisk')}</h2>
          <Flex gap={8} wrap>
            {data.byRisk.map(({ risk, violation }) => (
              <span key={risk}>
                <RiskTag code={risk} showName /> × {violation}
              </span>
            ))}
          </Flex>
        </section>
      )}
    </Flex>
  );
}
