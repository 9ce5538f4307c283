import type { ListVersion, WordList } from '@hegui/contract';
import { App, Button, Divider, Flex, Select, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, Time } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { DiffTable } from './diff-table.tsx';
import { useActorName, useRollBack, useVersions } from './version-queries.ts';

/** Every version of a list, what any two differ in, and the way back. */
export function HistoryPanel({ list, mayChange }: { list: WordList; mayChange: boolean }) {
  const { t } = useTranslation('content');
  const versions = useVersions(list.id);
  const rows = versions.data?.pages.flatMap(({ items }) => items) ?? [];
  const rollBack = useRollBack(list.id);
  const columns = useColumns(list, mayChange, rollBack);
  return (
    <Flex vertical gap={12}>
      <ProblemNotice error={versions.error ?? rollBack.error} onRetry={() => void versions.refetch()} />
      <RowsTable columns={columns} rows={rows} keyOf={({ version }) => `${version}`} isLoading={versions.isPending} />
      {versions.hasNextPage && (
        <Button
          style={{ alignSelf: 'flex-start' }}
          loading={versions.isFetchingNextPage}
          onClick={() => void versions.fetchNextPage()}
        >
          {t('versions.older')}
        </Button>
      )}
      {rows.length > 1 && <Comparison key={`${list.version} ${list.draftId}`} list={list} versions={rows} />}
    </Flex>
  );
}

function useColumns(
  list: WordList,
  mayChange: boolean,
  rollBack: ReturnType<typeof useRollBack>,
): readonly RowColumn<ListVersion>[] {
  const { t, i18n } = useTranslation('content');
  const { message, modal } = App.useApp();
  const nameOf = useActorName((kind) => t(`versions.${kind}`));
  const ask = (version: number) =>
    modal.confirm({
      title: t('versions.rollbackTitle', { version }),
      content: t('versions.rollbackText'),
      okText: t('versions.rollback'),
      cancelText: t('versions.cancel'),
      onOk: () =>
        rollBack.mutate(
          { version, reason: '' },
          { onSuccess: (now) => void message.success(t('versions.rolledBack', { version: now.version })) },
        ),
    });
  const columns: RowColumn<ListVersion>[] = [
    {
      key: 'version',
      title: t('versions.history'),
      cell: ({ version }) => (
        <Flex gap={8} align="center" wrap>
          {t('versions.version', { version })}
          {version === list.version && <Tag color="success">{t('versions.live')}</Tag>}
        </Flex>
      ),
    },
    { key: 'how', title: t('versions.how'), cell: (row) => <How row={row} nameOf={nameOf} /> },
    {
      key: 'terms',
      title: t('versions.terms'),
      isNumber: true,
      cell: ({ terms }) => terms.toLocaleString(i18n.language),
    },
    { key: 'by', title: t('versions.by'), cell: ({ by }) => nameOf(by) },
    { key: 'at', title: t('versions.at'), cell: ({ at }) => <Time at={at} /> },
  ];
  if (!mayChange) return columns;
  const operations: RowColumn<ListVersion> = {
    key: 'operations',
    title: t('terms.operations'),
    isNumber: true,
    cell: ({ version }) =>
      version === list.version ? (
        '–'
      ) : (
        <Button size="small" onClick={() => ask(version)}>
          {t('versions.rollback')}
        </Button>
      ),
  };
  return [...columns, operations];
}

function How({ row, nameOf }: { row: ListVersion; nameOf: (actor: string) => string }) {
  const { t } = useTranslation('content');
  const told = [
    ...(row.restored === null ? [] : [t('versions.restored', { version: row.restored })]),
    ...(row.approvedBy === null ? [] : [t('versions.approvedBy', { by: nameOf(row.approvedBy) })]),
    ...(row.reason === null ? [] : [row.reason]),
  ];
  return (
    <Flex gap={6} wrap align="center">
      <Tag color={row.cause === 'emergency' ? 'error' : 'default'} style={{ marginInlineEnd: 0 }}>
        {t(`versions.cause.${row.cause}`)}
      </Tag>
      {told.length > 0 && <Typography.Text type="secondary">{told.join(' · ')}</Typography.Text>}
    </Flex>
  );
}

function Comparison({ list, versions }: { list: WordList; versions: readonly ListVersion[] }) {
  const { t } = useTranslation('content');
  const [from, setFrom] = useState(versions[1]?.version ?? list.version);
  const [to, setTo] = useState<number | 'draft'>(list.version);
  const options = versions.map(({ version }) => ({ value: version, label: t('versions.version', { version }) }));
  const draft = list.draftId === null ? [] : [{ value: 'draft' as const, label: t('versions.draft') }];
  return (
    <section>
      <Divider />
      <h2 style={{ fontSize: 15, margin: '0 0 8px' }}>{t('versions.compare')}</h2>
      <Flex gap={8} wrap align="center" style={{ marginBottom: 12 }}>
        {t('versions.compareFrom')}
        <Select
          aria-label={t('versions.compareFrom')}
          value={from}
          onChange={setFrom}
          options={options}
          style={{ minWidth: 120 }}
        />
        {t('versions.compareTo')}
        <Select<number | 'draft'>
          aria-label={t('versions.compareTo')}
          value={to}
          onChange={setTo}
          options={[...draft, ...options]}
          style={{ minWidth: 120 }}
        />
      </Flex>
      <DiffTable listId={list.id} from={from} to={to} stamp={list.draftId ?? ''} />
    </section>
  );
}
