import { Alert, Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { PageHeader, useHasRole } from '../app/index.ts';
import { SectionTabs } from '../registry/section-tabs.tsx';
import { Decisions } from './decisions.tsx';
import { Desk } from './desk.tsx';
import { StatisticsPanel } from './statistics-panel.tsx';
import { Suggestions } from './suggestions.tsx';

const TABS = ['desk', 'decisions', 'suggestions', 'statistics'] as const;
type Tab = (typeof TABS)[number];

/** What waits for a person, what was decided, and what follows from it. */
export function ReviewPage() {
  const { t } = useTranslation('review');
  const [search, setSearch] = useSearchParams();
  const mayDecide = useHasRole('administrator', 'compliance-officer', 'reviewer');
  const active = TABS.find((tab) => tab === search.get('tab')) ?? 'desk';
  const contentOf: Record<Tab, () => React.ReactNode> = {
    desk: () => <Desk mayDecide={mayDecide} />,
    decisions: () => <Decisions mayDecide={mayDecide} />,
    suggestions: () => <Suggestions />,
    statistics: () => <StatisticsPanel />,
  };
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      {!mayDecide && <Alert type="info" showIcon title={t('readOnly')} style={{ marginBottom: 16 }} />}
      <Card styles={{ body: { paddingTop: 8 } }}>
        <SectionTabs
          label={t('sections')}
          active={active}
          items={TABS.map((tab) => ({
            key: tab,
            label: t(`tab.${tab}`),
            // Only what is open asks the server and listens to keys.
            children: tab === active ? contentOf[tab]() : null,
          }))}
          onChange={(key) => setSearch({ tab: key }, { replace: true })}
        />
      </Card>
    </>
  );
}
