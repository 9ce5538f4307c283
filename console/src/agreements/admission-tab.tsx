import type { AgreementPolicy, Service } from '@hegui/contract';
import { Flex, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { useService } from '../registry/queries.ts';
import { SaveBar } from '../registry/save-bar.tsx';
import { useServiceEdit } from '../registry/use-service-edit.ts';

/** What the gateway asks of end users before they are served; a part of the service's policy. */
export function AdmissionTab({ serviceId }: { serviceId: string }) {
  const service = useService(serviceId);
  return (
    <>
      <ProblemNotice error={service.error} />
      {service.isPending && <PageLoading />}
      {service.data !== undefined && <Fields service={service.data} />}
    </>
  );
}

function Fields({ service }: { service: Service }) {
  const { t } = useTranslation('agreements');
  const mayChange = useHasRole('administrator', 'compliance-officer');
  const edit = useServiceEdit<AgreementPolicy>(
    service,
    ({ policy }) => policy.agreements,
    (agreements) => ({ policy: { ...service.policy, agreements } }),
  );
  const { acceptance, unnamed } = edit.value;
  return (
    <section style={{ maxWidth: 640 }}>
      <h2 style={{ fontSize: 15, margin: '0 0 4px' }}>{t('admission')}</h2>
      <p>{t('admissionText')}</p>
      <Flex gap={8} align="center" style={{ marginBottom: 12 }}>
        <Switch
          aria-label={t('demand')}
          disabled={!mayChange}
          checked={acceptance === 'required'}
          onChange={(isOn) => edit.edit({ ...edit.value, acceptance: isOn ? 'required' : 'off' })}
        />
        <span>{t('demand')}</span>
      </Flex>
      <Flex gap={8} align="center" wrap>
        <span>{t('unnamed')}</span>
        <Select
          aria-label={t('unnamed')}
          disabled={!mayChange || acceptance === 'off'}
          value={unnamed}
          style={{ minWidth: 220 }}
          options={(['refuse', 'admit'] as const).map((one) => ({ value: one, label: t(`unnamedBy.${one}`) }))}
          onChange={(value) => edit.edit({ ...edit.value, unnamed: value })}
        />
      </Flex>
      {mayChange ? <SaveBar edit={edit} /> : <p>{t('readOnly')}</p>}
    </section>
  );
}
