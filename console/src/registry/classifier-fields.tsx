import { CloseOutlined } from '@ant-design/icons';
import { type ClassifierPolicy, classifierPolicySchema } from '@hegui/contract';
import { Alert, Button, Flex, Form, InputNumber, Radio, Switch, Typography } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassifierRisks } from '../classifier/queries.ts';
import { RiskSelect } from '../content/risk-select.tsx';

interface ClassifierFieldsProps {
  readonly policy: ClassifierPolicy;
  readonly mayChange: boolean;
  readonly onChange: (policy: ClassifierPolicy) => void;
}

const { directions, onHit } = classifierPolicySchema.shape;
const MIN = 0.1;
const MAX = 0.99;

/** Whether the classifier reads along for a service, and what follows when it says "may be". */
export function ClassifierFields({ policy, mayChange, onChange }: ClassifierFieldsProps) {
  const { t } = useTranslation('classifier');
  const id = useId();
  const change = (part: Partial<ClassifierPolicy>) => onChange({ ...policy, ...part });
  return (
    <>
      <Form.Item label={t('policy.enabled')} htmlFor={`${id}-enabled`} extra={t('policy.off')}>
        <Switch id={`${id}-enabled`} checked={policy.enabled} onChange={(enabled) => change({ enabled })} />
      </Form.Item>
      {policy.enabled && (
        <>
          <Form.Item label={<span id={`${id}-directions`}>{t('policy.directions')}</span>}>
            <Radio.Group
              value={policy.directions}
              aria-labelledby={`${id}-directions`}
              options={directions.unwrap().options.map((value) => ({ value, label: t(`policy.direction.${value}`) }))}
              onChange={(event) => change({ directions: directions.parse(event.target.value) })}
            />
          </Form.Item>
          <Form.Item label={<span id={`${id}-hit`}>{t('policy.onHit')}</span>}>
            <Radio.Group
              value={policy.onHit}
              aria-labelledby={`${id}-hit`}
              onChange={(event) => change({ onHit: onHit.parse(event.target.value) })}
            >
              <Flex vertical gap={12}>
                {onHit.unwrap().options.map((choice) => (
                  <Radio key={choice} value={choice} styles={{ icon: { alignSelf: 'flex-start', marginTop: 3 } }}>
                    {t(`policy.onHitName.${choice}`)}
                    <Typography.Text type="secondary" style={{ display: 'block', whiteSpace: 'normal' }}>
                      {t(`policy.onHitMeans.${choice}`)}
                    </Typography.Text>
                  </Radio>
                ))}
              </Flex>
            </Radio.Group>
          </Form.Item>
          {policy.onHit === 'cut' && (
            <Alert type="warning" showIcon title={t('policy.cutWarning')} style={{ marginBottom: 16 }} />
          )}
          <Form.Item label={t('policy.threshold')} htmlFor={`${id}-threshold`} extra={t('policy.thresholdHelp')}>
            <ThresholdInput
              id={`${id}-threshold`}
              value={policy.threshold}
              onChange={(threshold) => change({ threshold })}
            />
          </Form.Item>
          <RiskThresholds policy={policy} mayChange={mayChange} onChange={(thresholds) => change({ thresholds })} />
        </>
      )}
    </>
  );
}

interface RiskThresholdsProps {
  readonly policy: ClassifierPolicy;
  readonly mayChange: boolean;
  readonly onChange: (thresholds: ClassifierPolicy['thresholds']) => void;
}

function RiskThresholds({ policy, mayChange, onChange }: RiskThresholdsProps) {
  const { t } = useTranslation('classifier');
  const id = useId();
  const known = useClassifierRisks();
  const { thresholds } = policy;
  const codes = Object.keys(thresholds).sort();
  const rest = known.filter((code) => !codes.includes(code));
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
      <legend style={{ marginBottom: 4, border: 0, fontSize: 'inherit' }}>{t('policy.thresholds')}</legend>
      <Typography.Paragraph type="secondary">{t('policy.thresholdsHelp')}</Typography.Paragraph>
      {codes.map((code) => (
        <Form.Item key={code} label={t('policy.thresholdFor', { code })} htmlFor={`${id}-${code}`}>
          <Flex gap={8}>
            <ThresholdInput
              id={`${id}-${code}`}
              value={thresholds[code] ?? policy.threshold}
              onChange={(value) => onChange({ ...thresholds, [code]: value })}
            />
            {mayChange && (
              <Button
                type="text"
                icon={<CloseOutlined />}
                aria-label={t('policy.removeFor', { code })}
                onClick={() => onChange(Object.fromEntries(Object.entries(thresholds).filter(([one]) => one !== code)))}
              />
            )}
          </Flex>
        </Form.Item>
      ))}
      {mayChange && rest.length > 0 && (
        <div style={{ maxWidth: 420 }}>
          <RiskSelect
            key={codes.length}
            only={rest}
            placeholder={t('policy.add')}
            ariaLabel={t('policy.add')}
            onChange={(code) => code !== undefined && onChange({ ...thresholds, [code]: policy.threshold })}
          />
        </div>
      )}
    </fieldset>
  );
}

interface ThresholdInputProps {
  readonly id: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

const ThresholdInput = ({ id, value, onChange }: ThresholdInputProps) => (
  <InputNumber<number>
    id={id}
    value={value}
    min={MIN}
    max={MAX}
    step={0.05}
    precision={2}
    onChange={(next) => next !== null && onChange(next)}
  />
);
