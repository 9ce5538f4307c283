import { Flex, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { PageHeader } from '../app/index.ts';
import { useServices } from '../registry/queries.ts';
import { SectionTabs } from '../registry/section-tabs.tsx';
import { CoverageTab } from './coverage-tab.tsx';
import { LookupTab } from './lookup-tab.tsx';
import { SamplesTab } from './samples-tab.tsx';
import { WithheldTab } from './withheld-tab.tsx';

/** What became of everything that models made. */
export function LabelsPage() {
  const { t } = useTranslation('labels');
  const [search, setSearch] = useSearchParams();
  const serviceId = search.get('service') ?? '';
  const set = (name: string, value: string): void =>
    setSearch(
      (before) => {
        if (value === '') before.delete(name);
        else before.set(name, value);
        return before;
      },
      { replace: true },
    );
  const tabs = [
    { key: 'coverage', label: t('tabs.coverage'), children: <CoverageTab serviceId={serviceId} /> },
    { key: 'samples', label: t('tabs.samples'), children: <SamplesTab serviceId={serviceId} /> },
    { key: 'withheld', label: t('tabs.withheld'), children: <WithheldTab serviceId={serviceId} /> },
    { key: 'lookup', label: t('tabs.lookup'), children: <LookupTab /> },
  ];
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={<ServiceSelect value={serviceId} onChange={(id) => set('service', id)} />}
      />
      <SectionTabs
        label={t('tabs.label')}
        active={tabs.find(({ key }) => key === search.get('tab'))?.key ?? 'coverage'}
        items={tabs}
        onChange={(tab) => set('tab', tab)}
      />
    </>
  );
}

function ServiceSelect({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const { t } = useTranslation('labels');
  const services = useServices();
  const options = [
    { value: '', label: t('allServices') },
    ...(services.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <Flex>
      <Select aria-label={t('service')} value={value} options={options} style={{ width: 240 }} onChange={onChange} />
    </Flex>
  );
}
