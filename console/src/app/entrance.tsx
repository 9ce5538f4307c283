import { Card, Flex, Typography } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from './language-switch.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

interface EntranceProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly width: number;
  readonly children: ReactNode;
}

/** The frame of pages that need no session: set-up and sign-in. */
export function Entrance({ title, description, width, children }: EntranceProps) {
  const { t } = useTranslation('app');
  const product = t('product');
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  return (
    <Flex vertical style={{ minHeight: '100%', background: 'var(--ant-color-bg-layout)' }}>
      <Flex component="header" align="center" gap={10} style={{ padding: '12px 16px' }}>
        <img src="/favicon.svg" alt="" width={28} height={28} />
        <Typography.Text strong style={{ fontSize: 16, flex: 1, minWidth: 0 }} ellipsis>
          {product}
        </Typography.Text>
        <LanguageSwitch />
        <ThemeSwitch />
      </Flex>
      <main
        style={{ width: '100%', maxWidth: width, margin: '4vh auto 48px', padding: '0 12px', boxSizing: 'border-box' }}
      >
        <Card styles={{ body: { padding: 'clamp(18px, 4vw, 32px)' } }}>
          <Typography.Title level={1} style={{ fontSize: 22, marginTop: 0, marginBottom: 4 }}>
            {title}
          </Typography.Title>
          {description !== undefined && <Typography.Paragraph type="secondary">{description}</Typography.Paragraph>}
          {children}
        </Card>
      </main>
    </Flex>
  );
}
