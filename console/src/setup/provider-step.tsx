import { CheckCircleFilled } from '@ant-design/icons';
import { nameSchema } from '@hegui/contract';
import { Form, Input, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { checkCreditCode, normalizeCreditCode, ProviderCode, ruleOf } from '../app/index.ts';

/** Fields of the provider, with the provider code growing as the credit code is typed. */
export function ProviderStep() {
  const { t } = useTranslation('setup');
  const app = useTranslation('app');
  const form = Form.useFormInstance();
  const creditCode: string = Form.useWatch(['provider', 'creditCode'], form) ?? '';
  const state = checkCreditCode(creditCode);
  const isWrong = state === 'alphabet' || state === 'long' || state === 'check-digit';
  return (
    <>
      <Typography.Paragraph type="secondary">{t('providerWhy')}</Typography.Paragraph>
      <Form.Item
        name={['provider', 'name']}
        label={t('providerName')}
        extra={t('providerNameHint')}
        validateTrigger="onBlur"
        rules={[ruleOf(nameSchema, t('nameRule'))]}
      >
        <Input autoComplete="organization" autoFocus />
      </Form.Item>
      <Form.Item
        name={['provider', 'creditCode']}
        label={t('creditCode')}
        normalize={normalizeCreditCode}
        validateStatus={state === 'ok' ? 'success' : isWrong ? 'error' : ''}
        // No feedback icon inside the field: it would rebuild the field and take the focus away while typing.
        help={
          <span role="status">
            {state === 'ok' && <CheckCircleFilled style={{ color: 'var(--ant-color-success)', marginInlineEnd: 6 }} />}
            {app.t(`creditCode.${state}`)} · {[...creditCode].length}/18
          </span>
        }
        rules={[
          {
            validator: async (_rule, value: string | undefined) => {
              const found = checkCreditCode(value ?? '');
              if (found !== 'ok') throw new Error(app.t(`creditCode.${found}`));
            },
          },
        ]}
      >
        <Input className="mono" spellCheck={false} autoComplete="off" maxLength={24} />
      </Form.Item>
      <div style={{ marginTop: 28 }}>
        <ProviderCode creditCode={creditCode} modelCode="0001" />
      </div>
    </>
  );
}
