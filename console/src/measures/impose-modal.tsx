import { type MeasureFunction, type MeasureRung, measureFunctionSchema, measureRungSchema } from '@hegui/contract';
import { App, Button, Form, Input, InputNumber, Modal, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ProblemNotice, useHasRole } from '../app/index.ts';
import { useServices } from '../registry/queries.ts';
import { useImpose } from './queries.ts';

const DAYS_MAX = 365;
const CHARS_MAX = 3_000;

interface Draft {
  readonly serviceId: string;
  readonly user: string;
  readonly rung: MeasureRung;
  readonly days: number;
  readonly endpoints: MeasureFunction[];
  readonly zh: string;
  readonly en: string;
}

/** Imposes a measure by hand, with reasons in both languages. */
export function ImposeModal() {
  const { t } = useTranslation('measures');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('impose')}
      </Button>
      <Modal open={isOpen} title={t('form.title')} footer={null} destroyOnHidden onCancel={() => setOpen(false)}>
        <ImposeForm />
      </Modal>
    </>
  );
}

function ImposeForm() {
  const { t } = useTranslation('measures');
  const { message } = App.useApp();
  const navigate = useNavigate();
  const services = useServices();
  const impose = useImpose();
  const mayEnd = useHasRole('administrator', 'compliance-officer');
  const [form] = Form.useForm<Draft>();
  const [by, setBy] = useState<'user' | 'exchange'>('user');
  const rung = Form.useWatch('rung', form) ?? 'warning';
  const submit = ({ serviceId, user, days, endpoints, zh, en }: Draft): void =>
    impose.mutate(
      {
        serviceId,
        ...(by === 'user' ? { user } : { exchangeId: user.trim() }),
        rung,
        days: rung === 'end' ? null : days,
        endpoints: rung === 'restriction' ? endpoints : [],
        risks: [],
        reason: { zh, en },
      },
      {
        onSuccess: ({ id }) => {
          void message.success(t('deeds.done'));
          void navigate(`/measures/${id}`);
        },
      },
    );
  const required = { required: true } as const;
  return (
    <Form<Draft>
      form={form}
      layout="vertical"
      initialValues={{ rung: 'warning', days: 7, endpoints: [], user: '', zh: '', en: '' }}
      onFinish={submit}
    >
      <Form.Item name="serviceId" label={t('form.service')} rules={[required]}>
        <Select options={(services.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item label={t('form.by')}>
        <Segmented
          aria-label={t('form.by')}
          value={by}
          options={[
            { value: 'user' as const, label: t('form.byUser') },
            { value: 'exchange' as const, label: t('form.byExchange') },
          ]}
          onChange={setBy}
        />
      </Form.Item>
      <Form.Item name="user" label={by === 'user' ? t('form.user') : t('form.exchange')} rules={[required]}>
        <Input maxLength={512} autoComplete="off" />
      </Form.Item>
      <Form.Item name="rung" label={t('form.rung')} extra={mayEnd ? t('form.hint') : t('form.officer')}>
        <Select
          options={measureRungSchema.options.map((one) => ({
            value: one,
            label: t(`rungs.${one}`),
            disabled: one === 'end' && !mayEnd,
          }))}
        />
      </Form.Item>
      {rung !== 'end' && (
        <Form.Item name="days" label={t('form.days')} rules={[required]}>
          <InputNumber min={1} max={DAYS_MAX} precision={0} />
        </Form.Item>
      )}
      {rung === 'restriction' && (
        <Form.Item name="endpoints" label={t('form.functions')} rules={[required]}>
          <Select
            mode="multiple"
            options={measureFunctionSchema.options.map((one) => ({ value: one, label: t(`functions.${one}`) }))}
          />
        </Form.Item>
      )}
      {(['zh', 'en'] as const).map((language) => (
        <Form.Item key={language} name={language} label={t(`form.${language}`)} rules={[required]}>
          <Input.TextArea maxLength={CHARS_MAX} autoSize={{ minRows: 2, maxRows: 8 }} />
        </Form.Item>
      ))}
      <Button type="primary" htmlType="submit" loading={impose.isPending}>
        {t('form.submit')}
      </Button>
      <ProblemNotice error={impose.error} />
    </Form>
  );
}
