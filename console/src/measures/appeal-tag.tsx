import type { MeasureRow } from '@hegui/contract';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

/** How an appeal stands: time left while it is open, then what was decided. */
export function AppealTag({ appeal }: { appeal: MeasureRow['appeal'] }) {
  const { t } = useTranslation('measures');
  if (appeal === null) return <span>–</span>;
  if (appeal.outcome !== null)
    return <Tag color={appeal.outcome === 'overturned' ? 'success' : 'default'}>{t(`decided.${appeal.outcome}`)}</Tag>;
  const days = appeal.workingDaysLeft ?? 0;
  const color = appeal.overdue ? 'error' : days <= 1 ? 'warning' : 'processing';
  return (
    <Tag color={color}>
      {appeal.overdue ? t('late', { days: -days }) : days === 0 ? t('today') : t('left', { days })}
    </Tag>
  );
}
