import { Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

interface HashInputProps {
  readonly id?: string;
  readonly value?: unknown;
  readonly onChange?: (hash: string | null) => void;
}

/** Takes a file and gives its SHA-256 as 64 hex digits; the file itself goes nowhere. */
export function HashInput({ id, value, onChange }: HashInputProps) {
  const { t } = useTranslation('registers');
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return onChange?.(null);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
    onChange?.([...digest].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
  };
  return (
    <Flex vertical gap={4}>
      <input
        id={id}
        type="file"
        style={{ maxWidth: '100%' }}
        onChange={(event) => void take(event.target.files?.[0])}
      />
      <Typography.Text type="secondary" className="break-anywhere" style={{ fontSize: 12 }}>
        {typeof value === 'string' ? value : t('file')}
      </Typography.Text>
    </Flex>
  );
}
