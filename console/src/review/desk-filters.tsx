import { reviewReasonSchema } from '@hegui/contract';
import { Button, Flex, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { RiskSelect } from '../content/risk-select.tsx';
import { useServices } from '../registry/queries.ts';
import type { QueueFilter } from './queries.ts';

const STATES = ['open', 'waiting', 'escalated'] as const;

/** Narrows the queue. */
export function DeskFilters({ filter, onChange }: { filter: QueueFilter; onChange: (filter: QueueFilter) => void }) {
  const { t } = useTranslation('review');
  const services = useServices();
  const set = (change: { readonly [K in keyof QueueFilter]: QueueFilter[K] | undefined }) => {
    const next = Object.entries({ ...filter, ...change }).filter(([, value]) => value !== undefined && value !== '');
    onChange(Object.fromEntries(next));
  };
  return (
    <Flex gap={8} wrap role="search" aria-label={t('filter.label')}>
      <Select
        aria-label={t('filter.state')}
        style={{ width: 130 }}
        value={filter.state ?? 'open'}
        options={STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        onChange={(state) => set({ state: state === 'open' ? undefined : state })}
      />
      <Select
        aria-label={t('filter.reason')}
        placeholder={t('filter.reason')}
        allowClear
        style={{ width: 150 }}
        {...(filter.reason === undefined ? {} : { value: filter.reason })}
        options={reviewReasonSchema.options.map((reason) => ({ value: reason, label: t(`reason.${reason}`) }))}
        onChange={(reason: string | undefined) => set({ reason })}
      />
      <Select
        aria-label={t('filter.service')}
        placeholder={t('filter.service')}
        allowClear
        style={{ width: 170 }}
        {...(filter.serviceId === undefined ? {} : { value: filter.serviceId })}
        options={(services.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(serviceId: string | undefined) => set({ serviceId })}
      />
      <div style={{ width: 190 }}>
        <RiskSelect
          withGroups
          allowClear
          placeholder={t('filter.risk')}
          ariaLabel={t('filter.risk')}
          {...(filter.risk === undefined ? {} : { value: filter.risk })}
          onChange={(risk) => set({ risk })}
        />
      </div>
      {Object.keys(filter).length > 0 && <Button onClick={() => onChange({})}>{t('filter.clear')}</Button>}
    </Flex>
  );
}
