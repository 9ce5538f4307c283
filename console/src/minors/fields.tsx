import { Flex, InputNumber, Switch } from 'antd';
import { useId } from 'react';

interface MinutesProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max?: number;
  readonly isDisabled: boolean;
  readonly onChange: (minutes: number) => void;
}

const DAY_MINUTES = 1_440;

/** A whole number of minutes with its label. */
export function MinutesField({ label, value, min, max = DAY_MINUTES, isDisabled, onChange }: MinutesProps) {
  const id = useId();
  return (
    <Flex gap={8} align="center" wrap>
      <label htmlFor={id}>{label}</label>
      <InputNumber
        id={id}
        min={min}
        max={max}
        precision={0}
        disabled={isDisabled}
        value={value}
        onChange={(minutes) => onChange(minutes ?? min)}
      />
    </Flex>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly isDisabled: boolean;
  readonly onChange: (isOn: boolean) => void;
}

export function SwitchField({ label, isOn, isDisabled, onChange }: SwitchProps) {
  return (
    <Flex gap={8} align="center">
      <Switch aria-label={label} disabled={isDisabled} checked={isOn} onChange={onChange} />
      <span>{label}</span>
    </Flex>
  );
}
