import { type webhookCreatedSchema, webhookCreateSchema, webhookEventsSchema } from '@hegui/contract';
import { Alert, Button, Checkbox, Flex, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { CopyButton, ProblemNotice, ruleOf } from '../app/index.ts';
import { useCreateWebhook } from './queries.ts';

export type CreatedWebhook = z.infer<typeof webhookCreatedSchema>;
type Draft = z.output<typeof webhookCreateSchema>;

interface WebhookCreateModalProps {
  readonly serviceId: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onCreated: (webhook: CreatedWebhook) => void;
}

/** Sets an address up, with what it is told of. */
export function WebhookCreateModal({ serviceId, isOpen, onClose, onCreated }: WebhookCreateModalProps) {
  const { t } = useTranslation('webhooks');
  const [form] = Form.useForm<Draft>();
  const create = useCreateWebhook(serviceId);
  const events = webhookEventsSchema.options;
  return (
    <Modal
      title={t('create')}
      open={isOpen}
      onCancel={onClose}
      onOk={form.submit}
      okText={t('submit')}
      cancelText={t('cancel')}
      confirmLoading={create.isPending}
      destroyOnHidden
    >
      <Form<Draft>
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ events: [...events] }}
        onFinish={(draft) => create.mutate(draft, { onSuccess: onCreated })}
      >
        <Form.Item name="url" label={t('url')} rules={[ruleOf(webhookCreateSchema.shape.url, t('urlRule'))]}>
          <Input autoFocus maxLength={1_000} placeholder={t('urlPlaceholder')} inputMode="url" />
        </Form.Item>
        <Form.Item
          name="events"
          label={t('events')}
          rules={[ruleOf(webhookCreateSchema.shape.events, t('eventsRule'))]}
        >
          <Checkbox.Group options={events.map((one) => ({ value: one, label: t(one) }))} />
        </Form.Item>
      </Form>
      <ProblemNotice error={create.error} />
    </Modal>
  );
}

/** Shows a new secret this once. Closes only by its button, so that no stray click loses it. */
export function WebhookOnceModal({ created, onClose }: { created: CreatedWebhook | null; onClose: () => void }) {
  const { t } = useTranslation('webhooks');
  return (
    <Modal
      title={t('onceTitle')}
      open={created !== null}
      width={680}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('done')}
        </Button>
      }
    >
      {created !== null && (
        <Flex vertical gap={14}>
          <Alert type="warning" showIcon title={t('onceText')} />
          <Flex gap={10} align="center" wrap>
            <code className="mono break-anywhere" style={{ flex: '1 1 300px', fontSize: 14 }}>
              {created.secret}
            </code>
            <CopyButton text={created.secret} label={t('secret')} type="primary" size="middle" />
          </Flex>
        </Flex>
      )}
    </Modal>
  );
}
