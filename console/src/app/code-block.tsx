import { CopyButton } from './copy-button.tsx';

/** Text to copy as it stands. */
export function CodeBlock({ text }: { text: string }) {
  return (
    <div style={{ position: 'relative' }}>
      <pre
        className="code-block"
        style={{ background: 'var(--ant-color-fill-quaternary)', paddingInlineEnd: 44 }}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: wide text must scroll from the keyboard too.
        tabIndex={0}
      >
        {text}
      </pre>
      <div style={{ position: 'absolute', top: 6, insetInlineEnd: 6 }}>
        <CopyButton text={text} />
      </div>
    </div>
  );
}
