import { LIFT_KEEP_MONTHS_MIN, labelLiftPolicySchema, type Service } from '@hegui/contract';
import { Card, Flex, Form, InputNumber, Select, Typography } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { useServices } from '../registry/queries.ts';
import { ReadOnlyNotice } from '../registry/read-only-notice.tsx';
import { SaveBar } from '../registry/save-bar.tsx';
import { useServiceEdit } from '../registry/use-service-edit.ts';
import { useAgreements } from './queries.ts';

/** Under which agreements each service may leave the explicit label out, and how long that is kept. */
export function SettingsTab() {
  const { t } = useTranslation('liftedLabels');
  const mayChange = useHasRole('administrator', 'compliance-officer');
  const services = useServices();
  const agreements = useAgreements();
  return (
    <Flex vertical gap={16}>
      <ReadOnlyNotice mayChange={mayChange} needs="officer" />
      <Typography.Paragraph type="secondary" style={{ margin: 0 }}>
        {t('settings.help')}
      </Typography.Paragraph>
      <ProblemNotice error={services.error ?? agreements.error} onRetry={() => void services.refetch()} />
      {(services.isPending || agreements.isPending) && <PageLoading />}
      {agreements.isSuccess &&
        (services.data ?? []).map((service) => (
          <ServiceCard
            key={service.id}
            service={service}
            versions={agreements.data.map(({ version }) => version)}
            mayChange={mayChange}
          />
        ))}
    </Flex>
  );
}

interface ServiceCardProps {
  readonly service: Service;
  readonly versions: readonly string[];
  readonly mayChange: boolean;
}

function ServiceCard({ service, versions, mayChange }: ServiceCardProps) {
  const { t } = useTranslation('liftedLabels');
  const id = useId();
  const edit = useServiceEdit(
    service,
    ({ policy }) => policy.label.lift,
    (lift) => ({ policy: { ...service.policy, label: { ...service.policy.label, lift } } }),
  );
  const { agreements, keepMonths } = edit.value;
  // What a policy names stays to be chosen, wherever its text is.
  const options = [...new Set([...versions, ...agreements])].map((version) => ({ value: version, label: version }));
  return (
    <Card size="small" title={service.name}>
      <Form layout="vertical" component="div" disabled={!mayChange}>
        <Flex gap={24} wrap>
          <Form.Item label={t('settings.agreements')} htmlFor={`${id}-agreements`} style={{ flex: '1 1 240px' }}>
            <Select
              id={`${id}-agreements`}
              mode="multiple"
              value={agreements}
              placeholder={t('settings.none')}
              options={options}
              onChange={(chosen) => edit.edit({ ...edit.value, agreements: chosen })}
            />
          </Form.Item>
          <Form.Item label={t('settings.keepMonths')} htmlFor={`${id}-months`} extra={t('settings.keepHelp')}>
            <InputNumber<number>
              id={`${id}-months`}
              value={keepMonths}
              min={LIFT_KEEP_MONTHS_MIN}
              max={120}
              precision={0}
              suffix={t('settings.months')}
              style={{ width: 160 }}
              onChange={(months) => edit.edit({ ...edit.value, keepMonths: months ?? LIFT_KEEP_MONTHS_MIN })}
            />
          </Form.Item>
        </Flex>
      </Form>
      {mayChange && edit.isChanged && (
        <SaveBar edit={edit} isValid={labelLiftPolicySchema.safeParse(edit.value).success} />
      )}
    </Card>
  );
}
