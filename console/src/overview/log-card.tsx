import type { Overview } from '@hegui/contract';
import { Card, Descriptions, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { CopyButton, Time } from '../app/index.ts';

/** The head of the evidence log. */
export function LogCard({ log }: { log: Overview['log'] }) {
  const { t, i18n } = useTranslation('overview');
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <Card title={t('log')} size="small" extra={<Link to="/evidence">{t('toEvidence')}</Link>}>
      <Descriptions
        column={1}
        size="small"
        items={[
          { key: 'size', label: t('logSize'), children: number.format(log.size) },
          { key: 'waiting', label: t('logWaiting'), children: number.format(log.waiting) },
          { key: 'at', label: t('logAt'), children: log.at === null ? t('logNone') : <Time at={log.at} /> },
          {
            key: 'root',
            label: t('logRoot'),
            children:
              log.root === null ? (
                t('logNone')
              ) : (
                <Flex align="center" gap={4}>
                  <code className="mono break-anywhere">{log.root}</code>
                  <CopyButton text={log.root} />
                </Flex>
              ),
          },
        ]}
      />
    </Card>
  );
}
