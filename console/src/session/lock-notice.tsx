import { Alert } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Says until when sign-in is locked and counts down. `until` is in ms since the epoch. */
export function LockNotice({ until, onOver }: { until: number; onOver: () => void }) {
  const { t, i18n } = useTranslation('session');
  const [leftMs, setLeftMs] = useState(() => until - Date.now());

  useEffect(() => {
    const timer = setInterval(() => {
      const left = until - Date.now();
      setLeftMs(left);
      if (left <= 0) onOver();
    }, 1_000);
    return () => clearInterval(timer);
  }, [until, onOver]);

  if (leftMs <= 0) return <Alert type="success" showIcon title={t('lockOver')} />;
  const seconds = Math.ceil(leftMs / 1_000);
  const left = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'medium', hourCycle: 'h23' }).format(until);
  return <Alert type="warning" showIcon title={t('locked')} description={t('lockedUntil', { time, left })} />;
}
