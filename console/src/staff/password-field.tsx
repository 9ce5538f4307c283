import { EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons';
import { passwordSchema } from '@hegui/contract';
import { Button, Flex, Form, Input, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton, ruleOf } from '../app/index.ts';
import { generatePassword } from './generate-password.ts';

// Large enough to be met by a finger.
const target = { padding: 6, margin: -6 };

/** The field `password` of a form; can be filled with a random one to hand over. */
export function PasswordField({ label }: { label: string }) {
  const { t } = useTranslation('staff');
  const form = Form.useFormInstance();
  const password: string = Form.useWatch('password', form) ?? '';
  const [generated, setGenerated] = useState<string | null>(null);

  const generate = () => {
    const made = generatePassword((bytes) => crypto.getRandomValues(bytes));
    setGenerated(made);
    form.setFieldValue('password', made);
    void form.validateFields(['password']);
  };
  const isGenerated = generated !== null && generated === password;
  return (
    <>
      <Form.Item
        name="password"
        label={label}
        extra={t('passwordExtra')}
        validateTrigger="onBlur"
        rules={[ruleOf(passwordSchema, t('passwordRule'))]}
      >
        <Input.Password
          autoComplete="new-password"
          className="mono"
          maxLength={200}
          iconRender={(isShown) => (isShown ? <EyeOutlined style={target} /> : <EyeInvisibleOutlined style={target} />)}
        />
      </Form.Item>
      <Flex gap={8} wrap align="center" style={{ marginBottom: 16 }}>
        <Button size="small" onClick={generate}>
          {t('generate')}
        </Button>
        {isGenerated && <CopyButton text={password} label={t('copyPassword')} />}
        {isGenerated && <Typography.Text type="secondary">{t('generated')}</Typography.Text>}
      </Flex>
    </>
  );
}
