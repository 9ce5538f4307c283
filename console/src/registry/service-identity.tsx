import { modelCodeSchema, nameSchema, type Service } from '@hegui/contract';
import { Form, Input, Typography } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { ProviderCode, Time } from '../app/index.ts';
import { useProvider } from './queries.ts';
import { ReadOnlyNotice } from './read-only-notice.tsx';
import { SaveBar } from './save-bar.tsx';
import { useServiceEdit } from './use-service-edit.ts';

/** The name of a service and its model code, with the provider code that follows. */
export function ServiceIdentity({ service, mayChange }: { service: Service; mayChange: boolean }) {
  const { t } = useTranslation('registry');
  const id = useId();
  const provider = useProvider();
  const edit = useServiceEdit(
    service,
    ({ name, modelCode }) => ({ name, modelCode }),
    (identity) => identity,
  );
  const { name, modelCode } = edit.value;
  const isName = nameSchema.safeParse(name).success;
  const isCode = modelCodeSchema.safeParse(modelCode).success;
  return (
    <div style={{ maxWidth: 640 }}>
      <ReadOnlyNotice mayChange={mayChange} needs="administrator" />
      <Typography.Paragraph type="secondary">{t('identity.help')}</Typography.Paragraph>
      <Form layout="vertical" disabled={!mayChange} component="div">
        <Form.Item
          label={t('services.name')}
          htmlFor={`${id}-name`}
          validateStatus={isName ? '' : 'error'}
          help={isName ? undefined : t('nameRule')}
        >
          <Input
            id={`${id}-name`}
            value={name}
            maxLength={100}
            onChange={(event) => edit.edit({ name: event.target.value, modelCode })}
          />
        </Form.Item>
        <Form.Item
          label={t('services.modelCode')}
          htmlFor={`${id}-code`}
          validateStatus={isCode ? '' : 'error'}
          help={isCode ? undefined : t('services.modelCodeRule')}
          extra={t('services.modelCodeHelp')}
        >
          <Input
            id={`${id}-code`}
            className="mono"
            value={modelCode}
            maxLength={4}
            spellCheck={false}
            style={{ width: 120 }}
            onChange={(event) => edit.edit({ name, modelCode: event.target.value.trim().toUpperCase() })}
          />
        </Form.Item>
        {provider.data !== undefined && (
          <Form.Item label={t('identity.preview')}>
            <ProviderCode creditCode={provider.data.creditCode} modelCode={modelCode} />
          </Form.Item>
        )}
      </Form>
      <Typography.Text type="secondary">
        {t('service.created')} <Time at={service.createdAt} />
      </Typography.Text>
      {mayChange && <SaveBar edit={edit} isValid={isName && isCode} />}
    </div>
  );
}
