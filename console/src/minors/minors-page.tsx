import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { PageHeader, useHasRole } from '../app/index.ts';
import { SectionTabs } from '../registry/section-tabs.tsx';
import { AppealsTab } from './appeals-tab.tsx';
import { CrisesTab } from './crises-tab.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { PolicyTab } from './policy-tab.tsx';
import { RecordTab } from './record-tab.tsx';

const TABS = ['overview', 'policy', 'appeals', 'record', 'crises'] as const;
const PANES = {
  overview: <OverviewTab />,
  policy: <PolicyTab />,
  appeals: <AppealsTab />,
  record: <RecordTab />,
  crises: <CrisesTab />,
} as const;

/** How services treat minors: figures, settings, appeals, and whom somebody has to take care of. */
export function MinorsPage() {
  const { t } = useTranslation('minors');
  const [search, setSearch] = useSearchParams();
  const mayLook = useHasRole('administrator', 'compliance-officer', 'reviewer');
  const tabs = TABS.filter((tab) => tab !== 'record' || mayLook);
  const active = tabs.find((tab) => tab === search.get('tab')) ?? 'overview';
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <Button href="/portal/guardians" target="_blank">
            {t('portal')}
          </Button>
        }
      />
      <SectionTabs
        label={t('sections')}
        active={active}
        items={tabs.map((tab) => ({ key: tab, label: t(`tabs.${tab}`), children: PANES[tab] }))}
        onChange={(tab) => setSearch({ tab }, { replace: true })}
      />
    </>
  );
}
