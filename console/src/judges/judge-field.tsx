import { Form, Input, Select, Switch } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldSpec } from './judge-draft.ts';

interface JudgeFieldProps {
  readonly spec: FieldSpec;
  readonly value: string | boolean | undefined;
  readonly onChange: (value: string | boolean) => void;
}

/** One field of a judge under its vendor's own name, with what it means. */
export function JudgeField({ spec, value, onChange }: JudgeFieldProps) {
  const { t, i18n } = useTranslation('judges');
  const id = useId();
  const { name, type, options = [], isOptional } = spec;
  // Braces of the prompt's own placeholders must come through as they are.
  const braces = { text: '{{text}}', direction: '{{direction}}' };
  const textOf = (key: string): string | undefined =>
    String(i18n.t(`judges:field.${key}`, { ...braces, defaultValue: '' })) || undefined;
  const typed = String(value ?? '');
  return (
    <Form.Item
      label={textOf(name) ?? name}
      htmlFor={id}
      extra={textOf(`${name}Help`) ?? (name.endsWith('Service') ? t('field.serviceHelp') : undefined)}
    >
      {type === 'switch' && <Switch id={id} checked={value === true} onChange={onChange} />}
      {type === 'choice' && (
        <Select<string>
          id={id}
          value={typed}
          options={options.map((option) => ({ value: option, label: textOf(`forms.${option}`) ?? option }))}
          onChange={onChange}
        />
      )}
      {type === 'long' && (
        <Input.TextArea
          id={id}
          value={typed}
          autoSize={{ minRows: 4, maxRows: 14 }}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {(type === 'text' || type === 'number') && (
        <Input
          id={id}
          className="mono"
          value={typed}
          inputMode={type === 'number' ? 'decimal' : 'text'}
          placeholder={isOptional === true ? t('field.optional') : ''}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Form.Item>
  );
}
