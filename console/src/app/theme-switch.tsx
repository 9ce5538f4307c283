import { BulbOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { appearances, changeAppearance, useAppearance } from './preferences.ts';

/** Light, dark, or as the system says. */
export function ThemeSwitch() {
  const { t } = useTranslation('app');
  const chosen = useAppearance();
  const items = appearances.map((key) => ({ key, label: t(`header.${key}`), onClick: () => changeAppearance(key) }));
  return (
    <Dropdown menu={{ items, selectable: true, selectedKeys: [chosen] }} trigger={['click']}>
      <Button type="text" icon={<BulbOutlined />} aria-label={t('header.theme')} title={t('header.theme')} />
    </Dropdown>
  );
}
