import type { MinorPolicyState, MinorSettings } from '@hegui/contract';
import { App, Button, Flex, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { EmptyGuide, PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { useServices } from '../registry/queries.ts';
import { CompanionFields } from './companion-fields.tsx';
import { MinutesField, SwitchField } from './fields.tsx';
import { useChangePolicy, useMinorPolicy } from './queries.ts';
import { RulesTable } from './rules-table.tsx';

const BANDS = ['under-8', '8-13', '14-15', '16-17'] as const;
const ADMISSIONS = ['target', 'admit', 'excluded', 'unknown'] as const;
const BINDINGS = ['yes', 'no', 'prohibited_feature', 'uncertain'] as const;
const MODES = ['off', 'mode', 'excluded'] as const;

/** How one service treats minors, beside the rules. */
export function PolicyTab() {
  const { t } = useTranslation('minors');
  const [search, setSearch] = useSearchParams();
  const services = useServices();
  const serviceId = search.get('service') ?? services.data?.[0]?.id;
  return (
    <Flex vertical gap={16}>
      <ProblemNotice error={services.error} />
      {services.isPending && <PageLoading />}
      {services.isSuccess && serviceId === undefined && <EmptyGuide title={t('noService')} text="" />}
      {serviceId !== undefined && (
        <>
          <Select
            aria-label={t('service')}
            value={serviceId}
            style={{ width: 260, maxWidth: '100%' }}
            options={(services.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(service) => setSearch({ tab: 'policy', service })}
          />
          <Policy key={serviceId} serviceId={serviceId} />
        </>
      )}
    </Flex>
  );
}

function Policy({ serviceId }: { serviceId: string }) {
  const state = useMinorPolicy(serviceId);
  return (
    <>
      <ProblemNotice error={state.error} onRetry={() => void state.refetch()} />
      {state.isPending && <PageLoading />}
      {state.data !== undefined && <Fields key={state.data.revision} state={state.data} />}
    </>
  );
}

function Fields({ state }: { state: MinorPolicyState }) {
  const { t } = useTranslation('minors');
  const { message } = App.useApp();
  const mayChange = useHasRole('administrator', 'compliance-officer');
  const change = useChangePolicy(state.serviceId);
  const [settings, setSettings] = useState<MinorSettings>(state.settings);
  const edit = (more: Partial<MinorSettings>): void => setSettings({ ...settings, ...more });
  const save = (): void =>
    change.mutate({ settings, revision: state.revision }, { onSuccess: () => void message.success(t('policy.saved')) });
  const { minors, companion } = state.scope;
  const scope = {
    minors: t(`policy.scoped.${ADMISSIONS.find((one) => one === minors) ?? 'untold'}`),
    companion: t(`policy.scoped.${BINDINGS.find((one) => one === companion) ?? 'untold'}`),
  };
  return (
    <Flex vertical gap={14} style={{ maxWidth: 760 }}>
      <p style={{ margin: 0 }}>{t('policy.scope', scope)}</p>
      <Flex gap={8} wrap align="center">
        <span>{t('policy.mode')}</span>
        <Select
          aria-label={t('policy.mode')}
          disabled={!mayChange}
          value={settings.mode}
          style={{ minWidth: 200 }}
          options={MODES.map((mode) => ({ value: mode, label: t(`modes.${mode}`) }))}
          onChange={(mode) => edit({ mode })}
        />
      </Flex>
      <Flex gap={8} wrap align="center">
        <span>{t('policy.unknownAge')}</span>
        <Select
          aria-label={t('policy.unknownAge')}
          disabled={!mayChange}
          value={settings.unknownAge}
          style={{ minWidth: 160 }}
          options={(['adult', 'minor'] as const).map((one) => ({ value: one, label: t(`policy.unknownAges.${one}`) }))}
          onChange={(unknownAge) => edit({ unknownAge })}
        />
      </Flex>
      <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
        <legend style={{ padding: 0, marginBottom: 6 }}>{t('policy.daily')}</legend>
        <Flex gap={16} wrap>
          {BANDS.map((band) => (
            <MinutesField
              key={band}
              label={t(`bands.${band}`)}
              value={settings.dailyMinutes[band]}
              min={0}
              isDisabled={!mayChange}
              onChange={(minutes) => edit({ dailyMinutes: { ...settings.dailyMinutes, [band]: minutes } })}
            />
          ))}
        </Flex>
      </fieldset>
      <CurfewFields settings={settings} mayChange={mayChange} onEdit={edit} />
      <MinutesField
        label={t('policy.rest')}
        value={settings.restMinutes}
        min={5}
        max={240}
        isDisabled={!mayChange}
        onChange={(restMinutes) => edit({ restMinutes })}
      />
      <SwitchField
        label={t('policy.remindInText')}
        isOn={settings.remindInText}
        isDisabled={!mayChange}
        onChange={(remindInText) => edit({ remindInText })}
      />
      <SwitchField
        label={t('policy.consent')}
        isOn={settings.consentUnder14}
        isDisabled={!mayChange}
        onChange={(consentUnder14) => edit({ consentUnder14 })}
      />
      <SwitchField
        label={t('policy.trust')}
        isOn={settings.trustCode}
        isDisabled={!mayChange}
        onChange={(trustCode) => edit({ trustCode })}
      />
      <CompanionFields settings={settings} mayChange={mayChange} onEdit={edit} />
      <ReasonField settings={settings} mayChange={mayChange} onEdit={edit} />
      {mayChange ? (
        <Flex>
          <Button
            type="primary"
            loading={change.isPending}
            disabled={JSON.stringify(settings) === JSON.stringify(state.settings)}
            onClick={save}
          >
            {t('policy.save')}
          </Button>
        </Flex>
      ) : (
        <p>{t('policy.readOnly')}</p>
      )}
      <ProblemNotice error={change.error} />
      <RulesTable rules={state.rules} />
    </Flex>
  );
}

export interface EditProps {
  readonly settings: MinorSettings;
  readonly mayChange: boolean;
  readonly onEdit: (more: Partial<MinorSettings>) => void;
}

/** Chosen, not typed: browsers write times as their own language has them. */
const HALF_HOURS = Array.from(
  { length: 48 },
  (_, half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`,
);
const START_CURFEW = { from: '22:00', to: '06:00' } as const;

function CurfewFields({ settings: { curfew }, mayChange, onEdit }: EditProps) {
  const { t } = useTranslation('minors');
  return (
    <Flex gap={12} wrap align="center">
      <SwitchField
        label={t('policy.hasCurfew')}
        isOn={curfew !== null}
        isDisabled={!mayChange}
        onChange={(isOn) => onEdit({ curfew: isOn ? START_CURFEW : null })}
      />
      {curfew !== null &&
        (['from', 'to'] as const).map((end) => (
          <Flex key={end} gap={6} align="center">
            <span>{t(`policy.${end}`)}</span>
            <Select
              aria-label={`${t('policy.curfew')} ${t(`policy.${end}`)}`}
              disabled={!mayChange}
              value={curfew[end]}
              style={{ width: 110 }}
              options={[...new Set([...HALF_HOURS, curfew[end]])].sort().map((value) => ({ value, label: value }))}
              onChange={(value) => onEdit({ curfew: { ...curfew, [end]: value } })}
            />
          </Flex>
        ))}
    </Flex>
  );
}

/** Required for what is looser than the rules, and only then; the server tells what that is. */
function ReasonField({ settings, mayChange, onEdit }: EditProps) {
  const { t } = useTranslation('minors');
  return (
    <div>
      <label htmlFor="looser-reason">{t('policy.reason')}</label>
      <p style={{ margin: '0 0 4px', fontSize: 13 }}>{t('policy.reasonHint')}</p>
      <Input.TextArea
        id="looser-reason"
        disabled={!mayChange}
        value={settings.looserReason ?? ''}
        maxLength={1_000}
        autoSize={{ minRows: 2, maxRows: 6 }}
        onChange={({ target }) => onEdit({ looserReason: target.value.trim() === '' ? null : target.value })}
      />
    </div>
  );
}
