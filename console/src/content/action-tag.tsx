import type { Action } from '@hegui/contract';
import { Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

const colours: Readonly<Record<Action, string>> = { block: 'error', replace: 'warning', flag: 'processing' };

/** What happens to a hit; its tooltip says what a reader would see. */
export function ActionTag({ action }: { action: Action }) {
  const { t: tApp } = useTranslation('app');
  const { t } = useTranslation('content');
  return (
    <Tooltip title={t(`actionMeans.${action}`)}>
      <Tag color={colours[action]} style={{ marginInlineEnd: 0 }}>
        {tApp(`action.${action}`)}
      </Tag>
    </Tooltip>
  );
}
