import { DownloadOutlined } from '@ant-design/icons';
import type { Score } from '@hegui/contract';
import { Button, Card, Flex, Select, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/index.ts';
import { EmptyGuide, PageLoading, ProblemNotice } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useScorecard } from './queries.ts';

// Months as people in mainland China count them.
const CHINA_OFFSET_MS = 8 * 3_600_000;
const MONTHS = 12;

function lastMonths(): string[] {
  const now = new Date(Date.now() + CHINA_OFFSET_MS);
  return Array.from({ length: MONTHS }, (_, back) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7),
  );
}

/** What each judge did in a month, and how far people agreed with it. */
export function ScorecardTab() {
  const { t } = useTranslation('judges');
  const months = lastMonths();
  const [month, setMonth] = useState(months[0] ?? '');
  const card = useScorecard(month);
  const rows = card.data?.rows ?? [];
  return (
    <Flex vertical gap={16}>
      <Flex gap={8} wrap>
        <Select
          value={month}
          aria-label={t('score.month')}
          style={{ width: 140 }}
          options={months.map((one) => ({ value: one, label: one }))}
          onChange={setMonth}
        />
        <Button icon={<DownloadOutlined />} href={api.downloadUrl('/api/judges/scorecard.csv', { month })} download>
          {t('score.csv')}
        </Button>
      </Flex>
      <ProblemNotice error={card.error} onRetry={() => void card.refetch()} />
      {card.isPending && <PageLoading />}
      {card.isSuccess && (
        <Card styles={{ body: { padding: '8px 16px 12px' } }}>
          {rows.length === 0 ? (
            <EmptyGuide title={t('score.none')} text={t('score.noneText')} />
          ) : (
            <Scores rows={rows} />
          )}
        </Card>
      )}
    </Flex>
  );
}

function Scores({ rows }: { rows: readonly Score[] }) {
  const { t, i18n } = useTranslation('judges');
  const number = new Intl.NumberFormat(i18n.language);
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 1 });
  const ms = (value: number | null): string => (value === null ? '–' : number.format(Math.round(value)));
  const columns: RowColumn<Score>[] = [
    {
      key: 'name',
      title: t('name'),
      cell: ({ name, kind }) => (
        <>
          <span style={{ fontWeight: 500 }}>{name}</span>
          <Typography.Text type="secondary" className="mono" style={{ display: 'block' }}>
            {kind}
          </Typography.Text>
        </>
      ),
    },
    { key: 'calls', title: t('score.calls'), isNumber: true, cell: ({ calls }) => number.format(calls) },
    {
      key: 'share',
      title: t('score.share'),
      isNumber: true,
      cell: ({ safe, unsure, unsafe }) => [safe, unsure, unsafe].map((count) => number.format(count)).join(' / '),
    },
    {
      key: 'latency',
      title: t('score.latency'),
      isNumber: true,
      cell: ({ p50Ms, p95Ms }) => `${ms(p50Ms)} / ${ms(p95Ms)} ms`,
    },
    {
      key: 'errors',
      title: t('score.errors'),
      isNumber: true,
      cell: ({ errors, timeouts }) => `${errors} / ${timeouts}`,
    },
    { key: 'yuan', title: t('score.yuan'), isNumber: true, cell: ({ yuan }) => number.format(yuan) },
    {
      key: 'agreed',
      title: t('score.agreed'),
      isNumber: true,
      cell: ({ agreed, decided }) =>
        decided === 0 ? t('score.noPeople') : `${percent.format(agreed / decided)} (${agreed} / ${decided})`,
    },
    {
      key: 'wrong',
      title: t('score.wrong'),
      isNumber: true,
      cell: ({ falsePositives, falseNegatives, decided }) =>
        decided === 0 ? '–' : `${falsePositives} / ${falseNegatives}`,
    },
  ];
  return <RowsTable columns={columns} rows={rows} keyOf={({ judgeId }) => judgeId} />;
}
