import { UploadOutlined } from '@ant-design/icons';
import { Alert, Button, Flex, Typography, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

const FILE_BYTES_MAX = 100 * 1_024 * 1_024;

/** Takes a TXT, CSV or XLSX file; the server reads it, so that every door reads alike. */
export function TermFileChooser({ onFile }: { onFile: (file: File) => void }) {
  const { t } = useTranslation('content');
  const [refused, setRefused] = useState<string | null>(null);

  const take = (file: File) => {
    const isTooLarge = file.size > FILE_BYTES_MAX;
    setRefused(isTooLarge ? t('import.fileTooLarge', { name: file.name }) : null);
    if (!isTooLarge) onFile(file);
  };
  return (
    <Flex vertical gap={8}>
      <Flex gap={12} align="center" wrap>
        <Upload
          accept=".txt,.csv,.xlsx,text/plain,text/csv"
          showUploadList={false}
          beforeUpload={(file) => {
            take(file);
            return false;
          }}
        >
          <Button icon={<UploadOutlined />}>{t('import.chooseFile')}</Button>
        </Upload>
        <Typography.Text type="secondary">{t('import.fileHelp')}</Typography.Text>
      </Flex>
      <div aria-live="polite">{refused !== null && <Alert type="error" showIcon title={refused} />}</div>
    </Flex>
  );
}
