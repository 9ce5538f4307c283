import type { Outcome } from '@hegui/contract';
import { Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

const colours: Readonly<Record<Outcome, string>> = {
  open: 'processing',
  completed: 'success',
  refused: 'error',
  cut: 'error',
  aborted: 'default',
  'timed-out': 'warning',
  failed: 'warning',
};

/** How an exchange ended; its tooltip says what that means for the user. */
export function OutcomeTag({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation('app');
  return (
    <Tooltip title={t(`outcomeMeans.${outcome}`)}>
      <Tag color={colours[outcome]} style={{ marginInlineEnd: 0 }}>
        {t(`outcome.${outcome}`)}
      </Tag>
    </Tooltip>
  );
}
