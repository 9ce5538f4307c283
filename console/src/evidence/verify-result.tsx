import type { Finding, Verified } from '@hegui/contract';
import { Alert, Descriptions, Flex, Table, type TableColumnsType, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

interface VerifyResultProps {
  readonly name: string;
  readonly result: Verified;
  /** The key that the bundle should be signed with; null while unknown. */
  readonly expectedKey: string | null;
  /** True when that key was kept by the reader, false when it is only what this server says. */
  readonly isPinned: boolean;
}

/** What the verification of a bundle found. A foreign key is a finding too, though the bundle is whole in itself. */
export function VerifyResult({ name, result, expectedKey, isPinned }: VerifyResultProps) {
  const { t, i18n } = useTranslation('evidence');
  const count = (value: number) => value.toLocaleString(i18n.language);
  const facts = [
    { label: t('verify.entries'), children: count(result.entries) },
    { label: t('verify.checkpoints'), children: count(result.checkpoints) },
    { label: t('verify.exchanges'), children: count(result.exchanges) },
    { label: t('verify.origin'), children: <span className="mono break-anywhere">{result.origin ?? '–'}</span> },
    {
      label: t('verify.key'),
      span: 'filled' as const,
      children: <span className="mono break-anywhere">{result.verifierKey ?? t('verify.keyUnknown')}</span>,
    },
  ];
  return (
    <Flex vertical gap={12}>
      <Alert
        type={result.ok ? 'success' : 'error'}
        showIcon
        title={t(result.ok ? 'verify.ok' : 'verify.bad', { name, total: result.findings.length })}
      />
      {result.verifierKey !== null && expectedKey !== null && (
        <KeyNotice isSame={result.verifierKey === expectedKey} isPinned={isPinned} />
      )}
      <Descriptions
        bordered
        size="small"
        column={{ xs: 1, sm: 2, lg: 4 }}
        items={facts.map((fact) => ({ key: fact.label, ...fact }))}
      />
      {result.findings.length > 0 && <FindingsTable findings={result.findings} />}
    </Flex>
  );
}

function KeyNotice({ isSame, isPinned }: { isSame: boolean; isPinned: boolean }) {
  const { t } = useTranslation('evidence');
  const same = isPinned ? t('verify.keyPinnedSame') : t('verify.keyHereSame');
  const other = isPinned ? t('verify.keyPinnedOther') : t('verify.keyHereOther');
  return <Alert type={isSame ? 'success' : 'warning'} showIcon title={isSame ? same : other} />;
}

function FindingsTable({ findings }: { findings: readonly Finding[] }) {
  const { t } = useTranslation('evidence');
  const names = new Map<string, string>(Object.entries(t('verify.findings', { returnObjects: true })));
  const columns: TableColumnsType<Finding> = [
    {
      title: t('verify.kind'),
      dataIndex: 'kind',
      render: (kind: string) => (
        <Flex vertical>
          <strong>{names.get(kind) ?? kind}</strong>
          <Typography.Text type="secondary" className="mono">
            {kind}
          </Typography.Text>
        </Flex>
      ),
    },
    {
      title: t('verify.subject'),
      dataIndex: 'subject',
      render: (subject: string) => <span className="mono break-anywhere">{subject}</span>,
    },
    {
      title: t('verify.message'),
      dataIndex: 'message',
      render: (message: string) => <span className="break-anywhere">{message}</span>,
    },
  ];
  return (
    <Table
      rowKey={(finding) => `${finding.kind} ${finding.subject} ${finding.message}`}
      size="small"
      columns={columns}
      dataSource={[...findings]}
      pagination={findings.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
    />
  );
}
