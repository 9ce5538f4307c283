import { DownloadOutlined } from '@ant-design/icons';
import type { LabelSamples } from '@hegui/contract';
import { Button, Card, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/index.ts';
import { CopyButton, EmptyGuide, PageLoading, ProblemNotice, Time } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { formatBytes } from './format.ts';
import { useSamples } from './queries.ts';

type Sample = LabelSamples['items'][number];

/** The newest produced files; opening one leaves evidence, as opening its exchange does. */
export function SamplesTab({ serviceId }: { serviceId: string }) {
  const { t } = useTranslation('labels');
  const samples = useSamples(serviceId);
  const rows = samples.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Flex vertical gap={16}>
      <ProblemNotice error={samples.error} onRetry={() => void samples.refetch()} />
      {samples.isPending && <PageLoading />}
      {samples.isSuccess && (
        <Card styles={{ body: { padding: '8px 16px 12px' } }}>
          {rows.length === 0 ? (
            <EmptyGuide title={t('sample.none')} text={t('sample.noneText')} />
          ) : (
            <SamplesTable rows={rows} />
          )}
        </Card>
      )}
      {samples.hasNextPage && (
        <Button loading={samples.isFetchingNextPage} onClick={() => void samples.fetchNextPage()}>
          {t('sample.more')}
        </Button>
      )}
    </Flex>
  );
}

function SamplesTable({ rows }: { rows: readonly Sample[] }) {
  const { t, i18n } = useTranslation('labels');
  const columns: RowColumn<Sample>[] = [
    { key: 'at', title: t('sample.at'), cell: ({ at }) => <Time at={at} /> },
    {
      key: 'what',
      title: t('sample.what'),
      cell: ({ kind, mediaType, bytes, serviceName }) => (
        <Flex vertical>
          <span>
            {t(`kind.${kind}`)} · {serviceName ?? t('coverage.unknownService')}
          </span>
          <Typography.Text type="secondary">
            {mediaType}, {formatBytes(bytes, i18n.language)}
          </Typography.Text>
        </Flex>
      ),
    },
    {
      key: 'number',
      title: t('sample.number'),
      cell: ({ produceId, exchangeId }) => (
        <Flex vertical>
          <span>
            <span className="mono break-anywhere">{produceId}</span> <CopyButton text={produceId} />
          </span>
          {exchangeId === null ? (
            <Typography.Text type="secondary">{t('sample.byStaff')}</Typography.Text>
          ) : (
            <Link to={`/exchanges/${exchangeId}`}>{t('sample.exchange')}</Link>
          )}
        </Flex>
      ),
    },
    {
      key: 'mark',
      title: t('sample.mark'),
      cell: ({ explicitReason }) => (explicitReason === null ? t('sample.inFile') : t(`reasonOf.${explicitReason}`)),
    },
    { key: 'file', title: t('sample.kept'), cell: (sample) => <SampleFile sample={sample} /> },
  ];
  return <RowsTable columns={columns} rows={rows} keyOf={({ produceId }) => produceId} />;
}

function SampleFile({ sample: { produceId, keptUntil } }: { sample: Sample }) {
  const { t } = useTranslation('labels');
  if (keptUntil === null) return <Typography.Text type="secondary">{t('sample.notKept')}</Typography.Text>;
  return (
    <Flex vertical align="flex-start">
      <Time at={keptUntil} />
      <Button
        size="small"
        icon={<DownloadOutlined />}
        href={api.downloadUrl(`/api/produced/${produceId}/file`)}
        download
        title={t('sample.openNote')}
      >
        {t('sample.open')}
      </Button>
    </Flex>
  );
}
