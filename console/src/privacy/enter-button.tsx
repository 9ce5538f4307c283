import { privacyKindSchema } from '@hegui/contract';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { useServices } from '../registry/queries.ts';
import { useEnter } from './queries.ts';

const CHARS_MAX = 5_000;

/** Enters a request that came by post. */
export function EnterButton() {
  const { t } = useTranslation('privacy');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('enter.open')}
      </Button>
      {isOpen && <EnterModal onClose={() => setOpen(false)} />}
    </>
  );
}

function EnterModal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('privacy');
  const { message } = App.useApp();
  const services = useServices();
  const enter = useEnter();
  const [form] = Form.useForm<{ kind: string; serviceId: string; text: string; reason: string }>();
  const submit = async (): Promise<void> => {
    await enter.mutateAsync(await form.validateFields());
    void message.success(t('enter.done'));
    onClose();
  };
  const required = [{ required: true }];
  return (
    <Modal
      open
      title={t('enter.title')}
      okText={t('enter.submit')}
      confirmLoading={enter.isPending}
      onOk={() => void submit().catch(() => undefined)}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical">
        <Form.Item name="kind" label={t('enter.kind')} rules={required}>
          <Select options={privacyKindSchema.options.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))} />
        </Form.Item>
        <Form.Item name="serviceId" label={t('enter.service')} rules={required}>
          <Select options={(services.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
        </Form.Item>
        <Form.Item name="text" label={t('enter.text')} rules={required}>
          <Input.TextArea maxLength={CHARS_MAX} autoSize={{ minRows: 3, maxRows: 10 }} />
        </Form.Item>
        <Form.Item name="reason" label={t('enter.reason')} extra={t('enter.reasonHint')} rules={required}>
          <Input maxLength={500} />
        </Form.Item>
      </Form>
      <ProblemNotice error={enter.error} />
    </Modal>
  );
}
