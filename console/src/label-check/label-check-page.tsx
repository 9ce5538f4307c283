import { InboxOutlined, PrinterOutlined } from '@ant-design/icons';
import { blobSource, type Verdict, verifyFile } from '@hegui/label';
import { Button, Flex, Spin, Typography, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Entrance } from '../app/index.ts';
import { VerdictView } from './verdict-view.tsx';

interface Checked {
  readonly name: string;
  readonly verdict: Verdict;
}

async function judge(file: File): Promise<Verdict> {
  const verdict = await verifyFile(blobSource(file), file.name);
  if (!('signature' in verdict) || verdict.signature.kind !== 'unchecked') return verdict;
  // Few labels are signed; the arithmetic of curves is loaded for those alone.
  const { createLabelCrypto } = await import('@hegui/sm2');
  return await verifyFile(blobSource(file), file.name, { crypto: createLabelCrypto(), pins: [] });
}

/** Anyone may check a file here, without signing in. It is read in the browser and goes nowhere. */
export function LabelCheckPage() {
  const { t } = useTranslation('labelCheck');
  const [checked, setChecked] = useState<Checked | null>(null);
  const [isReading, setReading] = useState(false);
  const check = async (file: File): Promise<void> => {
    setReading(true);
    setChecked(null);
    try {
      setChecked({ name: file.name, verdict: await judge(file) });
    } finally {
      setReading(false);
    }
  };
  return (
    <Entrance title={t('title')} description={t('description')} width={680}>
      <Flex vertical gap={20}>
        <Upload.Dragger
          className="no-print"
          showUploadList={false}
          multiple={false}
          beforeUpload={(file) => {
            void check(file);
            return false;
          }}
        >
          <p style={{ margin: '4px 0 8px', fontSize: 32 }}>
            <InboxOutlined aria-hidden />
          </p>
          <p style={{ margin: 0, fontSize: 16 }}>{checked === null ? t('drop') : t('another')}</p>
          <Typography.Text type="secondary">{t('dropHelp')}</Typography.Text>
        </Upload.Dragger>
        <div role="status" aria-live="polite">
          {isReading && <Spin tip={t('reading')} />}
          {checked !== null && (
            <Flex vertical gap={16}>
              <Typography.Text type="secondary" style={{ overflowWrap: 'anywhere' }}>
                {t('checked')}: <Typography.Text strong>{checked.name}</Typography.Text>
              </Typography.Text>
              <VerdictView verdict={checked.verdict} />
              <Button className="no-print" icon={<PrinterOutlined />} onClick={() => window.print()}>
                {t('print')}
              </Button>
            </Flex>
          )}
        </div>
      </Flex>
    </Entrance>
  );
}
