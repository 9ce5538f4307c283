import { Flex, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../registry/queries.ts';
import type { LiftsFilter } from './queries.ts';

interface FilterBarProps {
  readonly filter: LiftsFilter;
  readonly searchLabel: string;
  readonly onChange: (filter: LiftsFilter) => void;
  readonly children?: ReactNode;
}

/** A search that starts with Enter, a choice of one service, and what else a list has. */
export function FilterBar({ filter, searchLabel, onChange, children }: FilterBarProps) {
  const { t } = useTranslation('liftedLabels');
  const services = useServices();
  return (
    <Flex gap={8} wrap>
      <Input.Search
        aria-label={searchLabel}
        placeholder={searchLabel}
        defaultValue={filter.search}
        allowClear
        style={{ flex: '1 1 240px', maxWidth: 460 }}
        onSearch={(search) => onChange({ ...filter, search: search.trim() })}
      />
      <Select
        aria-label={t('service')}
        value={filter.serviceId ?? ''}
        style={{ flex: '0 1 200px', minWidth: 140 }}
        options={[
          { value: '', label: t('allServices') },
          ...(services.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(id) => onChange({ ...filter, serviceId: id === '' ? undefined : id })}
      />
      {children}
    </Flex>
  );
}
