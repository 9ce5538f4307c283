import { UploadOutlined } from '@ant-design/icons';
import { classifierModelAddSchema } from '@hegui/contract';
import { Alert, App, Button, Flex, Form, Input, Typography, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeBlock, ProblemNotice, ruleOf } from '../app/index.ts';
import { formatBytes } from './format.ts';
import { useAddModel } from './queries.ts';

const BYTES_MAX = 18_000_000;
const COMMANDS = `hegui classifier train --from-decisions --name own-1 --out own-1.hgcl
hegui classifier train --data labelled.csv --name own-1 --out own-1.hgcl`;

/** Uploads a model that was trained with the command of the same name. */
export function UploadModel() {
  const { t, i18n } = useTranslation('classifier');
  const { message } = App.useApp();
  const [form] = Form.useForm<{ name: string }>();
  const [file, setFile] = useState<File | null>(null);
  const [tooLarge, setTooLarge] = useState<string | null>(null);
  const add = useAddModel();

  const choose = (chosen: File) => {
    const isTooLarge = chosen.size > BYTES_MAX;
    setTooLarge(isTooLarge ? chosen.name : null);
    setFile(isTooLarge ? null : chosen);
    if (!isTooLarge && !form.getFieldValue('name')) form.setFieldValue('name', chosen.name.replace(/\.\w+$/, ''));
  };
  const submit = async ({ name }: { name: string }) => {
    if (file === null) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    add.mutate(
      { name, file: toBase64(bytes) },
      {
        onSuccess: () => {
          message.success(t('upload.done'));
          setFile(null);
          form.resetFields();
        },
      },
    );
  };
  return (
    <Flex vertical gap={12}>
      <Typography.Text type="secondary">{t('upload.help')}</Typography.Text>
      <CodeBlock text={COMMANDS} />
      <Form form={form} layout="vertical" onFinish={(draft) => void submit(draft)}>
        <Flex gap={12} wrap align="flex-end">
          <Form.Item style={{ marginBottom: 16 }}>
            <Upload
              accept=".hgcl"
              showUploadList={false}
              beforeUpload={(chosen) => {
                choose(chosen);
                return false;
              }}
            >
              <Button icon={<UploadOutlined />}>{t('upload.choose')}</Button>
            </Upload>
          </Form.Item>
          <Form.Item
            name="name"
            label={t('upload.name')}
            rules={[ruleOf(classifierModelAddSchema.shape.name, t('upload.nameRule'))]}
            style={{ flex: '0 1 260px', minWidth: 180, marginBottom: 16 }}
          >
            <Input />
          </Form.Item>
          <Form.Item style={{ marginBottom: 16 }}>
            <Button type="primary" htmlType="submit" disabled={file === null} loading={add.isPending}>
              {t('upload.submit')}
            </Button>
          </Form.Item>
        </Flex>
      </Form>
      <div aria-live="polite">
        {file !== null && (
          <Alert
            type="info"
            showIcon
            title={t('upload.chosen', { name: file.name, size: formatBytes(file.size, i18n.language) })}
          />
        )}
        {tooLarge !== null && <Alert type="error" showIcon title={t('upload.tooLarge', { name: tooLarge })} />}
      </div>
      <ProblemNotice error={add.error} />
    </Flex>
  );
}

const CHUNK_BYTES = 0x8000;

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES));
  }
  return btoa(binary);
}
