import type { Suggestion } from '@hegui/contract';
import { Button, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyGuide, PageLoading, ProblemNotice, Time, useHasRole } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useSettleSuggestion, useSuggestions } from './queries.ts';

/** Harmless phrases that reviewers suggested, for whoever runs the word lists. */
export function Suggestions() {
  const { t } = useTranslation('review');
  const mayChange = useHasRole('administrator', 'compliance-officer');
  const suggestions = useSuggestions();
  const settle = useSettleSuggestion();
  const columns: RowColumn<Suggestion>[] = [
    { key: 'phrase', title: t('suggest.phraseColumn'), cell: (row) => row.phrase },
    { key: 'term', title: t('suggest.term'), cell: (row) => row.term },
    {
      key: 'list',
      title: t('suggest.listColumn'),
      cell: (row) => <Link to={`/lists/${row.listId}`}>{row.listName}</Link>,
    },
    { key: 'at', title: t('suggest.atColumn'), cell: (row) => <Time at={row.createdAt} /> },
    ...(mayChange
      ? [
          {
            key: 'do',
            title: '',
            cell: (row: Suggestion) => (
              <Flex gap={4} wrap>
                <Button size="small" type="primary" onClick={() => settle.mutate({ id: row.id, state: 'taken' })}>
                  {t('suggest.taken')}
                </Button>
                <Button size="small" onClick={() => settle.mutate({ id: row.id, state: 'dismissed' })}>
                  {t('suggest.dismissed')}
                </Button>
              </Flex>
            ),
          },
        ]
      : []),
  ];
  return (
    <Flex vertical gap={16}>
      <ProblemNotice error={suggestions.error ?? settle.error} />
      {suggestions.isPending && <PageLoading />}
      {suggestions.isSuccess && suggestions.data.length === 0 && (
        <EmptyGuide title={t('suggest.emptyTitle')} text={t('suggest.emptyText')} />
      )}
      {suggestions.isSuccess && suggestions.data.length > 0 && (
        <RowsTable columns={columns} rows={suggestions.data} keyOf={(row) => row.id} />
      )}
    </Flex>
  );
}
