import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { PageHeader } from '../app/index.ts';
import { SectionTabs } from '../registry/section-tabs.tsx';
import { AgreementsTab } from './agreements-tab.tsx';
import { LiftsTab } from './lifts-tab.tsx';
import { MaterialsTab } from './materials-tab.tsx';
import { RequestsTab } from './requests-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';

/** Content without explicit label: who asked, what they agreed to, what they got; and the materials on labels for others. */
export function LiftedLabelsPage() {
  const { t } = useTranslation('liftedLabels');
  const [search, setSearch] = useSearchParams();
  const tabs = [
    { key: 'lifts', label: t('tabs.lifts'), children: <LiftsTab /> },
    { key: 'requests', label: t('tabs.requests'), children: <RequestsTab /> },
    { key: 'agreements', label: t('tabs.agreements'), children: <AgreementsTab /> },
    { key: 'settings', label: t('tabs.settings'), children: <SettingsTab /> },
    { key: 'materials', label: t('tabs.materials'), children: <MaterialsTab /> },
  ];
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <SectionTabs
        label={t('sections')}
        active={tabs.find(({ key }) => key === search.get('tab'))?.key ?? 'lifts'}
        items={tabs}
        onChange={(tab) => setSearch({ tab }, { replace: true })}
      />
    </>
  );
}
