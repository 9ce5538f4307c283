import { Flex, Typography } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';

interface PageHeaderProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
}

/** The one `<h1>` of a page; also names the browser's tab. */
export function PageHeader({ title, description, actions }: PageHeaderProps) {
  const { t } = useTranslation('app');
  const product = t('product');
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  return (
    <Flex component="header" justify="space-between" align="flex-start" gap={16} wrap style={{ marginBottom: 20 }}>
      <div style={{ flex: '1 1 320px', minWidth: 0 }}>
        <Typography.Title level={1} style={{ fontSize: 22, margin: 0 }} className="break-anywhere">
          {title}
        </Typography.Title>
        {description !== undefined && (
          <Typography.Paragraph type="secondary" style={{ margin: '6px 0 0', maxWidth: 820 }}>
            {description}
          </Typography.Paragraph>
        )}
      </div>
      {actions !== undefined && (
        <Flex gap={8} wrap>
          {actions}
        </Flex>
      )}
    </Flex>
  );
}
