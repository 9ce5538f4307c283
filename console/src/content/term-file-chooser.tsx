import { UploadOutlined } from '@ant-design/icons';
import { Alert, Button, Flex, Typography, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { decodeText } from './decode-text.ts';

const FILE_BYTES_MAX = 100 * 1_024 * 1_024;
/** What one request may carry (contract: termsAddSchema). */
const TEXT_CHARS_MAX = 40_000_000;

export interface TermFile {
  readonly name: string;
  readonly text: string;
}

interface Notice {
  readonly type: 'success' | 'error';
  readonly text: string;
}

/** Reads a TXT or CSV file in the browser and says how it was read. */
export function TermFileChooser({ onFile }: { onFile: (file: TermFile) => void }) {
  const { t, i18n } = useTranslation('content');
  const [notice, setNotice] = useState<Notice | null>(null);

  const read = async (file: File) => {
    const { name } = file;
    if (file.size > FILE_BYTES_MAX) return setNotice({ type: 'error', text: t('import.fileTooLarge', { name }) });
    const decoded = decodeText(new Uint8Array(await file.arrayBuffer()));
    if (decoded === null) return setNotice({ type: 'error', text: t('import.fileUnreadable', { name }) });
    const { text, encoding } = decoded;
    if (text.length > TEXT_CHARS_MAX) return setNotice({ type: 'error', text: t('import.textTooLong') });
    onFile({ name, text });
    const lines = countLines(text).toLocaleString(i18n.language);
    return setNotice({ type: 'success', text: t('import.fileRead', { name, lines, encoding }) });
  };
  return (
    <Flex vertical gap={8}>
      <Flex gap={12} align="center" wrap>
        <Upload
          accept=".txt,.csv,text/plain,text/csv"
          showUploadList={false}
          beforeUpload={(file) => {
            void read(file);
            return false;
          }}
        >
          <Button icon={<UploadOutlined />}>{t('import.chooseFile')}</Button>
        </Upload>
        <Typography.Text type="secondary">{t('import.fileHelp')}</Typography.Text>
      </Flex>
      <div aria-live="polite">{notice !== null && <Alert type={notice.type} showIcon title={notice.text} />}</div>
    </Flex>
  );
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return text === '' || text.endsWith('\n') ? lines : lines + 1;
}
