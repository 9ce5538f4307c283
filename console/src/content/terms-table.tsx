import type { Term, WordList } from '@hegui/contract';
import { Button, Flex, Input, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyGuide, ProblemNotice, RiskTag } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { ActionTag } from './action-tag.tsx';
import { useTerms } from './queries.ts';
import { TermDrawer } from './term-drawer.tsx';
import { TermOperations } from './term-operations.tsx';
import { useRuleWords } from './use-rule-words.ts';

interface TermsTableProps {
  readonly list: WordList;
  readonly mayChange: boolean;
  readonly onAdd: () => void;
}

/** The terms of a list: found, changed where they stand, removed. */
export function TermsTable({ list, mayChange, onAdd }: TermsTableProps) {
  const { t } = useTranslation('content');
  const [search, setSearch] = useState('');
  // The text of the term that is changed; null = a new one.
  const [edited, setEdited] = useState<{ readonly text: string | null } | null>(null);
  const terms = useTerms(list.id, search);
  const columns = useColumns(list, mayChange, (text) => setEdited({ text }));
  const rows = terms.data?.pages.flatMap((page) => page.items) ?? [];
  const drawer = edited !== null && (
    <TermDrawer
      list={list}
      text={edited.text}
      target={list.approvalRequired ? 'draft' : 'live'}
      onClose={() => setEdited(null)}
    />
  );
  if (terms.isSuccess && rows.length === 0 && search === '') {
    const add = (
      <Flex gap={8} wrap justify="center">
        <Button type="primary" onClick={onAdd}>
          {t('terms.emptyAction')}
        </Button>
        <Button onClick={() => setEdited({ text: null })}>{t('term.addOne')}</Button>
      </Flex>
    );
    return (
      <>
        <EmptyGuide title={t('terms.emptyTitle')} text={t('terms.emptyText')} action={mayChange && add} />
        {drawer}
      </>
    );
  }
  return (
    <Flex vertical gap={12}>
      <Flex gap={8} wrap justify="space-between">
        <Input.Search
          allowClear
          maxLength={200}
          placeholder={t('terms.search')}
          aria-label={t('terms.search')}
          style={{ maxWidth: 360, flex: '1 1 200px' }}
          onSearch={setSearch}
        />
        {mayChange && <Button onClick={() => setEdited({ text: null })}>{t('term.addOne')}</Button>}
      </Flex>
      <ProblemNotice error={terms.error} onRetry={() => void terms.refetch()} />
      <RowsTable
        columns={columns}
        rows={rows}
        keyOf={(term) => term.id}
        isLoading={terms.isPending}
        emptyText={terms.isSuccess ? t('terms.none', { search }) : ''}
      />
      {drawer}
      <Flex gap={12} align="center">
        {terms.hasNextPage && (
          <Button loading={terms.isFetchingNextPage} onClick={() => void terms.fetchNextPage()}>
            {t('terms.more')}
          </Button>
        )}
        <Typography.Text type="secondary">{t('terms.shown', { shown: rows.length })}</Typography.Text>
      </Flex>
    </Flex>
  );
}

function useColumns(list: WordList, mayChange: boolean, onEdit: (text: string) => void): readonly RowColumn<Term>[] {
  const { t } = useTranslation('content');
  const wordsOf = useRuleWords();
  const inherited = <Typography.Text type="secondary">{t('terms.inherits')}</Typography.Text>;
  const columns: RowColumn<Term>[] = [
    {
      key: 'text',
      title: t('terms.text'),
      cell: ({ text, rules }) => (
        <>
          <span style={{ whiteSpace: 'pre-wrap' }}>{text}</span>
          {rules !== null && (
            <Flex gap="0 12px" wrap className="break-anywhere">
              {wordsOf(rules).map((words) => (
                <Typography.Text key={words} type="secondary">
                  {words}
                </Typography.Text>
              ))}
            </Flex>
          )}
        </>
      ),
    },
    {
      key: 'risk',
      title: t('terms.risk'),
      cell: ({ risk }) => (risk === null ? inherited : <RiskTag code={risk} showName />),
    },
    {
      key: 'action',
      title: t('terms.action'),
      cell: ({ action }) => (action === null ? inherited : <ActionTag action={action} />),
    },
    { key: 'note', title: t('terms.note'), cell: ({ note }) => note ?? '–' },
  ];
  if (!mayChange) return columns;
  const operations: RowColumn<Term> = {
    key: 'operations',
    title: t('terms.operations'),
    isNumber: true,
    cell: (term) => <TermOperations list={list} term={term} onEdit={() => onEdit(term.text)} />,
  };
  return [...columns, operations];
}
