import { type apiKeyCreatedSchema, nameSchema } from '@hegui/contract';
import { Form, Input, InputNumber, Modal, Select, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { ProblemNotice, ruleOf } from '../app/index.ts';
import { useCreateApiKey } from './queries.ts';

interface Draft {
  readonly name: string;
  readonly ratePerMinute: number | null;
  readonly openMax: number | null;
  readonly audience: 'general' | 'minors' | null;
}

interface ApiKeyCreateModalProps {
  readonly serviceId: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onCreated: (key: z.infer<typeof apiKeyCreatedSchema>) => void;
}

/** Makes a key with its limits. */
export function ApiKeyCreateModal({ serviceId, isOpen, onClose, onCreated }: ApiKeyCreateModalProps) {
  const { t } = useTranslation('registry');
  const [form] = Form.useForm<Draft>();
  const create = useCreateApiKey(serviceId);
  return (
    <Modal
      title={t('keys.create')}
      open={isOpen}
      onCancel={onClose}
      onOk={form.submit}
      okText={t('keys.submit')}
      cancelText={t('cancel')}
      confirmLoading={create.isPending}
      destroyOnHidden
    >
      <Form<Draft>
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ ratePerMinute: null, openMax: null, audience: null }}
        onFinish={(draft) => create.mutate(draft, { onSuccess: onCreated })}
      >
        <Form.Item name="name" label={t('keys.name')} rules={[ruleOf(nameSchema, t('nameRule'))]}>
          <Input autoFocus maxLength={100} placeholder={t('keys.namePlaceholder')} />
        </Form.Item>
        <Form.Item name="ratePerMinute" label={t('keys.rate')}>
          <InputNumber min={1} precision={0} placeholder={t('keys.noLimit')} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="openMax" label={t('keys.open')}>
          <InputNumber min={1} precision={0} placeholder={t('keys.noLimit')} style={{ width: '100%' }} />
        </Form.Item>
        <AudienceField />
        <Typography.Paragraph type="secondary">{t('keys.limitHelp')}</Typography.Paragraph>
      </Form>
      <ProblemNotice error={create.error} />
    </Modal>
  );
}

function AudienceField() {
  const { t } = useTranslation('audiences');
  const options = [
    { value: null, label: t('keyAny') },
    { value: 'general' as const, label: t('general') },
    { value: 'minors' as const, label: t('minors') },
  ];
  return (
    <Form.Item name="audience" label={t('key')} extra={t('keyHelp')}>
      <Select options={options} />
    </Form.Item>
  );
}
