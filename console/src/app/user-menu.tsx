import { DownOutlined, KeyOutlined, LogoutOutlined, UserOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown, Grid } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../api/index.ts';
import { PasswordModal } from './password-modal.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { sessionKey, useSession } from './session.tsx';

/** Who is signed in, their password, and the way out. */
export function UserMenu() {
  const { t } = useTranslation('app');
  const { staff } = useSession();
  const navigate = useNavigate();
  const client = useQueryClient();
  const isWide = Grid.useBreakpoint().md ?? true;

  const { modal } = App.useApp();
  const [isChanging, setChanging] = useState(false);

  const signOut = async () => {
    try {
      await api.delete('/api/session');
    } catch (error) {
      modal.error({ title: t('header.signOut'), content: <ProblemNotice error={error} /> });
      return;
    }
    // The pages leave at once, else they would ask for their data once more and be refused.
    client.setQueryData(sessionKey, 'left');
    await navigate('/sign-in', { replace: true });
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
  };
  const items = [
    {
      key: 'who',
      disabled: true,
      label: (
        <span style={{ color: 'var(--ant-color-text-secondary)' }}>
          {staff.username} · {t(`role.${staff.role}`)}
        </span>
      ),
    },
    { type: 'divider' as const },
    {
      key: 'password',
      icon: <KeyOutlined />,
      label: t('header.changePassword'),
      onClick: () => setChanging(true),
    },
    { key: 'sign-out', icon: <LogoutOutlined />, label: t('header.signOut'), onClick: () => void signOut() },
  ];
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']}>
        <Button
          type="text"
          icon={<UserOutlined />}
          title={t('header.account')}
          {...(isWide ? {} : { 'aria-label': t('header.account') })}
        >
          {isWide && (
            <>
              {staff.name} <DownOutlined style={{ fontSize: 10 }} />
            </>
          )}
        </Button>
      </Dropdown>
      <PasswordModal open={isChanging} onClose={() => setChanging(false)} />
    </>
  );
}
