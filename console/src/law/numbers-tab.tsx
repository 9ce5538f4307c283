import type { LawPenalty, LawThreshold } from '@hegui/contract';
import { Card, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { PageLoading, ProblemNotice } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useReference } from './queries.ts';
import { useSay } from './use-say.ts';
import { BothLanguages, ConfidenceTag, Modal } from './words.tsx';

/** Every number that is asked for, and what a breach costs. */
export function NumbersTab() {
  const { t, i18n } = useTranslation('law');
  const say = useSay();
  const reference = useReference();
  const numbers: RowColumn<LawThreshold>[] = [
    {
      key: 'id',
      title: t('rule'),
      cell: (row) => (
        <div className="break-anywhere">
          <span className="mono">{row.id}</span>
          <BothLanguages text={row} />
          {row.note !== null && <div className="law-note">{say.own(row.note)}</div>}
        </div>
      ),
    },
    { key: 'value', title: t('value'), isNumber: true, cell: ({ value }) => value.toLocaleString(i18n.language) },
    {
      key: 'standard',
      title: t('standard'),
      cell: ({ standard, clause }) => (clause === null ? standard : `${standard} · ${clause}`),
    },
    { key: 'modal', title: `${t('must')}/${t('should')}`, cell: ({ modal }) => <Modal modal={modal} /> },
    {
      key: 'confidence',
      title: t('confidence'),
      cell: ({ confidence }) => <ConfidenceTag confidence={confidence} />,
    },
  ];
  const penalties: RowColumn<LawPenalty>[] = [
    { key: 'penalty', title: t('penalty'), cell: ({ line }) => <BothLanguages text={line} /> },
    {
      key: 'confidence',
      title: t('confidence'),
      cell: ({ confidence }) => <ConfidenceTag confidence={confidence} />,
    },
  ];
  if (reference.data === undefined)
    return reference.isPending ? <PageLoading /> : <ProblemNotice error={reference.error} />;
  return (
    <Flex vertical gap={16}>
      <Card title={<h2 className="law-title">{t('numbers')}</h2>}>
        <RowsTable columns={numbers} rows={reference.data.thresholds} keyOf={({ id }) => id} />
      </Card>
      <Card title={<h2 className="law-title">{t('penalties')}</h2>}>
        <RowsTable columns={penalties} rows={reference.data.penalties} keyOf={({ id }) => id} />
      </Card>
    </Flex>
  );
}
