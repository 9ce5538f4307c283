import type { ReviewDecision } from '@hegui/contract';
import { Alert, App, Button, Checkbox, Dropdown, Flex, Select, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/index.ts';
import {
  EmptyGuide,
  LinkButton,
  PageLoading,
  ProblemNotice,
  RiskTag,
  Time,
  useHasRole,
  useSession,
} from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useDecisions, useSettleReversal } from './queries.ts';
import { ReverseModal } from './reverse-modal.tsx';
import { SuggestModal } from './suggest-modal.tsx';

/** What was decided, newest first, and what waits for a second person. */
export function Decisions({ mayDecide }: { mayDecide: boolean }) {
  const { t } = useTranslation('review');
  const mayExport = useHasRole('administrator', 'compliance-officer', 'inspector');
  const [by, setBy] = useState<'anyone' | 'me'>('anyone');
  const [isOnlyProposed, setOnlyProposed] = useState(false);
  const [reversing, setReversing] = useState<ReviewDecision | null>(null);
  const [suggesting, setSuggesting] = useState<ReviewDecision | null>(null);
  const decisions = useDecisions({ by, reversals: isOnlyProposed ? 'proposed' : 'any' });
  const rows = decisions.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = useColumns(mayDecide, setReversing, setSuggesting);
  const exportTo = (format: 'csv' | 'json') => ({
    key: format,
    label: (
      <a href={api.downloadUrl('/api/review/decisions/export', { format })} download>
        {format.toUpperCase()}
      </a>
    ),
  });
  return (
    <Flex vertical gap={16}>
      <Flex gap={12} wrap justify="space-between">
        <Flex gap={12} wrap align="center">
          <Select
            aria-label={t('decisions.who')}
            value={by}
            style={{ width: 130 }}
            options={[
              { value: 'anyone' as const, label: t('decisions.whoAny') },
              { value: 'me' as const, label: t('decisions.whoMe') },
            ]}
            onChange={setBy}
          />
          <Checkbox checked={isOnlyProposed} onChange={(event) => setOnlyProposed(event.target.checked)}>
            {t('decisions.onlyProposed')}
          </Checkbox>
        </Flex>
        {mayExport && (
          <Dropdown menu={{ items: [exportTo('csv'), exportTo('json')] }} trigger={['click']}>
            <Button>{t('decisions.export')}</Button>
          </Dropdown>
        )}
      </Flex>
      <ProblemNotice error={decisions.error} onRetry={() => void decisions.refetch()} />
      {decisions.isPending && <PageLoading />}
      {decisions.isSuccess && rows.length === 0 && (
        <EmptyGuide title={t('decisions.emptyTitle')} text={t('decisions.emptyText')} />
      )}
      {rows.length > 0 && (
        <RowsTable
          columns={columns}
          rows={rows}
          keyOf={(row) => row.id}
          beneath={(row) => (row.reversal === null ? null : <Proposal decision={row} mayDecide={mayDecide} />)}
        />
      )}
      {decisions.hasNextPage && (
        <Flex justify="center">
          <Button loading={decisions.isFetchingNextPage} onClick={() => void decisions.fetchNextPage()}>
            {t('more')}
          </Button>
        </Flex>
      )}
      {reversing !== null && <ReverseModal decision={reversing} onClose={() => setReversing(null)} />}
      {suggesting !== null && <SuggestModal decision={suggesting} onClose={() => setSuggesting(null)} />}
    </Flex>
  );
}

function useColumns(
  mayDecide: boolean,
  onReverse: (decision: ReviewDecision) => void,
  onSuggest: (decision: ReviewDecision) => void,
): RowColumn<ReviewDecision>[] {
  const { t } = useTranslation('review');
  const columns: RowColumn<ReviewDecision>[] = [
    { key: 'at', title: t('decisions.at'), cell: (row) => <Time at={row.decidedAt} /> },
    {
      key: 'exchange',
      title: t('decisions.exchange'),
      cell: (row) => (
        <Link to={`/exchanges/${row.exchangeId}`} className="mono">
          {row.exchangeId.slice(-8)}
        </Link>
      ),
    },
    {
      key: 'verdict',
      title: t('decisions.verdict'),
      cell: (row) => (
        <Flex gap={4} wrap>
          <Tag color={row.verdict === 'violation' ? 'error' : 'success'}>{t(`decide.${row.verdict}`)}</Tag>
          {row.risk !== null && <RiskTag code={row.risk} />}
        </Flex>
      ),
    },
    {
      key: 'reason',
      title: t('decisions.reason'),
      cell: (row) => <span className="break-anywhere">{row.reason}</span>,
    },
    { key: 'by', title: t('decisions.by'), cell: (row) => row.decidedBy.name },
    {
      key: 'state',
      title: t('decisions.state'),
      cell: (row) => t(row.supersededAt === null ? 'decisions.standing' : 'decisions.superseded'),
    },
  ];
  if (!mayDecide) return columns;
  return [
    ...columns,
    {
      key: 'do',
      title: '',
      cell: (row) =>
        row.supersededAt === null && (
          <Flex gap={4} wrap>
            {row.reversal === null && (
              <Button size="small" onClick={() => onReverse(row)}>
                {t('decisions.reverse')}
              </Button>
            )}
            {row.verdict === 'violation' ? (
              <LinkButton
                size="small"
                to={`/cases?decision=${row.id}&exchange=${row.exchangeId}&service=${row.serviceId}&risk=${row.risk ?? ''}`}
              >
                {t('decisions.toCase')}
              </LinkButton>
            ) : (
              <Button size="small" onClick={() => onSuggest(row)}>
                {t('decisions.suggest')}
              </Button>
            )}
          </Flex>
        ),
    },
  ];
}

/** A reversal that waits for a second person. */
function Proposal({ decision, mayDecide }: { decision: ReviewDecision; mayDecide: boolean }) {
  const { t } = useTranslation('review');
  const { message } = App.useApp();
  const me = useSession().staff.id;
  const settle = useSettleReversal();
  const { reversal } = decision;
  if (reversal === null) return null;
  const answer = (approve: boolean) =>
    settle.mutate(
      { id: reversal.id, approve },
      { onSuccess: () => message.success(t(approve ? 'decisions.approved' : 'decisions.rejected')) },
    );
  const said = { name: reversal.proposedBy.name, verdict: t(`decide.${reversal.verdict}`), reason: reversal.reason };
  return (
    <Alert
      type="warning"
      showIcon
      title={t('decisions.proposed', said)}
      description={
        mayDecide && reversal.proposedBy.id !== me ? (
          <Flex gap={8} wrap>
            <Button size="small" type="primary" loading={settle.isPending} onClick={() => answer(true)}>
              {t('decisions.approve')}
            </Button>
            <Button size="small" onClick={() => answer(false)}>
              {t('decisions.reject')}
            </Button>
            <ProblemNotice error={settle.error} />
          </Flex>
        ) : (
          <Typography.Text type="secondary">{t('decisions.waiting')}</Typography.Text>
        )
      }
    />
  );
}
