import type { LogHead } from '@hegui/contract';
import { Alert, Card, Descriptions, Flex } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton, PageLoading, ProblemNotice, Time } from '../app/index.ts';
import { useLogHead } from './queries.ts';

/** How the log stands, and the key to keep elsewhere. */
export function LogHeadCard() {
  const { t } = useTranslation('evidence');
  const head = useLogHead();
  return (
    <Card title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('head.title')}</h2>}>
      <ProblemNotice error={head.error} onRetry={() => void head.refetch()} />
      {head.isPending && <PageLoading />}
      {head.data !== undefined && <Head head={head.data} />}
    </Card>
  );
}

function Head({ head }: { head: LogHead }) {
  const { t, i18n } = useTranslation('evidence');
  const count = (value: number) => value.toLocaleString(i18n.language);
  const { root } = head;
  const facts: { label: string; children: ReactNode }[] = [
    { label: t('head.origin'), children: <span className="mono break-anywhere">{head.origin}</span> },
    { label: t('head.size'), children: count(head.size) },
    { label: t('head.at'), children: head.at === null ? t('head.noneYet') : <Time at={head.at} /> },
    {
      label: t('head.waiting'),
      children: <span title={t('head.waitingHelp')}>{count(head.waiting)}</span>,
    },
    {
      label: t('head.root'),
      children: root === null ? t('head.noneYet') : <Copyable text={root} />,
    },
  ];
  return (
    <Flex vertical gap={16}>
      <Descriptions
        size="small"
        column={{ xs: 1, md: 2 }}
        items={facts.map((fact) => ({ key: fact.label, ...fact }))}
      />
      <Alert
        type="info"
        showIcon
        title={t('head.keep')}
        description={
          <Flex vertical gap={10}>
            <span>{t('head.keepText')}</span>
            <Flex gap={10} align="center" wrap>
              <code className="mono break-anywhere" style={{ minWidth: 0 }}>
                {head.verifierKey}
              </code>
              <CopyButton text={head.verifierKey} label={t('head.copyKey')} type="default" />
            </Flex>
          </Flex>
        }
      />
    </Flex>
  );
}

function Copyable({ text }: { text: string }) {
  return (
    <Flex align="center" gap={4}>
      <span className="mono break-anywhere">{text}</span>
      <CopyButton text={text} />
    </Flex>
  );
}
