import type { UseMutationResult } from '@tanstack/react-query';
import { Form, Input, InputNumber, Modal, Select, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { ProblemNotice } from '../app/index.ts';
import { fromChinaInput } from './china-time.ts';
import { HashInput } from './hash-input.tsx';

/** One line of a form. `day` and `instant` are China's; `isNullable`: left empty it is null. */
export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'area' | 'day' | 'instant' | 'number' | 'select' | 'hash';
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly isNullable?: boolean;
  readonly help?: string;
}

export type Values = Readonly<Record<string, unknown>>;

interface FormModalProps<Given, Answer> {
  readonly title: string;
  readonly help?: ReactNode;
  readonly fields: readonly FormField[];
  readonly initial: Values;
  /** What the server takes: the form refuses what it would refuse, at the field. */
  readonly schema: z.ZodType<Given>;
  /** What is sent, out of what was filled in. */
  readonly shape?: (values: Values) => unknown;
  readonly save: UseMutationResult<Answer, Error, Given>;
  readonly submit?: string;
  readonly onClose: () => void;
}

/** A form that is described as data and checked by the contract. */
export function FormModal<Given, Answer>(props: FormModalProps<Given, Answer>) {
  const { title, help, fields, initial, schema, shape = (values) => values, save, submit, onClose } = props;
  const { t } = useTranslation('registers');
  const [form] = Form.useForm<Record<string, unknown>>();
  const finish = (filled: Values): void => {
    const parsed = schema.safeParse(shape(readValues(fields, filled)));
    if (parsed.success) {
      save.mutate(parsed.data, { onSuccess: onClose });
      return;
    }
    const names = parsed.error.issues.map(({ path }) => `${String(path.at(-1))}`);
    form.setFields(names.map((name) => ({ name, errors: [t('missing')] })));
  };
  return (
    <Modal
      open
      title={title}
      okText={submit ?? t('submit')}
      cancelText={t('cancel')}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={save.isPending}
    >
      {help !== undefined && <Typography.Paragraph type="secondary">{help}</Typography.Paragraph>}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={finish}>
        {fields.map((field) => (
          <Form.Item key={field.name} name={field.name} label={field.label} extra={field.help}>
            {controlOf(field)}
          </Form.Item>
        ))}
      </Form>
      <ProblemNotice error={save.error} />
    </Modal>
  );
}

function controlOf({ kind, options = [] }: FormField): ReactNode {
  switch (kind) {
    case 'area':
      return <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} />;
    case 'day':
      return <Input type="date" />;
    case 'instant':
      return <Input type="datetime-local" />;
    case 'number':
      return <InputNumber min={0} precision={0} style={{ width: '100%' }} />;
    case 'select':
      return <Select options={[...options]} />;
    case 'hash':
      return <HashInput />;
    default:
      return <Input />;
  }
}

function readValues(fields: readonly FormField[], filled: Values): Values {
  return Object.fromEntries(fields.map((field) => [field.name, readValue(field, filled[field.name])]));
}

function readValue({ kind, isNullable = false }: FormField, value: unknown): unknown {
  const isEmpty = value === undefined || value === null || value === '';
  if (isEmpty) return isNullable ? null : '';
  return kind === 'instant' && typeof value === 'string' ? fromChinaInput(value) : value;
}
