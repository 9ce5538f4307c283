import { Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { chinaMinute } from './china-time.ts';
import { StateTag } from './state-tag.tsx';

const MINUTE_MS = 60_000;

/** An instant as clocks in China show it. */
export function ChinaTime({ at }: { at: string | null }) {
  const { t } = useTranslation('registers');
  if (at === null) return <span>{t('none')}</span>;
  return (
    <time dateTime={at} title={at}>
      {t('chinaTime', { time: chinaMinute(at) })}
    </time>
  );
}

/** How long until an instant, to the minute; null: at once, the text gives no number. */
export function HoursLeft({ dueAt }: { dueAt: string | null }) {
  const { t } = useTranslation('registers');
  if (dueAt === null) return <StateTag color="warning">{t('hours.atOnce')}</StateTag>;
  const minutes = Math.trunc((Date.parse(dueAt) - Date.now()) / MINUTE_MS);
  const isLate = Date.parse(dueAt) < Date.now();
  const parts = { hours: Math.floor(Math.abs(minutes) / 60), minutes: Math.abs(minutes) % 60 };
  return (
    <Flex gap={4} wrap align="center">
      <StateTag color={isLate ? 'error' : 'warning'}>{t(isLate ? 'hours.late' : 'hours.left', parts)}</StateTag>
      <ChinaTime at={dueAt} />
    </Flex>
  );
}

/** How many days until a last day; null: without an end. */
export function DaysLeft({ days, day, near }: { days: number | null; day: string | null; near: number }) {
  const { t } = useTranslation('registers');
  if (days === null || day === null) return <span>{t('left.noEnd')}</span>;
  const color = days < 0 ? 'error' : days <= near ? 'warning' : 'default';
  const text =
    days < 0 ? t('left.late', { count: -days }) : days === 0 ? t('left.today') : t('left.days', { count: days });
  return (
    <Flex gap={4} wrap align="center">
      <StateTag color={color}>{text}</StateTag>
      <span style={{ whiteSpace: 'nowrap' }}>{day}</span>
    </Flex>
  );
}
