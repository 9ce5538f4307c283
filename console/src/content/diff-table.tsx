import { EditOutlined } from '@ant-design/icons';
import type { ListDiff, TermValue } from '@hegui/contract';
import { Button, Flex, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { SettingsDiff } from './settings-diff.tsx';
import { useRuleWords } from './use-rule-words.ts';
import { useDiff } from './version-queries.ts';

type Item = ListDiff['items'][number];

interface DiffTableProps {
  readonly listId: string;
  /** null = the live version, whichever it is when asked. */
  readonly from: number | null;
  readonly to: number | 'draft';
  /** Changes when the draft does. */
  readonly stamp?: string;
  /** Asked for a term of the later side that is to be changed. */
  readonly onEdit?: (text: string) => void;
}

/** Every term and setting that differs between two versions, or a version and the draft. */
export function DiffTable({ listId, from, to, stamp = '', onEdit }: DiffTableProps) {
  const { t } = useTranslation('content');
  const diff = useDiff(listId, from, to, stamp);
  const first = diff.data?.pages[0];
  const rows = diff.data?.pages.flatMap(({ items }) => items) ?? [];
  const operations = (edit: (text: string) => void): RowColumn<Item> => ({
    key: 'operations',
    title: t('terms.operations'),
    isNumber: true,
    cell: ({ text, after }) =>
      after !== null && (
        <Button
          type="text"
          size="small"
          icon={<EditOutlined />}
          aria-label={t('term.edit', { text })}
          onClick={() => edit(text)}
        />
      ),
  });
  const columns: RowColumn<Item>[] = [
    {
      key: 'text',
      title: t('versions.text'),
      cell: ({ text }) => <span style={{ whiteSpace: 'pre-wrap' }}>{text}</span>,
    },
    { key: 'change', title: t('versions.change'), cell: (item) => <ChangeTag item={item} /> },
    { key: 'before', title: t('versions.before'), cell: ({ before }) => <Value value={before} /> },
    { key: 'after', title: t('versions.after'), cell: ({ after }) => <Value value={after} /> },
    ...(onEdit === undefined ? [] : [operations(onEdit)]),
  ];
  return (
    <Flex vertical gap={12}>
      <ProblemNotice error={diff.error} onRetry={() => void diff.refetch()} />
      {first !== undefined && (
        <>
          <Typography.Text type="secondary">{t('versions.diffCounts', first.counts)}</Typography.Text>
          <SettingsDiff settings={first.settings} />
        </>
      )}
      <RowsTable
        columns={columns}
        rows={rows}
        keyOf={({ text }) => text}
        isLoading={diff.isPending}
        emptyText={diff.isSuccess ? t('versions.diffNone') : ''}
      />
      {diff.hasNextPage && (
        <Button
          style={{ alignSelf: 'flex-start' }}
          loading={diff.isFetchingNextPage}
          onClick={() => void diff.fetchNextPage()}
        >
          {t('versions.more')}
        </Button>
      )}
    </Flex>
  );
}

function ChangeTag({ item }: { item: Item }) {
  const { t } = useTranslation('content');
  if (item.before === null) return <Tag color="success">{t('versions.added')}</Tag>;
  if (item.after === null) return <Tag color="error">{t('versions.removed')}</Tag>;
  return <Tag color="processing">{t('versions.changed')}</Tag>;
}

const FIELDS = ['risk', 'action', 'severity', 'valid_from', 'valid_to', 'source', 'note', 'rules'] as const;

function Value({ value }: { value: TermValue | null }) {
  const { t } = useTranslation('content');
  const wordsOf = useRuleWords();
  const told = FIELDS.flatMap((field) => {
    const one = value?.[field];
    if (one === undefined) return [];
    return typeof one === 'string' ? [`${t(`versions.field.${field}`)} ${one}`] : wordsOf(one);
  });
  return <span className="break-anywhere">{told.length === 0 ? '–' : told.join(' · ')}</span>;
}
