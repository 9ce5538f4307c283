import { InboxOutlined } from '@ant-design/icons';
import { Card, Collapse, Flex, Form, Input, Spin, Typography, Upload } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeBlock, ProblemNotice } from '../app/index.ts';
import { useLogHead, useVerifyBundle } from './queries.ts';
import { VerifyResult } from './verify-result.tsx';

/** Checks a bundle: here, or how to do it elsewhere. */
export function VerifyCard() {
  const { t } = useTranslation('evidence');
  const id = useId();
  const [pinned, setPinned] = useState('');
  const here = useLogHead().data?.verifierKey ?? null;
  const verify = useVerifyBundle();
  const kept = pinned.trim();
  return (
    <Card title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('verify.title')}</h2>}>
      <Flex vertical gap={14}>
        <Typography.Text type="secondary">{t('verify.help')}</Typography.Text>
        <Form.Item
          layout="vertical"
          label={t('verify.pinned')}
          htmlFor={id}
          extra={t('verify.pinnedHelp')}
          style={{ margin: 0 }}
        >
          <Input
            id={id}
            className="mono"
            value={pinned}
            spellCheck={false}
            autoComplete="off"
            style={{ maxWidth: 720 }}
            onChange={(event) => setPinned(event.target.value)}
          />
        </Form.Item>
        <Upload.Dragger
          showUploadList={false}
          disabled={verify.isPending}
          beforeUpload={(file) => {
            verify.mutate(file);
            return false;
          }}
        >
          <InboxOutlined aria-hidden style={{ fontSize: 28, color: 'var(--ant-color-primary)' }} />
          <div style={{ margin: '8px 0 2px' }}>{t('verify.drop')}</div>
          <Typography.Text type="secondary">{t('verify.dropHelp')}</Typography.Text>
        </Upload.Dragger>
        <div aria-live="polite">
          {verify.isPending && (
            <Flex gap={10} align="center">
              <Spin size="small" />
              <span>{t('verify.checking', { name: verify.variables.name })}</span>
            </Flex>
          )}
          <ProblemNotice error={verify.error} />
          {verify.isSuccess && (
            <VerifyResult
              name={verify.variables.name}
              result={verify.data}
              expectedKey={kept === '' ? here : kept}
              isPinned={kept !== ''}
            />
          )}
        </div>
        <Collapse
          ghost
          items={[
            {
              key: 'offline',
              label: t('verify.offline'),
              children: (
                <Flex vertical gap={8}>
                  <Typography.Text type="secondary">{t('verify.offlineHelp')}</Typography.Text>
                  <span>{t('verify.offlineFile')}</span>
                  <CodeBlock text="npm run -s hegui -- verify FILE" />
                </Flex>
              ),
            },
          ]}
        />
      </Flex>
    </Card>
  );
}
