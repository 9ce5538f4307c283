import type { CaseDetail } from '@hegui/contract';
import { Alert, App, Button, Card, Flex, Form, Input, Modal, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/index.ts';
import { ProblemNotice, Time } from '../app/index.ts';
import { useDraftReport, useSignReport } from './queries.ts';

interface CaseReportProps {
  readonly found: CaseDetail;
  readonly mayChange: boolean;
  readonly maySign: boolean;
}

/** The report to an authority: drafted, read, and signed by a named person. */
export function CaseReport({ found, mayChange, maySign }: CaseReportProps) {
  const { t } = useTranslation('cases');
  const { report } = found;
  const isSigned = report !== null && report.signed !== null;
  return (
    <Card size="small" title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('report.title')}</h2>}>
      <Flex vertical gap={10}>
        <Typography.Text type="secondary">{t('report.text')}</Typography.Text>
        {isSigned && <Signed found={found} />}
        {!isSigned && mayChange && <DraftForm found={found} />}
        {!isSigned && !mayChange && report === null && <span>{t('report.none')}</span>}
        {report !== null && (
          <Flex gap={8} wrap align="center">
            {!isSigned && <span>{t('report.revision', { revision: report.revision })}</span>}
            <PrintLink id={found.id} />
            {!isSigned &&
              mayChange &&
              (maySign ? <SignButton found={found} /> : <span>{t('report.onlyOfficer')}</span>)}
          </Flex>
        )}
      </Flex>
    </Card>
  );
}

function Signed({ found }: { found: CaseDetail }) {
  const { t } = useTranslation('cases');
  const signed = found.report?.signed;
  if (signed === undefined || signed === null) return null;
  return (
    <Alert
      type="success"
      showIcon
      title={
        <>
          {t('report.signed', { name: signed.by.name, at: '' })} <Time at={signed.at} />
        </>
      }
      description={<span className="mono break-anywhere">{signed.digest}</span>}
    />
  );
}

function PrintLink({ id }: { id: string }) {
  const { t, i18n } = useTranslation('cases');
  const lang = i18n.language === 'en' ? 'en' : 'zh';
  return (
    <Button href={api.downloadUrl(`/api/cases/${id}/report.html`, { lang })} target="_blank" rel="noreferrer">
      {t('report.print')}
    </Button>
  );
}

function DraftForm({ found }: { found: CaseDetail }) {
  const { t } = useTranslation('cases');
  const { message } = App.useApp();
  const draft = useDraftReport(found.id);
  const [authority, setAuthority] = useState(found.report?.authority ?? '');
  const [summary, setSummary] = useState(found.report?.summary ?? '');
  const save = () =>
    draft.mutate(
      { authority, summary, revision: found.report?.revision ?? 0 },
      { onSuccess: () => message.success(t('report.saved')) },
    );
  return (
    <Form layout="vertical" component="div">
      <Form.Item label={t('report.authority')} htmlFor="report-authority">
        <Input
          id="report-authority"
          value={authority}
          maxLength={200}
          onChange={(event) => setAuthority(event.target.value)}
        />
      </Form.Item>
      <Form.Item label={t('report.summary')} htmlFor="report-summary">
        <Input.TextArea
          id="report-summary"
          value={summary}
          maxLength={4_000}
          autoSize={{ minRows: 3, maxRows: 12 }}
          onChange={(event) => setSummary(event.target.value)}
        />
      </Form.Item>
      <Button disabled={authority.trim() === '' || summary.trim() === ''} loading={draft.isPending} onClick={save}>
        {t('report.save')}
      </Button>
      <ProblemNotice error={draft.error} />
    </Form>
  );
}

function SignButton({ found }: { found: CaseDetail }) {
  const { t } = useTranslation('cases');
  const { message } = App.useApp();
  const sign = useSignReport(found.id);
  const [isOpen, setOpen] = useState(false);
  const [password, setPassword] = useState('');
  const isTurn = found.steps.some(({ step, state }) => step === 'reported' && state === 'next');
  const submit = () =>
    sign.mutate(
      { revision: found.report?.revision ?? 0, password },
      {
        onSuccess: () => {
          setOpen(false);
          message.success(t('report.signedNow'));
        },
      },
    );
  return (
    <>
      <Button type="primary" disabled={!isTurn} onClick={() => setOpen(true)}>
        {t('report.sign')}
      </Button>
      <Modal
        title={t('report.signTitle')}
        open={isOpen}
        onCancel={() => setOpen(false)}
        onOk={submit}
        okText={t('report.signTitle')}
        cancelText={t('create.cancel')}
        okButtonProps={{ disabled: password === '' }}
        confirmLoading={sign.isPending}
        destroyOnHidden
      >
        <Typography.Paragraph>{t('report.signText')}</Typography.Paragraph>
        <Form layout="vertical" component="div">
          <Form.Item label={t('report.password')} htmlFor="sign-password">
            <Input.Password
              id="sign-password"
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </Form.Item>
        </Form>
        <ProblemNotice error={sign.error} />
      </Modal>
    </>
  );
}
