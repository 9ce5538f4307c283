import { Flex, Typography } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';

interface EmptyGuideProps {
  readonly title: string;
  readonly text: ReactNode;
  readonly action?: ReactNode;
  /** The title is the heading of the page, because nothing else is on it. */
  readonly isPage?: boolean;
}

/** An empty state that says what belongs here and how to begin. */
export function EmptyGuide({ title, text, action, isPage = false }: EmptyGuideProps) {
  const product = useTranslation('app').t('product');
  useEffect(() => {
    if (isPage) document.title = `${title} · ${product}`;
  }, [isPage, title, product]);
  return (
    <Flex vertical align="center" gap={8} style={{ padding: '40px 16px', textAlign: 'center' }}>
      {isPage ? (
        <h1 style={{ fontSize: 16, fontWeight: 600, margin: 0 }}>{title}</h1>
      ) : (
        <Typography.Text strong style={{ fontSize: 16 }}>
          {title}
        </Typography.Text>
      )}
      <Typography.Paragraph type="secondary" style={{ maxWidth: 560, margin: 0 }}>
        {text}
      </Typography.Paragraph>
      {action !== undefined && <div style={{ marginTop: 8, maxWidth: '100%' }}>{action}</div>}
    </Flex>
  );
}
