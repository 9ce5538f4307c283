import type { Gap } from '@hegui/contract';
import { Button, Card, Flex, Radio, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyGuide, PageLoading, ProblemNotice, Time } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useFailureName } from './failure-name.ts';
import { type GapState, useGaps } from './queries.ts';

const STATES: readonly GapState[] = ['all', 'waiting', 'judged'];

/** Texts that passed although no judge could tell, and what came of them. */
export function GapsTab() {
  const { t } = useTranslation('judges');
  const [state, setState] = useState<GapState>('all');
  const gaps = useGaps(state);
  const rows = gaps.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Flex vertical gap={16}>
      <Typography.Text type="secondary">{t('gap.help')}</Typography.Text>
      <Radio.Group
        value={state}
        aria-label={t('gap.state.label')}
        optionType="button"
        options={STATES.map((value) => ({ value, label: t(`gap.state.${value}`) }))}
        onChange={(event) => setState(STATES.find((one) => one === event.target.value) ?? 'all')}
      />
      <ProblemNotice error={gaps.error} onRetry={() => void gaps.refetch()} />
      {gaps.isPending && <PageLoading />}
      {gaps.isSuccess && (
        <Card styles={{ body: { padding: '8px 16px 12px' } }}>
          {rows.length === 0 ? <EmptyGuide title={t('gap.none')} text={t('gap.noneText')} /> : <Gaps rows={rows} />}
        </Card>
      )}
      {gaps.hasNextPage && (
        <Button loading={gaps.isFetchingNextPage} onClick={() => void gaps.fetchNextPage()}>
          {t('gap.more')}
        </Button>
      )}
    </Flex>
  );
}

function Gaps({ rows }: { rows: readonly Gap[] }) {
  const { t } = useTranslation('judges');
  const failureName = useFailureName();
  const columns: RowColumn<Gap>[] = [
    { key: 'at', title: t('gap.at'), cell: ({ openedAt }) => <Time at={openedAt} /> },
    {
      key: 'exchange',
      title: t('gap.exchange'),
      cell: ({ exchangeId, serviceName }) => (
        <Flex vertical>
          <span>{serviceName}</span>
          <Link to={`/exchanges/${exchangeId}`} className="mono break-anywhere">
            {exchangeId}
          </Link>
        </Flex>
      ),
    },
    {
      key: 'where',
      title: t('gap.where'),
      cell: ({ direction, chars }) => `${t(`direction.${direction}`)}, ${t('gap.chars', { count: chars })}`,
    },
    { key: 'judge', title: t('gap.judge'), cell: ({ judgeName }) => judgeName },
    { key: 'reason', title: t('gap.reason'), cell: ({ reason }) => failureName(reason) },
    { key: 'result', title: t('gap.result'), cell: (gap) => <GapResult gap={gap} /> },
  ];
  return <RowsTable columns={columns} rows={rows} keyOf={({ id }) => id} />;
}

const COLOURS = { safe: 'success', unsure: 'warning', unsafe: 'error' } as const;

function GapResult({ gap: { result, attempts } }: { gap: Gap }) {
  const { t } = useTranslation('judges');
  if (result === null) return <span>{t('gap.waiting', { count: attempts })}</span>;
  if (result === 'safe' || result === 'unsure' || result === 'unsafe')
    return <Tag color={COLOURS[result]}>{t(`decision.${result}`)}</Tag>;
  return <span>{t('gap.gone')}</span>;
}
