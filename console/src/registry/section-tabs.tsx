import { Grid, Select, Tabs } from 'antd';
import type { ReactNode } from 'react';

interface SectionTabsProps {
  readonly label: string;
  readonly active: string;
  readonly items: readonly { readonly key: string; readonly label: string; readonly children: ReactNode }[];
  readonly onChange: (key: string) => void;
}

/** Tabs; on narrow screens, where most of them would hide behind a button, a box that chooses among them. */
export function SectionTabs({ label, active, items, onChange }: SectionTabsProps) {
  const isWide = Grid.useBreakpoint().md ?? true;
  const box = () => (
    <Select
      value={active}
      aria-label={label}
      style={{ width: '100%', margin: '12px 0 20px' }}
      options={items.map((item) => ({ value: item.key, label: item.label }))}
      onChange={onChange}
    />
  );
  // The sections stay where they are when the width changes: a key shown this once must outlive a turned phone.
  return <Tabs activeKey={active} items={[...items]} onChange={onChange} {...(isWide ? {} : { renderTabBar: box })} />;
}
