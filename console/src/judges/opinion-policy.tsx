import { inputOpinionSchema, outputOpinionSchema, type Policy, secondOpinionSchema } from '@hegui/contract';
import { Alert, Flex, Form, InputNumber, Switch, Typography } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { OpinionDirection } from './opinion-direction.tsx';
import { useJudges } from './queries.ts';

type SecondOpinion = Policy['secondOpinion'];

interface OpinionPolicyProps {
  readonly value: SecondOpinion;
  readonly mayChange: boolean;
  readonly onChange: (value: SecondOpinion) => void;
}

/** The part of a service's policy that says which judges are asked, when, and what follows. */
export function OpinionPolicy({ value, mayChange, onChange }: OpinionPolicyProps) {
  const { t } = useTranslation('judges');
  const judges = useJudges().data ?? [];
  const opinion = value ?? secondOpinionSchema.parse({});
  const first = judges[0]?.id;
  const put = (part: Partial<NonNullable<SecondOpinion>>) => {
    const next = { ...opinion, ...part };
    onChange(next.input === null && next.output === null ? null : next);
  };
  const { budget } = opinion;
  return (
    <section>
      <h2 style={{ fontSize: 15, margin: '0 0 4px' }}>{t('policy.title')}</h2>
      <Typography.Paragraph type="secondary" style={{ marginBottom: 4 }}>
        {t('policy.help')}
      </Typography.Paragraph>
      <p style={{ margin: '0 0 12px' }}>
        <Link to="/judges">{t('policy.toJudges')}</Link>
      </p>
      {judges.length === 0 && value === null ? (
        <Alert type="info" showIcon title={t('policy.noJudges')} />
      ) : (
        <Flex vertical gap={12}>
          <Toggle
            label={t('policy.input')}
            isOn={opinion.input !== null}
            isDisabled={!mayChange || first === undefined}
            onChange={(isOn) => put({ input: isOn ? inputOpinionSchema.parse({ judges: [first] }) : null })}
          />
          {opinion.input !== null && (
            <OpinionDirection direction="input" value={opinion.input} onChange={(input) => put({ input })} />
          )}
          <Toggle
            label={t('policy.output')}
            isOn={opinion.output !== null}
            isDisabled={!mayChange || first === undefined}
            onChange={(isOn) => put({ output: isOn ? outputOpinionSchema.parse({ judges: [first] }) : null })}
          />
          {opinion.output !== null && (
            <OpinionDirection direction="output" value={opinion.output} onChange={(output) => put({ output })} />
          )}
          {value !== null && (
            <Form.Item label={t('policy.budget')}>
              <Flex gap={12} wrap>
                <Limit
                  label={t('policy.callsPerDay')}
                  value={budget.callsPerDay}
                  precision={0}
                  onChange={(callsPerDay) => put({ budget: { ...budget, callsPerDay } })}
                />
                <Limit
                  label={t('policy.yuanPerDay')}
                  value={budget.yuanPerDay}
                  precision={2}
                  onChange={(yuanPerDay) => put({ budget: { ...budget, yuanPerDay } })}
                />
              </Flex>
            </Form.Item>
          )}
        </Flex>
      )}
    </section>
  );
}

interface ToggleProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly isDisabled: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function Toggle({ label, isOn, isDisabled, onChange }: ToggleProps) {
  const id = useId();
  return (
    <Flex gap={10} align="center">
      <Switch id={id} checked={isOn} disabled={isDisabled} onChange={onChange} />
      <label htmlFor={id} style={{ fontWeight: 500 }}>
        {label}
      </label>
    </Flex>
  );
}

interface LimitProps {
  readonly label: string;
  readonly value: number | null;
  readonly precision: number;
  readonly onChange: (value: number | null) => void;
}

function Limit({ label, value, precision, onChange }: LimitProps) {
  const { t } = useTranslation('judges');
  return (
    <InputNumber<number>
      aria-label={label}
      prefix={label}
      value={value}
      min={precision === 0 ? 1 : 0.01}
      precision={precision}
      placeholder={t('policy.noLimit')}
      style={{ width: 240, maxWidth: '100%' }}
      onChange={onChange}
    />
  );
}
