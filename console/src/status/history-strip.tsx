import type { ControlState, Status, StatusChange } from '@hegui/contract';
import { Button, Drawer, Flex, Timeline, Tooltip, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageLoading, ProblemNotice, Time } from '../app/index.ts';
import { useChanges } from './queries.ts';
import { StatusTag } from './status-tag.tsx';
import { useText } from './use-text.ts';

const WEEK_MS = 7 * 24 * 3_600_000;
const colours: Readonly<Record<Status, string>> = {
  met: 'var(--ant-color-success)',
  due: 'var(--ant-color-warning)',
  breached: 'var(--ant-color-error)',
  unknown: 'var(--ant-color-fill-secondary)',
  'not-applicable': 'var(--ant-color-fill)',
};

interface Stretch {
  readonly status: Status;
  readonly from: number;
  readonly to: number;
}

/** The stretches of a week that ends now, oldest first. */
export function stretchesOf(changes: readonly StatusChange[], now: number, present: Status): Stretch[] {
  const begin = now - WEEK_MS;
  const ordered = [...changes].reverse().map(({ at, was, status }) => ({ at: Date.parse(at), was, status }));
  const before = ordered[0]?.was ?? present;
  const marks = [{ at: begin, status: before }, ...ordered];
  return marks
    .map(({ at, status }, index) => ({ status, from: Math.max(at, begin), to: marks[index + 1]?.at ?? now }))
    .filter(({ from, to }) => to > from);
}

/** When it turned red, for how long, and when it was mended: a week at a glance, everything in a drawer. */
export function HistoryStrip({ control }: { control: ControlState }) {
  const { t, i18n } = useTranslation('status');
  const [isOpen, setOpen] = useState(false);
  const changes = useChanges(control.id, false);
  const format = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'short', timeStyle: 'short' });
  if (changes.isPending || changes.isError) return <ProblemNotice error={changes.error} />;
  const stretches = stretchesOf(changes.data.items, Date.now(), control.measuredStatus);
  return (
    <Flex align="center" gap={8} wrap>
      <Typography.Text type="secondary">{t('history')}</Typography.Text>
      <div
        role="img"
        aria-label={t('historyLabel')}
        style={{ display: 'flex', flex: '1 1 160px', height: 12, borderRadius: 3, overflow: 'hidden', minWidth: 0 }}
      >
        {stretches.map(({ status, from, to }) => (
          <Tooltip
            key={from}
            title={`${t(`status.${status}`)}  ${format.format(new Date(from))} – ${format.format(new Date(to))}`}
          >
            <div style={{ flexGrow: to - from, minWidth: 2, background: colours[status] }} />
          </Tooltip>
        ))}
      </div>
      <Button type="link" size="small" onClick={() => setOpen(true)}>
        {t('allChanges')}
      </Button>
      {isOpen && <ChangesDrawer control={control} onClose={() => setOpen(false)} />}
    </Flex>
  );
}

function ChangesDrawer({ control, onClose }: { control: ControlState; onClose: () => void }) {
  const { t } = useTranslation('status');
  const text = useText();
  const lasting = useDuration();
  const changes = useChanges(control.id, true);
  return (
    <Drawer open onClose={onClose} title={`${t('changes')} · ${text(control.title)}`} size={520}>
      {changes.isPending && <PageLoading />}
      <ProblemNotice error={changes.error} />
      <Timeline
        items={(changes.data?.items ?? []).map((change) => ({
          key: change.id,
          content: (
            <Flex vertical gap={4}>
              <Flex gap={8} wrap align="center">
                <StatusTag status={change.status} />
                <Time at={change.at} />
                <Typography.Text type="secondary">
                  {change.lasted === null ? t('ongoing') : t('lasted', { text: lasting(change.lasted) })}
                </Typography.Text>
              </Flex>
              <span className="break-anywhere">
                {t(`cause.${change.cause}`)}
                {change.measured === null ? '' : ` · ${text(change.measured)}`}
              </span>
            </Flex>
          ),
        }))}
      />
    </Drawer>
  );
}

const STEPS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A time span in the largest unit that fits, worded by the browser. */
function useDuration(): (seconds: number) => string {
  const { i18n } = useTranslation('status');
  return (seconds) => {
    const [unit, size] = STEPS.find(([, least]) => seconds >= least) ?? (['second', 1] as const);
    const format = new Intl.NumberFormat(i18n.language, { style: 'unit', unit, unitDisplay: 'long' });
    return format.format(Math.round(seconds / size));
  };
}
