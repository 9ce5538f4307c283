import { Alert, Flex, Table, type TableColumnsType, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { MarkedText, RiskTag } from '../app/index.ts';
import { ActionTag } from './action-tag.tsx';
import type { BrowserFound, BrowserHit } from './browser-screen.ts';
import { Shown } from './list-test-result.tsx';

/** What the engine in this browser found in a text. */
export function BrowserTestResult({ text, found }: { readonly text: string; readonly found: BrowserFound }) {
  const { t } = useTranslation('content');
  if (found.hits.length === 0) {
    return <Alert type="success" showIcon title={t('test.none')} description={t('test.noneText')} />;
  }
  return (
    <Flex vertical gap={16}>
      <Alert type="info" showIcon title={t('test.foundPlain', { total: found.hits.length })} />
      <Shown title={t('test.marked')}>
        <MarkedText text={text} hits={found.hits} />
      </Shown>
      <FoldedHits hits={found.hits} />
      <Shown title={t('browserTest.shown')}>
        <div style={{ whiteSpace: 'pre-wrap' }} className="break-anywhere">
          {found.released === '' && <Typography.Text type="secondary">{t('browserTest.shownEmpty')}</Typography.Text>}
          {found.released}
          {found.isCut && (
            <Tag color="error" style={{ marginInlineStart: 8 }}>
              {t('browserTest.cut')}
            </Tag>
          )}
        </div>
      </Shown>
    </Flex>
  );
}

function FoldedHits({ hits }: { hits: readonly BrowserHit[] }) {
  const { t } = useTranslation('content');
  const columns: TableColumnsType<BrowserHit> = [
    {
      title: t('test.offsets'),
      key: 'offsets',
      render: (_, hit) => <span className="mono">{`${hit.start}–${hit.end}`}</span>,
    },
    { title: t('test.term'), dataIndex: 'term' },
    { title: t('lists.risk'), dataIndex: 'risk', render: (code: string) => <RiskTag code={code} showName /> },
    { title: t('lists.action'), key: 'action', render: (_, hit) => <ActionTag action={hit.action} /> },
    { title: t('browserTest.foldedBy'), key: 'foldedBy', render: (_, hit) => <Kinds hit={hit} /> },
  ];
  return (
    <Table
      rowKey={(hit) => `${hit.start} ${hit.end} ${hit.term}`}
      size="small"
      columns={columns}
      dataSource={[...hits]}
      pagination={hits.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
      scroll={{ x: 'max-content' }}
    />
  );
}

function Kinds({ hit }: { hit: BrowserHit }) {
  const { t } = useTranslation('content');
  if (hit.foldedBy.length === 0) return <Typography.Text type="secondary">{t('browserTest.asListed')}</Typography.Text>;
  return (
    <Flex gap={4} wrap>
      {hit.foldedBy.map((kind) => (
        <Tag key={kind} style={{ marginInlineEnd: 0 }}>
          {t(`folding.${kind}`)}
        </Tag>
      ))}
    </Flex>
  );
}
