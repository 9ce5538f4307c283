import { Tag } from 'antd';
import type { ReactNode } from 'react';

/** A state in a word or a sentence; a long one wraps where the page is narrow. */
export function StateTag({ color = 'default', children }: { color?: string; children: ReactNode }) {
  return (
    <Tag color={color} style={{ whiteSpace: 'normal', marginInlineEnd: 0, overflowWrap: 'anywhere' }}>
      {children}
    </Tag>
  );
}
