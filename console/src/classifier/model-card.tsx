import type { ClassifierModelInfo } from '@hegui/contract';
import { Alert, Flex } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RiskTag } from '../app/index.ts';

/** Where a model comes from, what it was measured with, and what it is not. */
export function ModelCard({ model }: { model: ClassifierModelInfo }) {
  const { t, i18n } = useTranslation('classifier');
  const { card, windowUnits, hopUnits, digest, createdAt } = model;
  const number = new Intl.NumberFormat(i18n.language);
  const { trained, calibrated, measured } = card.examples;
  const counts = {
    trained: number.format(trained),
    calibrated: number.format(calibrated),
    measured: number.format(measured),
  };
  return (
    <Flex vertical gap={16}>
      <Alert
        type="warning"
        showIcon
        title={t('card.limits')}
        description={createdAt === null ? t('card.shippedLimits') : undefined}
      />
      <dl style={{ display: 'grid', gap: 12, margin: 0 }}>
        <Fact name={t('card.source')}>{card.source}</Fact>
        <Fact name={t('card.licence')}>{card.licence}</Fact>
        <Fact name={t('card.examples')}>{t('card.examplesValue', counts)}</Fact>
        <Fact name={t('card.labels')}>
          <Flex gap={12} wrap>
            {Object.entries(card.labels).map(([label, count]) => (
              <span key={label}>
                {label === 'none' ? t('card.none') : <RiskTag code={label} showName />} {number.format(count)}
              </span>
            ))}
          </Flex>
        </Fact>
        <Fact name={t('card.window')}>{t('card.windowValue', { window: windowUnits, hop: hopUnits })}</Fact>
        <Fact name={t('card.digest')}>
          <span className="mono">{digest}</span>
        </Fact>
      </dl>
    </Flex>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt style={{ color: 'var(--ant-color-text-secondary)' }}>{name}</dt>
    <dd style={{ margin: 0 }} className="break-anywhere">
      {children}
    </dd>
  </div>
);
