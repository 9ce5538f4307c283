import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  MinusCircleOutlined,
  QuestionCircleOutlined,
} from '@ant-design/icons';
import type { Status } from '@hegui/contract';
import { Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

const looks = {
  met: { color: 'success', icon: <CheckCircleOutlined /> },
  due: { color: 'warning', icon: <ClockCircleOutlined /> },
  breached: { color: 'error', icon: <CloseCircleOutlined /> },
  unknown: { color: 'default', icon: <QuestionCircleOutlined /> },
  'not-applicable': { color: 'default', icon: <MinusCircleOutlined /> },
} as const;

/** Worst first, as they are counted and filtered. */
export const STATUSES = ['breached', 'due', 'unknown', 'met', 'not-applicable'] as const satisfies Status[];

/** A status by word, colour and sign; its tooltip says what it means. */
export function StatusTag({ status }: { status: Status }) {
  const { t } = useTranslation('status');
  return (
    <Tooltip title={t(`means.${status}`)}>
      <Tag {...looks[status]} style={{ marginInlineEnd: 0 }}>
        {t(`status.${status}`)}
      </Tag>
    </Tooltip>
  );
}
