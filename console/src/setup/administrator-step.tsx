import { nameSchema, passwordSchema, usernameSchema } from '@hegui/contract';
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { ruleOf } from '../app/index.ts';

/** Fields of the first member of staff. */
export function AdministratorStep() {
  const { t } = useTranslation('setup');
  return (
    <>
      <Form.Item
        name={['administrator', 'username']}
        label={t('username')}
        extra={t('usernameRule')}
        validateTrigger="onBlur"
        rules={[ruleOf(usernameSchema, t('usernameWrong'))]}
      >
        <Input autoComplete="username" spellCheck={false} autoFocus />
      </Form.Item>
      <Form.Item
        name={['administrator', 'name']}
        label={t('name')}
        extra={t('nameHint')}
        validateTrigger="onBlur"
        rules={[ruleOf(nameSchema, t('nameRule'))]}
      >
        <Input autoComplete="name" />
      </Form.Item>
      <Form.Item
        name={['administrator', 'password']}
        label={t('password')}
        extra={t('passwordRule')}
        validateTrigger="onBlur"
        rules={[ruleOf(passwordSchema, t('passwordWrong'))]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="passwordAgain"
        label={t('passwordAgain')}
        dependencies={[['administrator', 'password']]}
        validateTrigger="onBlur"
        rules={[
          ({ getFieldValue }) => ({
            validator: async (_rule, value: unknown) => {
              if (value !== getFieldValue(['administrator', 'password'])) throw new Error(t('passwordDiffers'));
            },
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}
