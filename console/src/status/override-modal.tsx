import { type ControlState, overrideCreateSchema, type Status } from '@hegui/contract';
import { Form, Input, Modal, Select, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, ruleOf } from '../app/index.ts';
import { useOverride } from './queries.ts';
import { useText } from './use-text.ts';

interface Draft {
  readonly status: Exclude<Status, 'unknown'>;
  readonly reason: string;
  readonly days: number;
}

const CHOICES = ['met', 'due', 'breached', 'not-applicable'] as const;
const DAYS = [7, 30, 90, 180] as const;
const DAY_MS = 86_400_000;
// A day of 180 that is a second too long would be refused.
const SPARE_MS = 60_000;

/** A person answers for a status by name, with a reason and an end. */
export function OverrideModal({ control, onClose }: { control: ControlState; onClose: () => void }) {
  const { t } = useTranslation('status');
  const text = useText();
  const [form] = Form.useForm<Draft>();
  const override = useOverride();
  const submit = ({ status, reason, days }: Draft) =>
    override.mutate(
      {
        control: control.id,
        status,
        reason,
        expiresAt: new Date(Date.now() + days * DAY_MS - SPARE_MS).toISOString(),
      },
      { onSuccess: onClose },
    );
  return (
    <Modal
      title={t('override.title', { name: text(control.title) })}
      open
      onCancel={onClose}
      onOk={form.submit}
      okText={t('override.submit')}
      cancelText={t('override.cancel')}
      confirmLoading={override.isPending}
    >
      <Typography.Paragraph type="secondary">{t('override.help')}</Typography.Paragraph>
      <Form<Draft>
        form={form}
        layout="vertical"
        initialValues={{ status: 'met', reason: '', days: 30 }}
        onFinish={submit}
      >
        <Form.Item name="status" label={t('override.status')}>
          <Select options={CHOICES.map((value) => ({ value, label: t(`status.${value}`) }))} />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t('override.reason')}
          rules={[ruleOf(overrideCreateSchema.shape.reason, t('override.reasonRule'))]}
        >
          <Input.TextArea maxLength={1_000} autoSize={{ minRows: 3, maxRows: 8 }} />
        </Form.Item>
        <Form.Item name="days" label={t('override.days')}>
          <Select options={DAYS.map((value) => ({ value, label: t('override.daysOption', { count: value }) }))} />
        </Form.Item>
      </Form>
      <ProblemNotice error={override.error} />
    </Modal>
  );
}
