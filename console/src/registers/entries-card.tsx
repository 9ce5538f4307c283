import { Card, Timeline } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CardHeading } from './facts-list.tsx';
import { ChinaTime } from './time-left.tsx';

export interface ShownEntry {
  readonly id: string;
  readonly at: string;
  readonly byName: string;
  readonly title: string;
  readonly text: ReactNode;
}

/** Everything that was said and done, newest first; nothing of it is ever changed. */
export function EntriesCard({ entries }: { entries: readonly ShownEntry[] }) {
  const { t } = useTranslation('registers');
  return (
    <Card size="small" title={<CardHeading>{t('history')}</CardHeading>}>
      <Timeline
        style={{ marginTop: 8 }}
        items={entries.toReversed().map(({ id, at, byName, title, text }) => ({
          key: id,
          content: (
            <div className="break-anywhere">
              <strong>{title}</strong> · {byName} · <ChinaTime at={at} />
              <div style={{ whiteSpace: 'pre-line' }}>{text}</div>
            </div>
          ),
        }))}
      />
    </Card>
  );
}
