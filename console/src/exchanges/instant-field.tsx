import { DatePicker } from 'antd';
import dayjs from 'dayjs';

interface InstantFieldProps {
  readonly label: string;
  /** ISO instant in UTC. */
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

/** A moment in the reader's time zone, kept as an instant. */
export function InstantField({ label, value, onChange }: InstantFieldProps) {
  return (
    <DatePicker
      showTime={{ format: 'HH:mm' }}
      format="YYYY-MM-DD HH:mm"
      aria-label={label}
      placeholder={label}
      value={value === null ? null : dayjs(value)}
      style={{ flex: '1 1 150px', maxWidth: 190, minWidth: 140 }}
      onChange={(moment) => onChange(moment?.toDate().toISOString() ?? null)}
    />
  );
}
