import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

interface TimeProps {
  /** An ISO instant; null shows a dash. */
  readonly at: string | null;
  /** `clock` leaves out the date. */
  readonly form?: 'full' | 'clock';
}

/** A moment in the reader's language and time zone; the tooltip gives the exact instant. */
export function Time({ at, form = 'full' }: TimeProps) {
  const { i18n } = useTranslation('app');
  if (at === null) return <span>–</span>;
  const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  const date = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  // English as written in Canada puts the year first, which nobody can misread.
  const text = new Intl.DateTimeFormat(
    i18n.language === 'en' ? 'en-CA' : i18n.language,
    form === 'clock' ? clock : { ...date, ...clock },
  );
  return (
    <Tooltip title={at}>
      <time dateTime={at} style={{ whiteSpace: 'nowrap' }}>
        {text.format(new Date(at))}
      </time>
    </Tooltip>
  );
}
