import { Alert, Flex, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../app/index.ts';
import { ComingTab } from './coming-tab.tsx';
import { ComparisonTab } from './comparison-tab.tsx';
import { DutiesTab } from './duties-tab.tsx';
import { InstrumentsTab } from './instruments-tab.tsx';
import { NumbersTab } from './numbers-tab.tsx';
import { PlacesTab } from './places-tab.tsx';

const TABS = [
  { key: 'duties', Tab: DutiesTab },
  { key: 'coming', Tab: ComingTab },
  { key: 'instruments', Tab: InstrumentsTab },
  { key: 'numbers', Tab: NumbersTab },
  { key: 'comparison', Tab: ComparisonTab },
  { key: 'places', Tab: PlacesTab },
] as const;

/** The law as data: what it asks, since when, how surely that was seen, and what watches it. */
export function LawPage() {
  const { t } = useTranslation('law');
  const [active, setActive] = useState<string>('duties');
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <Flex vertical gap={16}>
        <Alert type="info" showIcon title={t('advice')} />
        <Tabs
          activeKey={active}
          onChange={setActive}
          items={TABS.map(({ key, Tab }) => ({ key, label: t(`tabs.${key}`), children: <Tab /> }))}
        />
      </Flex>
    </>
  );
}
