import type { Overview } from '@hegui/contract';
import { Badge, Card, Descriptions, Flex, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

const badges: Readonly<Record<string, 'success' | 'error' | 'warning'>> = {
  closed: 'success',
  open: 'error',
  'half-open': 'warning',
};

/** Whether everything that serving needs is up. */
export function HealthCard({ health }: { health: Overview['health'] }) {
  const { t, i18n } = useTranslation('overview');
  const state = (isUp: boolean) => <Badge status={isUp ? 'success' : 'error'} text={t(isUp ? 'up' : 'down')} />;
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <Card title={t('health')} size="small">
      <Descriptions
        column={1}
        size="small"
        items={[
          { key: 'database', label: t('database'), children: state(health.database) },
          { key: 'evidence', label: t('evidence'), children: state(health.evidence) },
          {
            key: 'upstreams',
            label: t('upstreams'),
            children: (
              <Flex vertical gap={4}>
                {health.upstreams.length === 0 && <Link to="/upstreams">{t('noUpstreams')}</Link>}
                {health.upstreams.map((upstream) => (
                  <Flex key={upstream.id} gap={8} align="center" wrap>
                    <Badge status={badges[upstream.circuit] ?? 'warning'} text={upstream.name} />
                    <span style={{ color: 'var(--ant-color-text-secondary)' }}>
                      {isCircuit(upstream.circuit) ? t(`circuit.${upstream.circuit}`) : upstream.circuit}
                    </span>
                    {upstream.demonstration && <Tag color="warning">{t('demonstration')}</Tag>}
                  </Flex>
                ))}
              </Flex>
            ),
          },
          { key: 'terms', label: t('terms'), children: number.format(health.terms) },
          { key: 'openRequests', label: t('openRequests'), children: number.format(health.openRequests) },
        ]}
      />
    </Card>
  );
}

const isCircuit = (circuit: string): circuit is 'closed' | 'open' | 'half-open' => circuit in badges;
