import type { LawComparison } from '@hegui/contract';
import { Alert, Flex, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { PageLoading, ProblemNotice } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useComparisons, useReference } from './queries.ts';
import { useSay } from './use-say.ts';
import { ConfidenceTag, wordOf } from './words.tsx';

const COLOURS: Readonly<Record<LawComparison['change'], string>> = {
  new: 'processing',
  dropped: 'error',
  softened: 'success',
  sharpened: 'warning',
  reworded: 'default',
  same: 'default',
};

/** The draft of April 2023 beside the final text, point by point. */
export function ComparisonTab() {
  const { t } = useTranslation('law');
  const say = useSay();
  const { data: reference } = useReference();
  const comparisons = useComparisons();
  const side = (numbers: readonly string[], text: LawComparison['before']) => (
    <>
      {numbers.length > 0 && <span className="law-place">{numbers.join(', ')} · </span>}
      {text === null ? '–' : say.own(text)}
    </>
  );
  const columns: RowColumn<LawComparison>[] = [
    { key: 'topic', title: t('topic'), cell: ({ topic }) => say.own(topic) },
    { key: 'draft', title: t('draft'), cell: (row) => side(row.draftArticles, row.before) },
    { key: 'final', title: t('final'), cell: (row) => side(row.finalArticles, row.after) },
    {
      key: 'change',
      title: t('change'),
      cell: ({ change }) => <Tag color={COLOURS[change]}>{wordOf(reference, say, 'change', change)}</Tag>,
    },
    {
      key: 'confidence',
      title: t('confidence'),
      cell: ({ confidence }) => <ConfidenceTag confidence={confidence} />,
    },
  ];
  return (
    <Flex vertical gap={16}>
      <Alert type="warning" showIcon title={t('draftNote')} />
      <ProblemNotice error={comparisons.error} onRetry={() => void comparisons.refetch()} />
      {comparisons.isPending && <PageLoading />}
      {comparisons.data !== undefined && (
        <RowsTable columns={columns} rows={comparisons.data.comparisons} keyOf={({ id }) => id} />
      )}
    </Flex>
  );
}
