import { DownOutlined, RightOutlined } from '@ant-design/icons';
import type { entrySchema } from '@hegui/contract';
import { Button, Card, Flex, Select, Table, type TableColumnsType, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { parseJson } from '../api/index.ts';
import { CodeBlock, EmptyGuide, ProblemNotice, Time } from '../app/index.ts';
import { useEntries } from './queries.ts';

type Entry = z.infer<typeof entrySchema>;

/** The entries of the log by kind; each opens to its body. */
export function EntriesCard() {
  const { t } = useTranslation('evidence');
  const [kind, setKind] = useState('');
  const names = useKindNames();
  const columns = useColumns(names);
  const entries = useEntries(kind);
  const rows = entries.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('entries.title')}</h2>}>
      <Flex vertical gap={12}>
        <Typography.Text type="secondary">{t('entries.help')}</Typography.Text>
        <Select
          value={kind}
          aria-label={t('entries.filter')}
          style={{ width: 320, maxWidth: '100%' }}
          showSearch={{ optionFilterProp: 'label' }}
          options={[
            { value: '', label: t('entries.allKinds') },
            ...[...names].map(([value, name]) => ({ value, label: `${name} ${value}` })),
          ]}
          onChange={setKind}
        />
        <ProblemNotice error={entries.error} onRetry={() => void entries.refetch()} />
        <Table
          rowKey="id"
          size="small"
          columns={columns}
          dataSource={rows}
          loading={entries.isPending}
          pagination={false}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <EmptyGuide title={t('entries.empty')} text={t('entries.emptyText')} /> }}
          expandable={{
            expandedRowRender: (entry) => <CodeBlock text={prettyBody(entry.body)} />,
            expandIcon: ({ expanded, onExpand, record }) => (
              <Button
                type="text"
                size="small"
                icon={expanded ? <DownOutlined /> : <RightOutlined />}
                aria-expanded={expanded}
                aria-label={t(expanded ? 'entries.collapse' : 'entries.expand', { id: record.id })}
                onClick={(event) => onExpand(record, event)}
              />
            ),
          }}
        />
        {entries.hasNextPage && (
          <div>
            <Button loading={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
              {t('entries.more')}
            </Button>
          </div>
        )}
      </Flex>
    </Card>
  );
}

function useColumns(names: ReadonlyMap<string, string>): TableColumnsType<Entry> {
  const { t, i18n } = useTranslation('evidence');
  return [
    {
      title: t('entries.index'),
      dataIndex: 'leafIndex',
      align: 'right',
      render: (index: number | null) =>
        index === null ? (
          <Typography.Text type="secondary">{t('entries.indexWaiting')}</Typography.Text>
        ) : (
          index.toLocaleString(i18n.language)
        ),
    },
    { title: t('entries.at'), dataIndex: 'at', render: (at: string) => <Time at={at} /> },
    {
      title: t('entries.kind'),
      dataIndex: 'kind',
      render: (kind: string) => (
        <Flex gap={8} align="baseline">
          <span>{names.get(kind)}</span>
          <Typography.Text type="secondary" className="mono">
            {kind}
          </Typography.Text>
        </Flex>
      ),
    },
    { title: t('entries.id'), dataIndex: 'id', render: (id: string) => <span className="mono">{id}</span> },
  ];
}

function useKindNames(): ReadonlyMap<string, string> {
  const { t } = useTranslation('evidence');
  return new Map(Object.entries(t('kinds', { returnObjects: true })));
}

/** The body indented for reading; the bytes that were hashed are the canonical form of the same. */
function prettyBody(body: string): string {
  const value = parseJson(body);
  return value === undefined ? body : JSON.stringify(value, null, 2);
}
