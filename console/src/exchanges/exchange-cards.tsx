import type { ExchangeRow } from '@hegui/contract';
import { Card, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { OutcomeTag, RiskTag, Time } from '../app/index.ts';
import { EndUser, SyntheticTag } from './exchanges-table.tsx';
import { formatMs } from './format.ts';

/** Exchanges as cards, for narrow screens. */
export function ExchangeCards({ rows }: { rows: readonly ExchangeRow[] }) {
  const { t, i18n } = useTranslation('exchanges');
  return (
    <Flex vertical gap={8}>
      {rows.map((row) => (
        <Card key={row.id} size="small">
          <Flex vertical gap={6}>
            <Flex justify="space-between" align="center" gap={8} wrap>
              <Link to={`/exchanges/${row.id}`}>
                <Time at={row.openedAt} />
              </Link>
              <Flex gap={4}>
                {row.synthetic && <SyntheticTag />}
                <OutcomeTag outcome={row.outcome} />
              </Flex>
            </Flex>
            <span>
              {row.serviceName} · <span className="mono">{row.model}</span>
            </span>
            <Flex justify="space-between" gap={8} wrap>
              <EndUser name={row.endUser} />
              <Typography.Text type="secondary">
                {t('columns.latency')} {formatMs(row.firstTokenMs, i18n.language)} /{' '}
                {formatMs(row.totalMs, i18n.language)}
              </Typography.Text>
            </Flex>
            {row.risks.length > 0 && (
              <Flex gap={4} wrap>
                {row.risks.map((code) => (
                  <RiskTag key={code} code={code} showName />
                ))}
              </Flex>
            )}
          </Flex>
        </Card>
      ))}
    </Flex>
  );
}
