import { passwordSchema } from '@hegui/contract';
import { useMutation } from '@tanstack/react-query';
import { App, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../api/index.ts';
import { ruleOf } from './form-rules.ts';
import { ProblemNotice } from './problem-notice.tsx';

interface PasswordFields {
  readonly current: string;
  readonly next: string;
  readonly again: string;
}

/** Lets the signed-in member change their own password. */
export function PasswordModal({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('app');
  const { message } = App.useApp();
  const [form] = Form.useForm<PasswordFields>();
  const change = useMutation({
    mutationFn: ({ current, next }: PasswordFields) => api.post('/api/session/password', { current, next }),
    onSuccess: () => {
      message.success(t('password.done'));
      onClose();
    },
  });
  return (
    <Modal
      open={open}
      title={t('password.title')}
      okText={t('password.submit')}
      confirmLoading={change.isPending}
      destroyOnHidden
      onOk={() => form.submit()}
      onCancel={onClose}
      afterClose={() => change.reset()}
    >
      <Form<PasswordFields>
        form={form}
        layout="vertical"
        requiredMark={false}
        preserve={false}
        onFinish={(fields) => change.mutate(fields)}
      >
        <Form.Item
          name="current"
          label={t('password.current')}
          rules={[{ required: true, message: t('password.missing') }]}
        >
          <Input.Password autoComplete="current-password" autoFocus />
        </Form.Item>
        <Form.Item
          name="next"
          label={t('password.next')}
          extra={t('password.rule')}
          validateTrigger="onBlur"
          rules={[ruleOf(passwordSchema, t('password.short'))]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('password.again')}
          dependencies={['next']}
          validateTrigger="onBlur"
          rules={[
            ({ getFieldValue }) => ({
              validator: async (_rule, value: unknown) => {
                if (value !== getFieldValue('next')) throw new Error(t('password.differs'));
              },
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        {/* Enter submits from any field although the buttons stand outside the form. */}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
        <ProblemNotice error={change.error} />
      </Form>
    </Modal>
  );
}
