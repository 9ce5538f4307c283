import { PlusOutlined } from '@ant-design/icons';
import { type LabelAgreement, labelAgreementCreateSchema } from '@hegui/contract';
import { App, Button, Card, Flex, Form, Input, Modal, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyGuide, PageLoading, ProblemNotice, ruleOf, Time, useHasRole } from '../app/index.ts';
import { ReadOnlyNotice } from '../registry/read-only-notice.tsx';
import { AGREEMENT_DRAFT } from './agreement-draft.ts';
import { useAddAgreement, useAgreements } from './queries.ts';

/** Texts of the labelling agreement, each as users accept it. */
export function AgreementsTab() {
  const { t } = useTranslation('liftedLabels');
  const mayAdd = useHasRole('administrator', 'compliance-officer');
  const [isAdding, setAdding] = useState(false);
  const agreements = useAgreements();
  const all = agreements.data ?? [];
  const add = mayAdd && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t('agreements.add')}
    </Button>
  );
  return (
    <Flex vertical gap={16}>
      <ReadOnlyNotice mayChange={mayAdd} needs="officer" />
      {all.length > 0 && mayAdd && <Flex justify="flex-end">{add}</Flex>}
      <ProblemNotice error={agreements.error} onRetry={() => void agreements.refetch()} />
      {agreements.isPending && <PageLoading />}
      {agreements.isSuccess && all.length === 0 && (
        <Card>
          <EmptyGuide title={t('agreements.emptyTitle')} text={t('agreements.emptyText')} action={add} />
        </Card>
      )}
      {all.map((agreement) => (
        <AgreementCard key={agreement.version} agreement={agreement} />
      ))}
      {isAdding && <AddModal onClose={() => setAdding(false)} />}
    </Flex>
  );
}

function AgreementCard({ agreement }: { agreement: LabelAgreement }) {
  const { t, i18n } = useTranslation('liftedLabels');
  const { version, zh, en, validFrom, digest } = agreement;
  return (
    <Card
      size="small"
      title={<span className="mono">{version}</span>}
      extra={
        <Typography.Text type="secondary">
          {t('agreements.validFrom')} <Time at={validFrom} />
        </Typography.Text>
      }
    >
      <Typography.Paragraph style={{ whiteSpace: 'pre-wrap' }} className="break-anywhere">
        {i18n.language === 'en' ? en : zh}
      </Typography.Paragraph>
      <Typography.Text type="secondary">
        {t('agreements.digest')} SHA-256 <span className="mono break-anywhere">{digest}</span>
      </Typography.Text>
    </Card>
  );
}

interface Draft {
  readonly version: string;
  readonly zh: string;
  readonly en: string;
}

function AddModal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('liftedLabels');
  const { t: tCases } = useTranslation('cases');
  const { message } = App.useApp();
  const [form] = Form.useForm<Draft>();
  const add = useAddAgreement();
  const { shape } = labelAgreementCreateSchema;
  const submit = (draft: Draft) =>
    add.mutate(draft, {
      onSuccess: () => {
        message.success(t('agreements.added'));
        onClose();
      },
    });
  return (
    <Modal
      title={t('agreements.title')}
      open
      width={680}
      onCancel={onClose}
      onOk={form.submit}
      okText={t('agreements.submit')}
      cancelText={tCases('create.cancel')}
      confirmLoading={add.isPending}
    >
      <Typography.Paragraph type="secondary">{t('agreements.fixed')}</Typography.Paragraph>
      <Form<Draft> form={form} layout="vertical" initialValues={{ version: '', ...AGREEMENT_DRAFT }} onFinish={submit}>
        <Form.Item
          name="version"
          label={t('agreements.version')}
          extra={t('agreements.versionHelp')}
          rules={[ruleOf(shape.version, t('agreements.versionRule'))]}
        >
          <Input className="mono" maxLength={40} style={{ maxWidth: 240 }} />
        </Form.Item>
        <Form.Item name="zh" label={t('agreements.zh')} rules={[ruleOf(shape.zh, t('agreements.zhRule'))]}>
          <Input.TextArea lang="zh-CN" maxLength={20_000} autoSize={{ minRows: 4, maxRows: 12 }} />
        </Form.Item>
        <Form.Item name="en" label={t('agreements.en')} rules={[ruleOf(shape.en, t('agreements.enRule'))]}>
          <Input.TextArea lang="en" maxLength={20_000} autoSize={{ minRows: 4, maxRows: 12 }} />
        </Form.Item>
      </Form>
      <ProblemNotice error={add.error} />
    </Modal>
  );
}
