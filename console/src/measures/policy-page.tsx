import type { MeasurePolicy, MeasurePolicyState } from '@hegui/contract';
import { Alert, App, Button, Card, Flex, InputNumber, Popconfirm, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { EmptyGuide, LinkButton, PageHeader, PageLoading, ProblemNotice, useHasRole, useRisks } from '../app/index.ts';
import { LimitBasis } from '../law/limit-basis.tsx';
import { useServices } from '../registry/queries.ts';
import { type PolicyDeed, useMeasurePolicy, usePolicyDeed } from './queries.ts';
import { RungsEditor } from './rungs-editor.tsx';
import { SimulationCard } from './simulation-card.tsx';

const DAYS_MAX = 365;

/** What follows on refusals, service by service: drafted, simulated, put into force. */
export function MeasurePolicyPage() {
  const { t } = useTranslation('measures');
  const [search, setSearch] = useSearchParams();
  const services = useServices();
  const serviceId = search.get('service') ?? services.data?.[0]?.id;
  return (
    <>
      <PageHeader
        title={t('policy.title')}
        description={t('policy.description')}
        actions={<LinkButton to="/measures">{t('detail.back')}</LinkButton>}
      />
      <ProblemNotice error={services.error} />
      {services.isPending && <PageLoading />}
      {services.isSuccess && serviceId === undefined && <EmptyGuide title={t('policy.noService')} text="" />}
      {serviceId !== undefined && (
        <Flex vertical gap={16}>
          <Select
            aria-label={t('policy.service')}
            value={serviceId}
            style={{ width: 260, maxWidth: '100%' }}
            options={(services.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(service) => setSearch({ service })}
          />
          <Policy key={serviceId} serviceId={serviceId} />
        </Flex>
      )}
    </>
  );
}

function Policy({ serviceId }: { serviceId: string }) {
  const state = useMeasurePolicy(serviceId);
  const { data } = state;
  return (
    <>
      <ProblemNotice error={state.error} onRetry={() => void state.refetch()} />
      {state.isPending && <PageLoading />}
      {data !== undefined && (
        <>
          <ActiveNotice state={data} />
          <DraftCard key={data.draft?.version ?? data.active?.version ?? 0} state={data} />
        </>
      )}
    </>
  );
}

function ActiveNotice({ state }: { state: MeasurePolicyState }) {
  const { t } = useTranslation('measures');
  const mayWrite = useHasRole('administrator', 'compliance-officer');
  const deed = usePolicyDeed(state.serviceId);
  const { active } = state;
  const title =
    active === null
      ? t('policy.inactive')
      : t('policy.active', { version: active.version, name: active.activatedBy?.name ?? '–' });
  return (
    <>
      <Alert
        type={active === null ? 'warning' : 'success'}
        showIcon
        title={title}
        action={
          active !== null &&
          mayWrite && (
            <Popconfirm title={t('policy.offTitle')} onConfirm={() => deed.mutate({ name: 'end' })}>
              <Button size="small" loading={deed.isPending}>
                {t('policy.off')}
              </Button>
            </Popconfirm>
          )
        }
      />
      <ProblemNotice error={deed.error} />
    </>
  );
}

function DraftCard({ state }: { state: MeasurePolicyState }) {
  const { t } = useTranslation('measures');
  const { message } = App.useApp();
  const mayWrite = useHasRole('administrator', 'compliance-officer');
  const deed = usePolicyDeed(state.serviceId);
  const { draft, active, start, basis } = state;
  const [settings, setSettings] = useState<MeasurePolicy>(draft?.settings ?? active?.settings ?? start);
  const send = (given: PolicyDeed, done?: string): void =>
    deed.mutate(given, { onSuccess: () => void (done !== undefined && message.success(done)) });
  // What is simulated and put into force is what was saved.
  const isChanged = draft !== null && JSON.stringify(settings) !== JSON.stringify(draft.settings);
  const title = draft === null ? t('policy.draft') : t('policy.draftVersion', { version: draft.version });
  return (
    <>
      <Card size="small" title={<h2 style={{ fontSize: 15, margin: 0 }}>{title}</h2>}>
        <Flex vertical gap={16}>
          <RisksField settings={settings} mayWrite={mayWrite} onChange={setSettings} />
          {(['strikeDays', 'rememberDays'] as const).map((name) => (
            <Flex key={name} gap={8} wrap align="center">
              <InputNumber
                aria-label={t(`policy.${name}`)}
                min={1}
                max={DAYS_MAX}
                precision={0}
                disabled={!mayWrite}
                value={settings[name]}
                onChange={(value) => setSettings({ ...settings, [name]: value ?? 1 })}
              />
              <span>{t(`policy.${name}`)}</span>
            </Flex>
          ))}
          <RungsEditor
            rungs={settings.rungs}
            start={start.rungs}
            daysMax={state.automaticDaysMax}
            mayWrite={mayWrite}
            onChange={(rungs) => setSettings({ ...settings, rungs })}
          />
          {mayWrite && (
            <Flex>
              <Button
                loading={deed.isPending}
                onClick={() => send({ name: 'draft', settings }, t('policy.saved'))}
                type={draft === null ? 'primary' : 'default'}
              >
                {t('policy.save')}
              </Button>
            </Flex>
          )}
          <ProblemNotice error={deed.error} />
          <LimitBasis basis={basis} />
        </Flex>
      </Card>
      <SimulationCard draft={draft} mayWrite={mayWrite && !isChanged} isPending={deed.isPending} onDeed={send} />
    </>
  );
}

function RisksField({
  settings,
  mayWrite,
  onChange,
}: {
  settings: MeasurePolicy;
  mayWrite: boolean;
  onChange: (settings: MeasurePolicy) => void;
}) {
  const { t, i18n } = useTranslation('measures');
  const risks = useRisks().data?.risks ?? [];
  const options = risks
    .filter(({ code }) => /^A\.[1-5]\.[a-z]$/.test(code))
    .map(({ code, zh, en }) => ({ value: code, label: `${code} ${i18n.language === 'en' ? en : zh}` }));
  return (
    <div>
      <span style={{ display: 'block', marginBottom: 4 }}>{t('policy.risks')}</span>
      <Select
        mode="multiple"
        aria-label={t('policy.risks')}
        disabled={!mayWrite}
        value={settings.risks}
        options={options}
        optionFilterProp="label"
        style={{ width: '100%' }}
        onChange={(chosen) => onChange({ ...settings, risks: [...chosen].sort() })}
      />
    </div>
  );
}
