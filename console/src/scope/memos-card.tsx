import type { ScopeMemoRow } from '@hegui/contract';
import { Button, Card, Flex, Form, Input, Modal, Table, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/index.ts';
import { ProblemNotice, Time, useHasRole } from '../app/index.ts';
import { useSignMemo } from './queries.ts';
import { useMemoLanguage } from './use-language.ts';

interface MemosCardProps {
  readonly memos: readonly ScopeMemoRow[];
  readonly onTake: () => void;
}

/** The memos of a service, newest first, to print and to sign. */
export function MemosCard({ memos, onTake }: MemosCardProps) {
  const { t } = useTranslation('scope');
  const [latest] = memos;
  return (
    <Card
      title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('memos')}</h2>}
      extra={latest && <Button onClick={onTake}>{t('answersOf', { number: latest.number })}</Button>}
      styles={{ body: { padding: latest === undefined ? 24 : 0 } }}
    >
      {latest === undefined ? (
        <Typography.Text type="secondary">{t('memosNone')}</Typography.Text>
      ) : (
        <Table
          size="small"
          rowKey="id"
          dataSource={[...memos]}
          pagination={memos.length > 5 ? { pageSize: 5, showSizeChanger: false } : false}
          scroll={{ x: 560 }}
          columns={[
            { title: t('memoNumber'), dataIndex: 'number', width: 80 },
            { title: t('memoDay'), dataIndex: 'day', width: 120 },
            { title: t('memoMade'), dataIndex: 'madeAt', render: (at: string) => <Time at={at} /> },
            { title: t('memoSigned'), key: 'signed', render: (_, memo) => <Signature memo={memo} /> },
            { title: t('memoFile'), key: 'file', width: 140, render: (_, memo) => <Files memo={memo} /> },
          ]}
        />
      )}
    </Card>
  );
}

function Files({ memo }: { memo: ScopeMemoRow }) {
  const language = useMemoLanguage();
  return (
    <Flex gap={12}>
      {(['docx', 'pdf'] as const).map((format) => (
        <a
          key={format}
          href={api.downloadUrl(`/api/scope-memos/${memo.id}/file`, { format, lang: language })}
          download
          aria-label={`${format.toUpperCase()} ${memo.number}`}
        >
          {format.toUpperCase()}
        </a>
      ))}
    </Flex>
  );
}

function Signature({ memo }: { memo: ScopeMemoRow }) {
  const { t } = useTranslation('scope');
  const maySign = useHasRole('administrator', 'compliance-officer');
  const [isOpen, setOpen] = useState(false);
  if (memo.signature !== null)
    return (
      <span>
        {memo.signature.name} · <Time at={memo.signature.at} />
      </span>
    );
  if (!maySign) return <Typography.Text type="secondary">{t('unsigned')}</Typography.Text>;
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)} aria-label={t('signTitle', { number: memo.number })}>
        {t('sign')}
      </Button>
      {isOpen && <SignModal memo={memo} onClose={() => setOpen(false)} />}
    </>
  );
}

function SignModal({ memo, onClose }: { memo: ScopeMemoRow; onClose: () => void }) {
  const { t } = useTranslation('scope');
  const sign = useSignMemo(memo.id);
  const [form] = Form.useForm<{ name: string }>();
  return (
    <Modal
      open
      title={t('signTitle', { number: memo.number })}
      okText={t('sign')}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={sign.isPending}
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={({ name }) => sign.mutate(name.trim(), { onSuccess: onClose })}
        requiredMark={false}
      >
        <Typography.Paragraph>{t('signHelp')}</Typography.Paragraph>
        <Form.Item name="name" label={t('signName')} rules={[{ required: true, whitespace: true, message: '' }]}>
          <Input maxLength={100} autoComplete="name" />
        </Form.Item>
        {sign.error !== null && <ProblemNotice error={sign.error} />}
      </Form>
    </Modal>
  );
}
