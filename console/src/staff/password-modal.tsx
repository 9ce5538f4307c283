import type { StaffMember } from '@hegui/contract';
import { App, Form, Modal, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { PasswordField } from './password-field.tsx';
import { useChangeMember } from './queries.ts';

interface PasswordModalProps {
  /** Whose password is reset; null when nothing is shown. */
  readonly member: StaffMember | null;
  readonly onClose: () => void;
}

/** Sets a new password for a member. */
export function PasswordModal({ member, onClose }: PasswordModalProps) {
  const { t } = useTranslation('staff');
  const { message } = App.useApp();
  const [form] = Form.useForm<{ password: string }>();
  const change = useChangeMember();

  const close = () => {
    change.reset();
    onClose();
  };
  const submit = ({ password }: { password: string }) => {
    if (member === null) return;
    change.mutate(
      { id: member.id, change: { password } },
      {
        onSuccess: () => {
          message.success(t('resetDone'));
          close();
        },
      },
    );
  };
  return (
    <Modal
      title={t('resetTitle', { name: member?.name ?? '' })}
      open={member !== null}
      onCancel={close}
      onOk={form.submit}
      okText={t('reset')}
      cancelText={t('cancel')}
      confirmLoading={change.isPending}
      destroyOnHidden
    >
      <Typography.Paragraph type="secondary">{t('resetText')}</Typography.Paragraph>
      <Form form={form} layout="vertical" preserve={false} onFinish={submit}>
        <PasswordField label={t('newPassword')} />
      </Form>
      <ProblemNotice error={change.error} />
    </Modal>
  );
}
