import type { Suggestion } from '@hegui/contract';
import { Alert, Button, Flex, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyGuide, PageLoading, ProblemNotice, Time, useHasRole } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { type SuggestionState, useSettleSuggestion, useSuggestions } from './queries.ts';

const STATES: readonly SuggestionState[] = ['proposed', 'taken', 'dismissed'];

/** Harmless phrases that reviewers suggested, for whoever runs the word lists, and where those that were taken went. */
export function Suggestions() {
  const { t } = useTranslation('review');
  const [state, setState] = useState<SuggestionState>('proposed');
  const mayChange = useHasRole('administrator', 'compliance-officer') && state === 'proposed';
  const suggestions = useSuggestions(state);
  const settle = useSettleSuggestion();
  const columns: RowColumn<Suggestion>[] = [
    { key: 'phrase', title: t('suggest.phraseColumn'), cell: (row) => row.phrase },
    { key: 'term', title: t('suggest.term'), cell: (row) => row.term },
    { key: 'scope', title: t('suggest.scope'), cell: (row) => t(`suggest.scopeAs.${row.scope}`) },
    {
      key: 'list',
      title: t('suggest.listColumn'),
      cell: (row) => <Link to={`/lists/${row.listId}`}>{row.listName}</Link>,
    },
    { key: 'at', title: t('suggest.atColumn'), cell: (row) => <Time at={row.createdAt} /> },
    ...(state === 'taken'
      ? [{ key: 'where', title: t('suggest.where'), cell: (row: Suggestion) => <Place suggestion={row} /> }]
      : []),
    ...(mayChange
      ? [
          {
            key: 'do',
            title: t('suggest.operations'),
            cell: (row: Suggestion) => <Answers row={row} settle={settle} />,
          },
        ]
      : []),
  ];
  return (
    <Flex vertical gap={16}>
      <Segmented<SuggestionState>
        aria-label={t('decisions.state')}
        style={{ alignSelf: 'flex-start' }}
        value={state}
        onChange={setState}
        options={STATES.map((value) => ({ value, label: t(`suggest.states.${value}`) }))}
      />
      <ProblemNotice error={suggestions.error ?? settle.error} />
      <div aria-live="polite">
        {settle.data?.state === 'taken' && (
          <Alert
            type="success"
            showIcon
            title={t(`suggest.placedIn.${settle.data.scope}`, settle.data)}
            description={<Place suggestion={settle.data} />}
          />
        )}
      </div>
      {suggestions.isPending && <PageLoading />}
      {suggestions.isSuccess && suggestions.data.length === 0 && (
        <EmptyGuide title={t(`suggest.empty.${state}`)} text={t('suggest.emptyText')} />
      )}
      {suggestions.isSuccess && suggestions.data.length > 0 && (
        <RowsTable columns={columns} rows={suggestions.data} keyOf={(row) => row.id} />
      )}
    </Flex>
  );
}

interface AnswersProps {
  readonly row: Suggestion;
  readonly settle: ReturnType<typeof useSettleSuggestion>;
}

function Answers({ row, settle }: AnswersProps) {
  const { t } = useTranslation('review');
  const { id, scope } = row;
  const isPending = settle.isPending && settle.variables.id === id;
  return (
    <Flex gap={4} wrap>
      <Button
        size="small"
        type="primary"
        loading={isPending}
        onClick={() => settle.mutate({ id, state: 'taken', scope })}
      >
        {t(scope === 'term' ? 'suggest.takeForTerm' : 'suggest.takeForList')}
      </Button>
      {scope === 'term' && (
        <Button size="small" disabled={isPending} onClick={() => settle.mutate({ id, state: 'taken', scope: 'list' })}>
          {t('suggest.takeForList')}
        </Button>
      )}
      <Button size="small" disabled={isPending} onClick={() => settle.mutate({ id, state: 'dismissed' })}>
        {t('suggest.dismiss')}
      </Button>
    </Flex>
  );
}

/** Where a phrase that was taken went. What was taken before it went anywhere by itself has no place. */
function Place({ suggestion: { draft, listId } }: { readonly suggestion: Suggestion }) {
  const { t } = useTranslation('review');
  if (draft === null) return t('suggest.byHand');
  return <Link to={`/lists/${listId}?tab=draft`}>{t('suggest.draft', { revision: draft.revision })}</Link>;
}
