import type { ComplaintRow } from '@hegui/contract';
import { Flex, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Time } from '../app/index.ts';

/** When the next thing is due, and how many working days that is. */
export function DueCell({ row }: { row: Pick<ComplaintRow, 'nextDueAt' | 'workingDaysLeft' | 'overdue' | 'paused'> }) {
  const { t } = useTranslation('complaints');
  const { nextDueAt, workingDaysLeft: days, overdue, paused } = row;
  if (paused) return <Tag>{t('pausedNow')}</Tag>;
  if (nextDueAt === null || days === null) return <span>–</span>;
  const color = overdue ? 'error' : days <= 1 ? 'warning' : 'default';
  const text = overdue ? t('late', { days: -days }) : days === 0 ? t('today') : t('left', { days });
  return (
    <Flex gap={4} wrap align="center">
      <Tag color={color}>{text}</Tag>
      <Time at={nextDueAt} />
    </Flex>
  );
}
