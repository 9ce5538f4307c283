import type { ImportRow, TermsAdded } from '@hegui/contract';
import { Alert, Button, Descriptions, Flex, Table, type TableColumnsType, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../api/index.ts';
import { CopyButton } from '../app/index.ts';

interface TermsImportReportProps {
  readonly result: TermsAdded;
  readonly onShowTerms: () => void;
}

/** What became of an import, with each refused line and why. */
export function TermsImportReport({ result, onShowTerms }: TermsImportReportProps) {
  const { t, i18n } = useTranslation('content');
  const counts = (['added', 'unchanged', 'removed'] as const).map((key) => ({
    key,
    label: t(`import.${key}`),
    children: result[key].toLocaleString(i18n.language),
  }));
  const refused = { key: 'refused', label: t('import.refused'), children: result.refusedTotal };
  const version = { key: 'version', label: t('import.version'), children: result.version };
  const encoding = { key: 'encoding', label: t('import.encoding'), children: result.encoding };
  return (
    <Flex vertical gap={12}>
      <Flex justify="space-between" align="center" gap={8} wrap>
        <h2 style={{ fontSize: 15, margin: 0 }}>{t('import.result')}</h2>
        <Button size="small" onClick={onShowTerms}>
          {t(result.target === 'draft' ? 'versions.tabDraft' : 'import.toTerms')}
        </Button>
      </Flex>
      <Descriptions
        bordered
        size="small"
        column={{ xs: 1, sm: 2, md: 3 }}
        items={[...counts, refused, version, encoding]}
      />
      {result.target === 'draft' && <Alert type="info" showIcon title={t('import.inDraft')} />}
      {result.refusedTotal === 0 ? (
        <Alert type="success" showIcon title={t('import.allTaken')} />
      ) : (
        <RefusedLines refused={result.refused} total={result.refusedTotal} />
      )}
      {result.warnedTotal > 0 && (
        <>
          <Alert type="warning" showIcon title={t('import.warnedTitle', { total: result.warnedTotal })} />
          <NotedRows rows={result.warned} />
        </>
      )}
      {result.importId !== null && (
        <Button
          style={{ alignSelf: 'flex-start' }}
          href={api.downloadUrl(`/api/list-imports/${result.importId}/report`)}
          download
        >
          {t('import.report')}
        </Button>
      )}
    </Flex>
  );
}

function RefusedLines({ refused, total }: { refused: readonly ImportRow[]; total: number }) {
  const { t } = useTranslation('content');
  return (
    <>
      <Alert
        type="warning"
        showIcon
        title={t('import.refusedTitle', { total })}
        description={total > refused.length ? t('import.refusedSome', { shown: refused.length }) : undefined}
        action={<CopyButton text={refused.map(({ text }) => text).join('\n')} label={t('import.copyRefused')} />}
      />
      <NotedRows rows={refused} />
    </>
  );
}

function NotedRows({ rows }: { rows: readonly ImportRow[] }) {
  const { t } = useTranslation('content');
  const sheet = { title: t('import.sheet'), dataIndex: 'sheet' };
  const columns: TableColumnsType<ImportRow> = [
    { title: t('import.line'), dataIndex: 'line', align: 'right', width: 80 },
    ...(rows.some((row) => row.sheet !== undefined) ? [sheet] : []),
    {
      title: t('import.text'),
      dataIndex: 'text',
      render: (text: string) => (
        <Typography.Text className="mono break-anywhere" style={{ whiteSpace: 'pre-wrap' }}>
          {text}
        </Typography.Text>
      ),
    },
    { title: t('import.reason'), dataIndex: 'reason' },
  ];
  return (
    <Table
      rowKey={({ line, sheet: name = '', reason }) => `${name} ${line} ${reason}`}
      size="small"
      columns={columns}
      dataSource={[...rows]}
      pagination={rows.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
    />
  );
}
