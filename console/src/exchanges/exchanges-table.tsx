import type { ExchangeRow } from '@hegui/contract';
import { Flex, Table, type TableColumnsType, Tag, Tooltip, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { OutcomeTag, RiskTag, Time } from '../app/index.ts';
import { formatCount, formatMs } from './format.ts';

/** Exchanges as rows, newest first. */
export function ExchangesTable({ rows }: { rows: readonly ExchangeRow[] }) {
  const { t, i18n } = useTranslation('exchanges');
  const columns: TableColumnsType<ExchangeRow> = [
    {
      title: t('columns.openedAt'),
      render: (_, row) => (
        <Link to={`/exchanges/${row.id}`}>
          <Time at={row.openedAt} />
        </Link>
      ),
    },
    {
      title: t('columns.outcome'),
      render: (_, row) => (
        <Flex gap={4} wrap>
          <OutcomeTag outcome={row.outcome} />
          {row.synthetic && <SyntheticTag />}
        </Flex>
      ),
    },
    { title: t('columns.service'), render: (_, row) => row.serviceName },
    { title: t('columns.model'), render: (_, row) => <span className="mono">{row.model}</span> },
    { title: t('columns.endUser'), render: (_, row) => <EndUser name={row.endUser} /> },
    {
      title: t('columns.risks'),
      render: (_, row) => (
        <Flex gap={4} wrap>
          {row.risks.map((code) => (
            <RiskTag key={code} code={code} />
          ))}
        </Flex>
      ),
    },
    { title: t('columns.hits'), align: 'end', render: (_, row) => (row.hits === 0 ? '–' : row.hits) },
    {
      title: t('columns.chars'),
      align: 'end',
      render: (_, row) =>
        `${formatCount(row.promptChars, i18n.language)} / ${formatCount(row.outputChars, i18n.language)}`,
    },
    {
      title: t('columns.latency'),
      align: 'end',
      render: (_, row) => `${formatMs(row.firstTokenMs, i18n.language)} / ${formatMs(row.totalMs, i18n.language)}`,
    },
  ];
  return (
    <Table<ExchangeRow>
      rowKey="id"
      size="medium"
      columns={columns}
      dataSource={[...rows]}
      pagination={false}
      scroll={{ x: 1_080 }}
    />
  );
}

export function SyntheticTag() {
  const { t } = useTranslation('exchanges');
  return (
    <Tooltip title={t('syntheticMeans')}>
      <Tag style={{ marginInlineEnd: 0 }}>{t('synthetic')}</Tag>
    </Tooltip>
  );
}

export function EndUser({ name }: { name: string | null }) {
  const { t } = useTranslation('exchanges');
  if (name === null) return <Typography.Text type="secondary">{t('noUser')}</Typography.Text>;
  return (
    <Typography.Text ellipsis={{ tooltip: name }} style={{ maxWidth: 160 }} className="mono">
      {name}
    </Typography.Text>
  );
}
