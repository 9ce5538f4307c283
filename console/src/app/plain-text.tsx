import { blocksOf } from '@hegui/contract';

/** A text in plain markup as the public reads it: headings, lists and paragraphs. */
export function PlainText({ text }: { text: string }) {
  const keyed = blocksOf(text).map((block, at) => ({ block, key: String(at) }));
  return (
    <div className="break-anywhere">
      {keyed.map(({ block, key }) => (
        <Shown key={key} block={block} />
      ))}
    </div>
  );
}

function Shown({ block }: { block: ReturnType<typeof blocksOf>[number] }) {
  switch (block.kind) {
    case 'heading':
      return block.level === 2 ? (
        <h3 style={{ margin: '16px 0 6px' }}>{block.text}</h3>
      ) : (
        <h4 style={{ margin: '12px 0 4px' }}>{block.text}</h4>
      );
    case 'list': {
      const items = block.items.map((item) => <li key={item}>{item}</li>);
      return block.isOrdered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'paragraph':
      return <p style={{ margin: '0 0 10px', whiteSpace: 'pre-line' }}>{block.lines.join('\n')}</p>;
  }
}
