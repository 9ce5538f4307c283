import { nameSchema, type Role, roleSchema, type StaffMember, usernameSchema } from '@hegui/contract';
import { App, Button, Drawer, Flex, Form, Input, Radio, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, ruleOf, useSession } from '../app/index.ts';
import { PasswordField } from './password-field.tsx';
import { useChangeMember, useCreateMember } from './queries.ts';

interface Draft {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}

interface MemberDrawerProps {
  /** The one to change; null makes a new one. */
  readonly member: StaffMember | null;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Makes an account, or changes its name and role. */
export function MemberDrawer({ member, isOpen, onClose }: MemberDrawerProps) {
  const { t } = useTranslation('staff');
  const { message } = App.useApp();
  const [form] = Form.useForm<Draft>();
  const isSelf = useSession().staff.id === member?.id;
  const create = useCreateMember();
  const change = useChangeMember();

  const done = (text: string) => () => {
    message.success(text);
    onClose();
  };
  const submit = (draft: Draft) => {
    if (member === null) return create.mutate(draft, { onSuccess: done(t('created')) });
    const { name, role } = draft;
    return change.mutate(
      { id: member.id, change: isSelf ? { name } : { name, role } },
      { onSuccess: done(t('saved')) },
    );
  };
  return (
    <Drawer
      title={member === null ? t('createTitle') : t('editTitle', { name: member.name })}
      open={isOpen}
      onClose={onClose}
      size={520}
      styles={{ wrapper: { maxWidth: '100vw' } }}
      destroyOnHidden
      footer={
        <Flex justify="flex-end">
          <Button type="primary" loading={create.isPending || change.isPending} onClick={form.submit}>
            {t('save')}
          </Button>
        </Flex>
      }
    >
      <Form<Draft>
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ name: member?.name ?? '', role: member?.role ?? 'reviewer' }}
        onFinish={submit}
      >
        {member === null && (
          <Form.Item
            name="username"
            label={t('username')}
            extra={t('usernameRule')}
            validateTrigger="onBlur"
            rules={[ruleOf(usernameSchema, t('usernameRule'))]}
          >
            <Input autoFocus spellCheck={false} autoComplete="off" maxLength={40} />
          </Form.Item>
        )}
        <Form.Item name="name" label={t('name')} rules={[ruleOf(nameSchema, t('nameRule'))]}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <RoleField isSelf={isSelf} />
        {member === null && <PasswordField label={t('password')} />}
      </Form>
      <ProblemNotice error={create.error ?? change.error} />
    </Drawer>
  );
}

function RoleField({ isSelf }: { isSelf: boolean }) {
  const { t } = useTranslation('staff');
  const { t: tApp } = useTranslation('app');
  return (
    <Form.Item name="role" label={t('role')} extra={isSelf && t('selfRole')}>
      <Radio.Group disabled={isSelf}>
        <Flex vertical gap={10}>
          {roleSchema.options.map((role) => (
            <Radio key={role} value={role} styles={{ icon: { alignSelf: 'flex-start', marginTop: 3 } }}>
              {tApp(`role.${role}`)}
              <Typography.Text type="secondary" style={{ display: 'block', whiteSpace: 'normal' }}>
                {t(`roles.${role}.can`)}
              </Typography.Text>
            </Radio>
          ))}
        </Flex>
      </Radio.Group>
    </Form.Item>
  );
}
