import { blocksOf } from '@hegui/contract';
import type { ReactNode } from 'react';

/** A text in plain markup as the public reads it: headings, lists and paragraphs. */
export function PlainText({ text }: { text: string }) {
  const shown = blocksOf(text).map((block, at): ReactNode => {
    const key = String(at);
    switch (block.kind) {
      case 'heading':
        return block.level === 2 ? (
          <h3 key={key} style={{ margin: '16px 0 6px' }}>
            {block.text}
          </h3>
        ) : (
          <h4 key={key} style={{ margin: '12px 0 4px' }}>
            {block.text}
          </h4>
        );
      case 'list': {
        const items = block.items.map((item) => <li key={item}>{item}</li>);
        return block.isOrdered ? <ol key={key}>{items}</ol> : <ul key={key}>{items}</ul>;
      }
      case 'paragraph':
        return (
          <p key={key} style={{ margin: '0 0 10px', whiteSpace: 'pre-line' }}>
            {block.lines.join('\n')}
          </p>
        );
    }
  });
  return <div className="break-anywhere">{shown}</div>;
}
