import type { ClassifierModelInfo } from '@hegui/contract';
import { Flex, InputNumber, Slider, Statistic, Typography } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatShare } from './format.ts';

type Curve = ClassifierModelInfo['card']['figures']['curve'];

interface ThresholdCardProps {
  readonly curve: Curve;
  readonly threshold: number;
  readonly onChange: (threshold: number) => void;
}

const MIN = 0.1;
const MAX = 0.95;
const STEP = 0.05;

/** What a threshold finds and how often it errs, on the texts that the model was measured with. */
export function ThresholdCard({ curve, threshold, onChange }: ThresholdCardProps) {
  const { t } = useTranslation('classifier');
  const id = useId();
  const point = curve.find((one) => Math.abs(one.threshold - threshold) < STEP / 2);
  const set = (value: number | null) => {
    if (value !== null) onChange(value);
  };
  return (
    <Flex vertical gap={12}>
      <Typography.Text type="secondary">{t('threshold.help')}</Typography.Text>
      <Flex gap={16} align="center" wrap>
        <span id={id}>{t('threshold.slider')}</span>
        <div style={{ flex: '1 1 160px', maxWidth: 420 }}>
          <Slider
            min={MIN}
            max={MAX}
            step={STEP}
            value={threshold}
            ariaLabelledByForHandle={id}
            onChange={set}
            tooltip={{ open: false }}
          />
        </div>
        <InputNumber<number>
          min={MIN}
          max={MAX}
          step={STEP}
          precision={2}
          value={threshold}
          aria-labelledby={id}
          onChange={set}
        />
      </Flex>
      {point !== undefined && (
        <div
          aria-live="polite"
          style={{ display: 'grid', gap: 16, gridTemplateColumns: 'repeat(auto-fit, minmax(200px, 1fr))' }}
        >
          {(['precision', 'recall', 'flagged'] as const).map((figure) => (
            <div key={figure}>
              <Statistic
                title={t(`threshold.${figure}`)}
                value={formatShare(point[figure])}
                styles={{ content: { fontSize: 20 } }}
              />
              <Typography.Text type="secondary">
                {t(`threshold.${figure}Means`, { count: Math.round(point[figure] * 100) })}
              </Typography.Text>
            </div>
          ))}
        </div>
      )}
      <Typography.Text type="secondary">{t('threshold.note')}</Typography.Text>
    </Flex>
  );
}
