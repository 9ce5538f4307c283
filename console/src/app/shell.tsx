import { MenuOutlined } from '@ant-design/icons';
import { providerSchema } from '@hegui/contract';
import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Flex, Grid, Layout, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { api } from '../api/index.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { MainMenu } from './menu.tsx';
import { SessionGate } from './session.tsx';
import { ThemeSwitch } from './theme-switch.tsx';
import { UserMenu } from './user-menu.tsx';

/** The frame of every page behind the sign-in. */
export function Shell() {
  return (
    <SessionGate>
      <Frame />
    </SessionGate>
  );
}

function Frame() {
  const { t } = useTranslation('app');
  const isWide = Grid.useBreakpoint().lg ?? true;
  const [isMenuOpen, setMenuOpen] = useState(false);
  return (
    <Layout style={{ minHeight: '100%' }}>
      <a className="skip-link" href="#main">
        {t('skip')}
      </a>
      {isWide && (
        <Layout.Sider
          className="no-print"
          width={216}
          style={{ position: 'sticky', top: 0, height: '100vh', overflowY: 'auto' }}
        >
          <Brand />
          <MainMenu />
        </Layout.Sider>
      )}
      <Layout style={{ minWidth: 0 }}>
        <Header onOpenMenu={isWide ? null : () => setMenuOpen(true)} />
        <Layout.Content
          id="main"
          tabIndex={-1}
          style={{ padding: isWide ? '24px 28px 40px' : '16px 12px 32px', outline: 0 }}
        >
          <div style={{ maxWidth: 1480, margin: '0 auto' }}>
            <Outlet />
          </div>
        </Layout.Content>
      </Layout>
      {!isWide && (
        <Drawer
          placement="left"
          size={256}
          open={isMenuOpen}
          onClose={() => setMenuOpen(false)}
          title={t('product')}
          styles={{ body: { padding: 0, background: '#0d2b31' } }}
        >
          <MainMenu onNavigate={() => setMenuOpen(false)} />
        </Drawer>
      )}
    </Layout>
  );
}

function Brand() {
  const { t } = useTranslation('app');
  return (
    <Flex align="center" gap={10} style={{ height: 56, padding: '0 20px' }}>
      <img src="/favicon.svg" alt="" width={26} height={26} />
      <span style={{ color: '#ffffff', fontSize: 17, fontWeight: 600, letterSpacing: 1 }}>{t('product')}</span>
    </Flex>
  );
}

function Header({ onOpenMenu }: { onOpenMenu: (() => void) | null }) {
  const { t } = useTranslation('app');
  const provider = useQuery({ queryKey: ['provider'], queryFn: () => api.get('/api/provider', providerSchema) });
  return (
    <Layout.Header
      className="no-print"
      style={{ position: 'sticky', top: 0, zIndex: 20, boxShadow: '0 1px 0 rgba(128, 144, 152, 0.22)', lineHeight: 1 }}
    >
      <Flex align="center" gap={4} style={{ height: '100%' }}>
        {onOpenMenu !== null && (
          <Button type="text" icon={<MenuOutlined />} aria-label={t('menu.open')} onClick={onOpenMenu} />
        )}
        <Typography.Text strong ellipsis style={{ flex: 1, minWidth: 0, fontSize: 15 }}>
          {provider.data?.name ?? t('productLine')}
        </Typography.Text>
        <LanguageSwitch />
        <ThemeSwitch />
        <UserMenu />
      </Flex>
    </Layout.Header>
  );
}
