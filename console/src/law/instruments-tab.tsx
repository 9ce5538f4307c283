import type { LawInstrument, LawInstruments, LawStatus } from '@hegui/contract';
import { Card, Flex, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { PageLoading, ProblemNotice } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useChanges, useInstruments, useReference } from './queries.ts';
import { chinaToday } from './today.ts';
import { useSay } from './use-say.ts';
import { BothLanguages, ConfidenceTag, wordOf } from './words.tsx';

type Row = LawInstruments['instruments'][number];

const COLOURS: Readonly<Partial<Record<LawStatus, string>>> = {
  'in-force': 'success',
  pending: 'processing',
  draft: 'warning',
};

/** What is still to come, then every instrument with its days. */
export function InstrumentsTab() {
  const { t } = useTranslation('law');
  const say = useSay();
  const date = chinaToday();
  const instruments = useInstruments(date);
  const { data: reference } = useReference();
  const columns: RowColumn<Row>[] = [
    {
      key: 'name',
      title: t('name'),
      cell: (row) => (
        <div className="break-anywhere">
          <BothLanguages text={row} />
          {row.note !== null && <div className="law-note">{say.own(row.note)}</div>}
        </div>
      ),
    },
    {
      key: 'status',
      title: t('status'),
      cell: ({ status }) => <Tag color={COLOURS[status] ?? 'default'}>{wordOf(reference, say, 'status', status)}</Tag>,
    },
    { key: 'number', title: t('number'), cell: (row) => <NumberText row={row} /> },
    {
      key: 'inForce',
      title: t('inForce'),
      cell: ({ inForce }) => <span style={{ whiteSpace: 'nowrap' }}>{inForce ?? '–'}</span>,
    },
    {
      key: 'ended',
      title: t('ended'),
      cell: ({ repealed }) => <span style={{ whiteSpace: 'nowrap' }}>{repealed ?? '–'}</span>,
    },
    {
      key: 'confidence',
      title: t('confidence'),
      cell: ({ confidence }) => <ConfidenceTag confidence={confidence} />,
    },
  ];
  return (
    <Flex vertical gap={16}>
      <Coming from={date} />
      <ProblemNotice error={instruments.error} onRetry={() => void instruments.refetch()} />
      {instruments.isPending && <PageLoading />}
      {instruments.data !== undefined && (
        <RowsTable columns={columns} rows={instruments.data.instruments} keyOf={({ id }) => id} />
      )}
    </Flex>
  );
}

/** Every later day on which something begins or ends, as far as is known. */
function Coming({ from }: { from: string }) {
  const { t } = useTranslation('law');
  const say = useSay();
  const changes = useChanges(from).data?.changes;
  const named = (rows: readonly LawInstrument[]): string => rows.map((row) => say.own(row.short)).join(', ');
  return (
    <Card title={<h2 className="law-title">{t('coming')}</h2>}>
      {changes?.length === 0 && <Typography.Text>{t('noChange')}</Typography.Text>}
      {changes?.map((change) => {
        const begin = [named(change.begin), ...change.obligationsBegin.map(({ id }) => id)].filter(Boolean).join(', ');
        const end = [named(change.end), ...change.obligationsEnd.map(({ id }) => id)].filter(Boolean).join(', ');
        return (
          <dl key={change.date} className="law-facts">
            <dt>{change.date}</dt>
            <dd className="break-anywhere">
              {begin !== '' && <div>{t('begins', { names: begin })}</div>}
              {end !== '' && <div>{t('ends', { names: end })}</div>}
            </dd>
          </dl>
        );
      })}
    </Card>
  );
}

/** Numbers of notices are Chinese in either language. */
function NumberText({ row: { numberText } }: { row: Row }) {
  const say = useSay();
  if (numberText === null) return '–';
  const text = say.own(numberText);
  return <span {...(/[㐀-鿿]/.test(text) ? { lang: 'zh-CN' } : {})}>{text}</span>;
}
