import type { InputOpinion, OutputOpinion } from '@hegui/contract';
import { Alert, Checkbox, Form, InputNumber, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useJudges } from './queries.ts';

type OpinionDirectionProps =
  | { readonly direction: 'input'; readonly value: InputOpinion; readonly onChange: (value: InputOpinion) => void }
  | { readonly direction: 'output'; readonly value: OutputOpinion; readonly onChange: (value: OutputOpinion) => void };

/** How one direction is judged. */
export function OpinionDirection(props: OpinionDirectionProps) {
  if (props.direction === 'input') {
    const { value, onChange } = props;
    return (
      <Frame>
        <Asking value={value} onChange={(part) => onChange({ ...value, ...part })} />
        <Turns value={value} onChange={onChange} />
      </Frame>
    );
  }
  const { value, onChange } = props;
  return (
    <Frame>
      <Asking value={value} onChange={(part) => onChange({ ...value, ...part })} />
      <Style value={value} onChange={onChange} />
    </Frame>
  );
}

const Frame = ({ children }: { children: React.ReactNode }) => (
  <div style={{ paddingInlineStart: 16, borderInlineStart: '2px solid var(--ant-color-border, #d9d9d9)' }}>
    {children}
  </div>
);

type Common = Omit<InputOpinion, 'turns'>;

function Asking({ value, onChange }: { value: Common; onChange: (part: Partial<Common>) => void }) {
  const { t } = useTranslation('judges');
  const judges = useJudges().data ?? [];
  const modes = ['cascade', 'vote'] as const;
  const whens = ['always', 'flagged'] as const;
  const failures = ['refuse', 'pass'] as const;
  const unsafe = ['block', 'flag'] as const;
  const unsure = ['block', 'flag', 'release'] as const;
  const isEmpty = value.judges.length === 0;
  const isWide = value.overlapChars * 2 > value.windowChars;
  return (
    <>
      <Labelled label={t('policy.judges')} error={isEmpty ? t('policy.judgesRule') : null}>
        {(id) => (
          <Select<string[]>
            id={id}
            mode="multiple"
            value={value.judges}
            options={judges.map(({ id: judge, name }) => ({ value: judge, label: name }))}
            onChange={(chosen) => onChange({ judges: chosen })}
          />
        )}
      </Labelled>
      <Choice
        label={t('policy.mode')}
        value={value.mode}
        options={modes}
        nameOf={(mode) => t(`policy.modes.${mode}`)}
        onChange={(mode) => onChange({ mode })}
      />
      {value.mode === 'vote' && (
        <Amount
          label={t('policy.votesMin')}
          value={value.votesMin}
          min={1}
          max={Math.max(1, value.judges.length)}
          onChange={(votesMin) => onChange({ votesMin })}
        />
      )}
      <Choice
        label={t('policy.when')}
        value={value.when}
        options={whens}
        nameOf={(when) => t(`policy.whens.${when}`)}
        onChange={(when) => onChange({ when })}
      />
      {value.when === 'flagged' && (
        <Amount
          label={t('policy.sampleRate')}
          value={value.sampleRate}
          min={0}
          max={1}
          step={0.01}
          onChange={(sampleRate) => onChange({ sampleRate })}
        />
      )}
      <Choice
        label={t('policy.onUnsafe')}
        value={value.onUnsafe}
        options={unsafe}
        nameOf={(action) => t(`policy.actions.${action}`)}
        onChange={(onUnsafe) => onChange({ onUnsafe })}
      />
      <Choice
        label={t('policy.onUnsure')}
        value={value.onUnsure}
        options={unsure}
        nameOf={(action) => t(`policy.actions.${action}`)}
        onChange={(onUnsure) => onChange({ onUnsure })}
      />
      <Choice
        label={t('policy.onFailure')}
        value={value.onFailure}
        options={failures}
        nameOf={(action) => t(`policy.failures.${action}`)}
        onChange={(onFailure) => onChange({ onFailure })}
      />
      <Form.Item>
        <Checkbox checked={value.vendorAdvice} onChange={(event) => onChange({ vendorAdvice: event.target.checked })}>
          {t('policy.vendorAdvice')}
        </Checkbox>
      </Form.Item>
      <Amount
        label={t('policy.timeoutMs')}
        value={value.timeoutMs}
        min={50}
        max={60_000}
        onChange={(timeoutMs) => onChange({ timeoutMs })}
      />
      <Amount
        label={t('policy.windowChars')}
        value={value.windowChars}
        min={20}
        max={5_000}
        onChange={(windowChars) => onChange({ windowChars })}
      />
      <Amount
        label={t('policy.overlapChars')}
        value={value.overlapChars}
        min={0}
        max={1_000}
        error={isWide ? t('policy.overlapRule') : null}
        onChange={(overlapChars) => onChange({ overlapChars })}
      />
    </>
  );
}

function Turns({ value, onChange }: { value: InputOpinion; onChange: (value: InputOpinion) => void }) {
  const { t } = useTranslation('judges');
  const options = ['all', 'last'] as const;
  return (
    <Choice
      label={t('policy.turns')}
      value={value.turns}
      options={options}
      nameOf={(turns) => t(`policy.turnsOf.${turns}`)}
      onChange={(turns) => onChange({ ...value, turns })}
    />
  );
}

function Style({ value, onChange }: { value: OutputOpinion; onChange: (value: OutputOpinion) => void }) {
  const { t } = useTranslation('judges');
  const options = ['hold', 'watch'] as const;
  const isWatching = value.style === 'watch';
  const isTight = value.leakCharsMax < value.windowChars;
  return (
    <>
      <Choice
        label={t('policy.style')}
        value={value.style}
        options={options}
        nameOf={(style) => t(`policy.styles.${style}`)}
        onChange={(style) => onChange({ ...value, style })}
      />
      {isWatching && (
        <Amount
          label={t('policy.leakCharsMax')}
          value={value.leakCharsMax}
          min={20}
          max={20_000}
          error={isTight ? t('policy.leakRule') : null}
          onChange={(leakCharsMax) => onChange({ ...value, leakCharsMax })}
        />
      )}
      <Alert
        type={isWatching ? 'warning' : 'info'}
        showIcon
        title={isWatching ? t('policy.leakWatch', { count: value.leakCharsMax }) : t('policy.leakHold')}
      />
    </>
  );
}

interface LabelledProps {
  readonly label: string;
  readonly error?: string | null;
  readonly children: (id: string) => React.ReactNode;
}

function Labelled({ label, error = null, children }: LabelledProps) {
  const id = useId();
  return (
    <Form.Item label={label} htmlFor={id} validateStatus={error === null ? '' : 'error'} help={error ?? undefined}>
      {children(id)}
    </Form.Item>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly T[];
  readonly nameOf: (option: T) => string;
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, value, options, nameOf, onChange }: ChoiceProps<T>) {
  return (
    <Labelled label={label}>
      {(id) => (
        <Select<T>
          id={id}
          value={value}
          options={options.map((option) => ({ value: option, label: nameOf(option) }))}
          style={{ maxWidth: 480 }}
          onChange={onChange}
        />
      )}
    </Labelled>
  );
}

interface AmountProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly error?: string | null;
  readonly onChange: (value: number) => void;
}

function Amount({ label, value, min, max, step = 1, error = null, onChange }: AmountProps) {
  return (
    <Labelled label={label} error={error}>
      {(id) => (
        <InputNumber<number>
          id={id}
          value={value}
          min={min}
          max={max}
          step={step}
          style={{ width: 160 }}
          onChange={(next) => next !== null && onChange(next)}
        />
      )}
    </Labelled>
  );
}
