import type { ReviewItem } from '@hegui/contract';
import { Button, Flex, Tag, Typography } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Time, useRiskName } from '../app/index.ts';

interface QueueListProps {
  readonly items: readonly ReviewItem[];
  readonly chosenId: string | null;
  /** The signed-in person's id. */
  readonly me: string;
  readonly onChoose: (item: ReviewItem) => void;
  readonly onMore?: () => void;
}

/** The open items, most pressing first; what is chosen stays in sight. */
export function QueueList({ items, chosenId, me, onChoose, onMore }: QueueListProps) {
  const { t } = useTranslation('review');
  return (
    <section aria-label={t('queue')}>
      <ul style={{ listStyle: 'none', margin: 0, padding: 0, maxHeight: '70vh', overflowY: 'auto' }}>
        {items.map((item) => (
          <QueueRow key={item.id} item={item} isChosen={item.id === chosenId} me={me} onChoose={onChoose} />
        ))}
      </ul>
      {onMore !== undefined && (
        <Button block style={{ marginTop: 8 }} onClick={onMore}>
          {t('more')}
        </Button>
      )}
    </section>
  );
}

const TONES = ['default', 'default', 'warning', 'error'] as const;

/** How pressing an item is. */
export function SeverityTag({ severity }: { severity: number }) {
  const { t } = useTranslation('review');
  const names = [t('severity.s0'), t('severity.s1'), t('severity.s2'), t('severity.s3')];
  return (
    <Tag color={TONES[severity] ?? 'default'} style={{ marginInlineEnd: 0 }}>
      {names[severity] ?? names[0]}
    </Tag>
  );
}

interface QueueRowProps {
  readonly item: ReviewItem;
  readonly isChosen: boolean;
  readonly me: string;
  readonly onChoose: (item: ReviewItem) => void;
}

function QueueRow({ item, isChosen, me, onChoose }: QueueRowProps) {
  const { t } = useTranslation('review');
  const nameOf = useRiskName();
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  const isOverdue = Date.parse(item.dueAt) < Date.now();
  return (
    <li ref={row} style={{ marginBottom: 8 }}>
      <button
        type="button"
        aria-current={isChosen}
        onClick={() => onChoose(item)}
        style={{
          width: '100%',
          textAlign: 'start',
          font: 'inherit',
          color: 'inherit',
          cursor: 'pointer',
          padding: '10px 12px',
          borderRadius: 6,
          border: `1px solid var(--ant-color-${isChosen ? 'primary' : 'border-secondary'})`,
          background: isChosen ? 'var(--ant-color-primary-bg)' : 'transparent',
        }}
      >
        <Flex vertical gap={6}>
          <Flex gap={4} wrap align="center">
            <SeverityTag severity={item.severity} />
            {item.state === 'escalated' && <Tag color="purple">{t('state.escalated')}</Tag>}
            {isOverdue && <Tag color="error">{t('overdue')}</Tag>}
            {item.lockedBy !== null && (
              <Tag>{item.lockedBy.id === me ? t('mine') : t('lockedBy', { name: item.lockedBy.name })}</Tag>
            )}
          </Flex>
          <span>{item.reasons.map((reason) => t(`reason.${reason}`)).join(' · ')}</span>
          <Flex gap={4} wrap>
            {item.risks.slice(0, 4).map((code) => (
              // A button holds nothing else that one can reach.
              <Tag key={code} style={{ marginInlineEnd: 0 }}>
                {code} {nameOf(code) ?? ''}
              </Tag>
            ))}
          </Flex>
          <Typography.Text type="secondary">
            {item.serviceName} · <Time at={item.createdAt} />
          </Typography.Text>
        </Flex>
      </button>
    </li>
  );
}
