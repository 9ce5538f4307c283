import { modelCodeSchema } from '@hegui/contract';
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProviderCode, ruleOf } from '../app/index.ts';
import { useProvider } from './queries.ts';

/** The field `modelCode` of a form, with the provider code growing as it is typed. */
export function ModelCodeField() {
  const { t } = useTranslation('registry');
  const form = Form.useFormInstance();
  const modelCode: string = Form.useWatch('modelCode', form) ?? '';
  const provider = useProvider();
  return (
    <>
      <Form.Item
        name="modelCode"
        label={t('services.modelCode')}
        extra={t('services.modelCodeHelp')}
        normalize={(typed: string) => typed.trim().toUpperCase()}
        rules={[ruleOf(modelCodeSchema, t('services.modelCodeRule'))]}
      >
        <Input className="mono" maxLength={4} spellCheck={false} autoComplete="off" style={{ width: 120 }} />
      </Form.Item>
      {provider.isSuccess && (
        <Form.Item label={t('identity.preview')}>
          <ProviderCode creditCode={provider.data.creditCode} modelCode={modelCode} />
        </Form.Item>
      )}
    </>
  );
}
