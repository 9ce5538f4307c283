import { Flex, Typography } from 'antd';
import type { ReactNode } from 'react';

interface EmptyGuideProps {
  readonly title: string;
  readonly text: ReactNode;
  readonly action?: ReactNode;
}

/** An empty state that says what belongs here and how to begin. */
export function EmptyGuide({ title, text, action }: EmptyGuideProps) {
  return (
    <Flex vertical align="center" gap={8} style={{ padding: '40px 16px', textAlign: 'center' }}>
      <Typography.Text strong style={{ fontSize: 16 }}>
        {title}
      </Typography.Text>
      <Typography.Paragraph type="secondary" style={{ maxWidth: 560, margin: 0 }}>
        {text}
      </Typography.Paragraph>
      {action !== undefined && <div style={{ marginTop: 8, maxWidth: '100%' }}>{action}</div>}
    </Flex>
  );
}
