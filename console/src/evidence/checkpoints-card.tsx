import type { checkpointSchema } from '@hegui/contract';
import { Button, Card, Flex, Modal, Table, type TableColumnsType, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { CodeBlock, EmptyGuide, ProblemNotice, Time } from '../app/index.ts';
import { useCheckpoints } from './queries.ts';

type Checkpoint = z.infer<typeof checkpointSchema>;

/** The signed checkpoints, each with its note. */
export function CheckpointsCard() {
  const { t, i18n } = useTranslation('evidence');
  const [viewed, setViewed] = useState<Checkpoint | null>(null);
  const checkpoints = useCheckpoints();
  const rows = checkpoints.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: TableColumnsType<Checkpoint> = [
    {
      title: t('checkpoints.size'),
      dataIndex: 'size',
      align: 'right',
      render: (size: number) => size.toLocaleString(i18n.language),
    },
    { title: t('checkpoints.at'), dataIndex: 'at', render: (at: string) => <Time at={at} /> },
    { title: t('checkpoints.root'), dataIndex: 'root', render: (root: string) => <span className="mono">{root}</span> },
    {
      title: t('checkpoints.note'),
      key: 'note',
      render: (_, checkpoint) => (
        <Button
          size="small"
          aria-label={t('checkpoints.viewOf', { size: checkpoint.size })}
          onClick={() => setViewed(checkpoint)}
        >
          {t('checkpoints.view')}
        </Button>
      ),
    },
  ];
  return (
    <Card title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('checkpoints.title')}</h2>}>
      <Flex vertical gap={12}>
        <Typography.Text type="secondary">{t('checkpoints.help')}</Typography.Text>
        <ProblemNotice error={checkpoints.error} onRetry={() => void checkpoints.refetch()} />
        <Table
          rowKey="size"
          size="small"
          columns={columns}
          dataSource={rows}
          loading={checkpoints.isPending}
          pagination={rows.length > 10 ? { pageSize: 10, showSizeChanger: false } : false}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <EmptyGuide title={t('checkpoints.empty')} text={t('checkpoints.emptyText')} /> }}
        />
        {checkpoints.hasNextPage && (
          <div>
            <Button loading={checkpoints.isFetchingNextPage} onClick={() => void checkpoints.fetchNextPage()}>
              {t('checkpoints.more')}
            </Button>
          </div>
        )}
      </Flex>
      <Modal
        title={t('checkpoints.note')}
        open={viewed !== null}
        width={720}
        onCancel={() => setViewed(null)}
        footer={<Button onClick={() => setViewed(null)}>{t('checkpoints.close')}</Button>}
      >
        <Typography.Paragraph type="secondary">{t('checkpoints.noteHelp')}</Typography.Paragraph>
        {viewed !== null && <CodeBlock text={viewed.note} />}
      </Modal>
    </Card>
  );
}
