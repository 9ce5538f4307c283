import type { TrialSample } from '@hegui/contract';
import { Descriptions, Flex, Table, type TableColumnsType, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSamples } from './version-queries.ts';

interface Counts {
  readonly id: string;
  readonly exchanges: number;
  readonly newHits: number;
  readonly lostHits: number;
  readonly exchangesWithNew: number;
  readonly exchangesWithLost: number;
}

/** What a shadow run or a back-test found, with the exchanges in which it differs. */
export function TrialResult({ trial }: { trial: Counts }) {
  const { t, i18n } = useTranslation('content');
  const number = (value: number) => value.toLocaleString(i18n.language);
  const { newHits, lostHits } = trial;
  const samples = useSamples(trial.id, `${newHits} ${lostHits}`);
  const found = (hits: number, exchanges: number) => (
    <>
      <strong>{number(hits)}</strong>{' '}
      <Typography.Text type="secondary">{t('versions.inExchanges', { n: number(exchanges) })}</Typography.Text>
    </>
  );
  return (
    <Flex vertical gap={8}>
      <Descriptions
        bordered
        size="small"
        column={{ xs: 1, sm: 3 }}
        items={[
          { key: 'exchanges', label: t('versions.exchanges'), children: number(trial.exchanges) },
          { key: 'new', label: t('versions.newHits'), children: found(newHits, trial.exchangesWithNew) },
          { key: 'lost', label: t('versions.lostHits'), children: found(lostHits, trial.exchangesWithLost) },
        ]}
      />
      {newHits + lostHits === 0 ? (
        <Typography.Text type="secondary">{t('versions.noSamples')}</Typography.Text>
      ) : (
        <Samples samples={samples.data ?? []} />
      )}
    </Flex>
  );
}

function Samples({ samples }: { samples: readonly TrialSample[] }) {
  const { t } = useTranslation('content');
  const columns: TableColumnsType<TrialSample> = [
    {
      title: t('versions.sampleExchange'),
      dataIndex: 'exchangeId',
      render: (id: string) => (
        <Link to={`/exchanges/${id}`} className="mono break-anywhere">
          {id}
        </Link>
      ),
    },
    { title: t('versions.sampleNew'), dataIndex: 'newTerms', render: (terms: string[]) => terms.join(' · ') || '–' },
    { title: t('versions.sampleLost'), dataIndex: 'lostTerms', render: (terms: string[]) => terms.join(' · ') || '–' },
  ];
  return (
    <Table
      rowKey="exchangeId"
      size="small"
      title={() => t('versions.samples')}
      columns={columns}
      dataSource={[...samples]}
      scroll={{ x: 'max-content' }}
      pagination={samples.length > 10 ? { pageSize: 10, showSizeChanger: false } : false}
    />
  );
}
