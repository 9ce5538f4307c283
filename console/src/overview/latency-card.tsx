import type { Overview } from '@hegui/contract';
import { Card, Statistic, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

/** First-token and whole-answer latency of the window, in milliseconds. */
export function LatencyCard({ latency }: { latency: Overview['latency'] }) {
  const { t } = useTranslation('overview');
  const values = [
    { title: `${t('firstToken')} P50`, value: latency.firstTokenP50Ms },
    { title: `${t('firstToken')} P99`, value: latency.firstTokenP99Ms },
    { title: `${t('total')} P50`, value: latency.totalP50Ms },
    { title: `${t('total')} P99`, value: latency.totalP99Ms },
  ];
  return (
    <Card title={<Tooltip title={t('latencyHint')}>{t('latency')}</Tooltip>} size="small">
      <div style={{ display: 'grid', gap: 12, gridTemplateColumns: '1fr 1fr' }}>
        {values.map(({ title, value }) => (
          <Statistic
            key={title}
            title={title}
            value={value === null ? '–' : Math.round(value)}
            suffix={value === null ? '' : 'ms'}
            styles={{ content: { fontSize: 20 } }}
          />
        ))}
      </div>
    </Card>
  );
}
