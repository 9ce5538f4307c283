import { nameSchema, upstreamCreateSchema } from '@hegui/contract';
import { Alert, Checkbox, Flex, Form, Input, InputNumber, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { ruleOf } from '../app/index.ts';
import { ModelsField } from './models-field.tsx';

const timeouts = ['connectMs', 'firstByteMs', 'idleMs'] as const;
const TIMEOUT_MS_MAX = 3_600_000;

/** The fields of an upstream; its key can be set and removed, never read. */
export function UpstreamFields({ hasApiKey }: { hasApiKey: boolean }) {
  const { t } = useTranslation('registry');
  return (
    <>
      <Form.Item name="name" label={t('upstreams.name')} rules={[ruleOf(nameSchema, t('nameRule'))]}>
        <Input autoFocus maxLength={100} />
      </Form.Item>
      <BaseUrlField />
      <ApiKeyField hasApiKey={hasApiKey} />
      <h3 style={{ fontSize: 14, margin: '8px 0 4px' }}>{t('upstreams.models')}</h3>
      <Typography.Paragraph type="secondary">{t('upstreams.modelsHelp')}</Typography.Paragraph>
      <ModelsField />
      <h3 style={{ fontSize: 14, margin: '20px 0 4px' }}>{t('upstreams.timeouts')}</h3>
      <Typography.Paragraph type="secondary">{t('upstreams.timeoutsHelp')}</Typography.Paragraph>
      <Flex gap={12} wrap>
        {timeouts.map((name) => (
          <Form.Item key={name} name={name} label={t(`upstreams.${name}`)} style={{ flex: '1 1 150px' }}>
            <InputNumber
              min={1}
              max={TIMEOUT_MS_MAX}
              precision={0}
              placeholder={t('upstreams.default')}
              style={{ width: '100%' }}
            />
          </Form.Item>
        ))}
      </Flex>
    </>
  );
}

function BaseUrlField() {
  const { t } = useTranslation('registry');
  const baseUrl: string = Form.useWatch('baseUrl', Form.useFormInstance()) ?? '';
  return (
    <>
      <Form.Item
        name="baseUrl"
        label={t('upstreams.baseUrl')}
        extra={t('upstreams.baseUrlHelp')}
        validateTrigger="onBlur"
        rules={[ruleOf(upstreamCreateSchema.shape.baseUrl, t('upstreams.baseUrlRule'))]}
      >
        <Input className="mono" spellCheck={false} autoComplete="off" inputMode="url" />
      </Form.Item>
      {isExposed(baseUrl) && (
        <Alert type="warning" showIcon title={t('upstreams.plainHttp')} style={{ marginBottom: 20 }} />
      )}
    </>
  );
}

function ApiKeyField({ hasApiKey }: { hasApiKey: boolean }) {
  const { t } = useTranslation('registry');
  const isRemoved: boolean = Form.useWatch('removesApiKey', Form.useFormInstance()) ?? false;
  return (
    <>
      <Form.Item
        name="apiKey"
        label={t('upstreams.apiKey')}
        extra={t('upstreams.apiKeyHelp')}
        style={hasApiKey ? { marginBottom: 8 } : {}}
      >
        <Input.Password
          className="mono"
          autoComplete="new-password"
          maxLength={4_000}
          visibilityToggle={false}
          disabled={isRemoved}
          placeholder={hasApiKey ? `${t('upstreams.apiKeySet')} · ${t('upstreams.apiKeyKeep')}` : ''}
        />
      </Form.Item>
      <Form.Item name="removesApiKey" valuePropName="checked" hidden={!hasApiKey}>
        <Checkbox>{t('upstreams.apiKeyRemove')}</Checkbox>
      </Form.Item>
    </>
  );
}

/** Would the key and the content cross a network in the clear? */
function isExposed(baseUrl: string): boolean {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  return url?.protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}
