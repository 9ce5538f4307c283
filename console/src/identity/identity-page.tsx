import { Button, Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { PageHeader } from '../app/index.ts';
import { SectionTabs } from '../registry/section-tabs.tsx';
import { ProvidersTab } from './providers-tab.tsx';
import { ServicesTab } from './services-tab.tsx';
import { UserTab } from './user-tab.tsx';

/** What each service needs to know of its users, who confirms it, and what is known of one. */
export function IdentityPage() {
  const { t } = useTranslation('identity');
  const [search, setSearch] = useSearchParams();
  const tabs = [
    { key: 'services', label: t('tabs.services'), children: <ServicesTab /> },
    { key: 'providers', label: t('tabs.providers'), children: <ProvidersTab /> },
    { key: 'user', label: t('tabs.user'), children: <UserTab /> },
  ];
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <Button href="/portal/identity" target="_blank">
            {t('portal')}
          </Button>
        }
      />
      <Card styles={{ body: { paddingTop: 8 } }}>
        <SectionTabs
          label={t('sections')}
          active={tabs.find(({ key }) => key === search.get('tab'))?.key ?? 'services'}
          items={tabs}
          onChange={(key) => setSearch({ tab: key }, { replace: true })}
        />
      </Card>
    </>
  );
}
