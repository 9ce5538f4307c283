import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { App, Button, type ButtonProps } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface CopyButtonProps extends Pick<ButtonProps, 'size' | 'type'> {
  readonly text: string;
  /** Shown beside the icon; without it the icon stands alone and is named for screen readers. */
  readonly label?: string;
}

/** Puts a text on the clipboard and says so. */
export function CopyButton({ text, label, size = 'small', type = 'text' }: CopyButtonProps) {
  const { t } = useTranslation('app');
  const { message } = App.useApp();
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    const done = await copyText(text);
    setCopied(done);
    if (!done) message.warning(t('copy.failed'));
  };
  return (
    <>
      <Button
        size={size}
        type={type}
        icon={copied ? <CheckOutlined /> : <CopyOutlined />}
        aria-label={label === undefined ? t('copy.action') : undefined}
        title={t('copy.action')}
        onClick={() => void copy()}
      >
        {label}
      </Button>
      <span className="visually-hidden" aria-live="polite">
        {copied ? t('copy.done') : ''}
      </span>
    </>
  );
}

// The clipboard API is absent outside secure contexts; the old command still works there.
async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard === undefined) return copyBySelection(text);
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => copyBySelection(text),
  );
}

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
