import type { DisclosureState, Service, TrainingPolicy } from '@hegui/contract';
import { Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { useService } from '../registry/queries.ts';
import { SaveBar } from '../registry/save-bar.tsx';
import { useServiceEdit } from '../registry/use-service-edit.ts';

/** Whether what users enter may be used for training where they said nothing; a part of the service's policy. */
export function TrainingTab({ state }: { state: DisclosureState }) {
  const { t } = useTranslation('disclosure');
  const service = useService(state.serviceId);
  return (
    <section style={{ maxWidth: 640 }}>
      <h2 style={{ fontSize: 15, margin: '0 0 4px' }}>{t('training')}</h2>
      <p>{t('trainingText')}</p>
      <ProblemNotice error={service.error} />
      {service.isPending && <PageLoading />}
      {service.data !== undefined && <Fields service={service.data} />}
      <p>{t('choices', state.choices)}</p>
    </section>
  );
}

function Fields({ service }: { service: Service }) {
  const { t } = useTranslation('disclosure');
  const mayChange = useHasRole('administrator', 'compliance-officer');
  const edit = useServiceEdit<TrainingPolicy>(
    service,
    ({ policy }) => policy.training,
    (training) => ({ policy: { ...service.policy, training } }),
  );
  return (
    <>
      <Radio.Group
        disabled={!mayChange}
        value={edit.value.choice}
        style={{ display: 'flex', flexDirection: 'column', gap: 8 }}
        options={(['opt-in', 'opt-out'] as const).map((one) => ({ value: one, label: t(`policy.${one}`) }))}
        onChange={({ target }) => edit.edit({ choice: target.value === 'opt-out' ? 'opt-out' : 'opt-in' })}
      />
      {mayChange ? <SaveBar edit={edit} /> : <p>{t('readOnly')}</p>}
    </>
  );
}
