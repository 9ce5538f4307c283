import { modelCodeSchema, nameSchema } from '@hegui/contract';
import { Form, Input, Switch, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProviderCode, ruleOf } from '../app/index.ts';

/** Fields of the first service; may be left out when one exists. */
export function ServiceStep() {
  const { t } = useTranslation('setup');
  const form = Form.useFormInstance();
  const makesService: boolean = Form.useWatch('makesService', form) ?? true;
  const modelCode: string = Form.useWatch(['service', 'modelCode'], form) ?? '';
  const creditCode: string = Form.useWatch(['provider', 'creditCode'], { form, preserve: true }) ?? '';
  return (
    <>
      <Form.Item name="makesService" label={t('makeService')} valuePropName="checked" layout="horizontal" colon={false}>
        <Switch />
      </Form.Item>
      {!makesService && <Typography.Paragraph type="secondary">{t('makeServiceOff')}</Typography.Paragraph>}
      {makesService && (
        <>
          <Form.Item
            name={['service', 'name']}
            label={t('serviceName')}
            extra={t('serviceNameHint')}
            validateTrigger="onBlur"
            rules={[ruleOf(nameSchema, t('nameRule'))]}
          >
            <Input autoFocus />
          </Form.Item>
          <Form.Item
            name={['service', 'modelCode']}
            label={t('modelCode')}
            extra={t('modelCodeHint')}
            normalize={(typed: string) => typed.trim().toUpperCase()}
            rules={[ruleOf(modelCodeSchema, t('modelCodeRule'))]}
          >
            <Input className="mono" spellCheck={false} maxLength={4} style={{ width: 120 }} />
          </Form.Item>
          <ProviderCode creditCode={creditCode} modelCode={modelCode} />
        </>
      )}
    </>
  );
}
