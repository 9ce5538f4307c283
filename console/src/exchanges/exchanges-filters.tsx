import { outcomeSchema } from '@hegui/contract';
import { Button, Flex, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRiskName, useRisks } from '../app/index.ts';
import { InstantField } from './instant-field.tsx';
import { useServiceNames } from './queries.ts';
import type { FilterChange, Filters } from './use-filters.ts';

interface ExchangesFiltersProps {
  readonly filters: Filters;
  readonly onChange: (change: FilterChange) => void;
  readonly onClear: () => void;
}

/** The search and the filters; every choice stands in the address, so that a view can be sent to a colleague. */
export function ExchangesFilters({ filters, onChange, onClear }: ExchangesFiltersProps) {
  const { t } = useTranslation('exchanges');
  const app = useTranslation('app');
  const services = useServiceNames();
  const risks = useRisks();
  const nameOf = useRiskName();
  const hasFilters = Object.keys(filters).length > 0;
  const choice = { allowClear: true, style: { flex: '1 1 130px', maxWidth: 220, minWidth: 110 } } as const;
  return (
    <Flex component="search" aria-label={t('filters.label')} gap={8} wrap style={{ marginBottom: 16 }}>
      <SearchField
        key={filters.search ?? ''}
        value={filters.search ?? ''}
        onChange={(search) => onChange({ search })}
      />
      <Select
        {...choice}
        aria-label={t('filters.outcome')}
        placeholder={t('filters.outcome')}
        value={filters.outcome ?? null}
        options={outcomeSchema.options.map((value) => ({ value, label: app.t(`outcome.${value}`) }))}
        onChange={(outcome) => onChange({ outcome })}
      />
      <Select
        {...choice}
        aria-label={t('filters.service')}
        placeholder={t('filters.service')}
        value={filters.serviceId ?? null}
        options={(services.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(serviceId) => onChange({ serviceId })}
      />
      <Select
        {...choice}
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={320}
        aria-label={t('filters.risk')}
        placeholder={t('filters.risk')}
        value={filters.risk ?? null}
        options={(risks.data?.risks ?? [])
          .filter((risk) => risk.group !== null)
          .map(({ code }) => ({ value: code, label: `${code} ${nameOf(code) ?? ''}` }))}
        onChange={(risk) => onChange({ risk })}
      />
      <Select
        {...choice}
        aria-label={t('filters.hits')}
        placeholder={t('filters.hits')}
        value={filters.hits ?? null}
        options={[
          { value: 'any', label: t('filters.hitsAny') },
          { value: 'none', label: t('filters.hitsNone') },
        ]}
        onChange={(hits) => onChange({ hits })}
      />
      <InstantField label={t('filters.from')} value={filters.from ?? null} onChange={(from) => onChange({ from })} />
      <InstantField label={t('filters.to')} value={filters.to ?? null} onChange={(to) => onChange({ to })} />
      {hasFilters && (
        <Button type="link" onClick={onClear}>
          {t('filters.clear')}
        </Button>
      )}
    </Flex>
  );
}

function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation('exchanges');
  const [typed, setTyped] = useState(value);
  return (
    <Input.Search
      allowClear
      aria-label={t('filters.search')}
      placeholder={t('filters.search')}
      value={typed}
      maxLength={200}
      style={{ flex: '2 1 260px', maxWidth: 420 }}
      onChange={(event) => setTyped(event.target.value)}
      onSearch={(text) => onChange(text.trim())}
    />
  );
}
