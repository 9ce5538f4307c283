import type { MeasureDetail } from '@hegui/contract';
import { Alert, App, Button, Card, Flex, Form, Input, Modal, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/index.ts';
import { ProblemNotice, Time } from '../app/index.ts';
import { useDeed, useDraftReport } from './queries.ts';

const SUMMARY_CHARS_MAX = 3_000;

interface ReportProps {
  readonly found: MeasureDetail;
  readonly mayWrite: boolean;
  readonly maySign: boolean;
}

/** The report to an authority: drafted, read, and signed by a named person; never sent from here. */
export function ReportCard({ found, mayWrite, maySign }: ReportProps) {
  const { t } = useTranslation('measures');
  const { report } = found;
  const signed = report?.signed ?? null;
  return (
    <Card size="small" title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('report.title')}</h2>}>
      <Flex vertical gap={12}>
        <Typography.Text type="secondary">{t('report.text')}</Typography.Text>
        {signed !== null && (
          <Alert
            type="success"
            showIcon
            title={
              <>
                {t('report.signed', { name: signed.name })} <Time at={signed.at} />
              </>
            }
            description={<span className="mono break-anywhere">{signed.digest}</span>}
          />
        )}
        {signed === null && mayWrite && <DraftForm found={found} />}
        {report === null && !mayWrite && <span>{t('report.none')}</span>}
        {report !== null && (
          <Flex gap={8} wrap align="center">
            {signed === null && <span>{t('report.draft', { revision: report.revision })}</span>}
            <Files id={found.id} />
            {signed === null && maySign && <SignButton id={found.id} revision={report.revision} />}
          </Flex>
        )}
      </Flex>
    </Card>
  );
}

function Files({ id }: { id: string }) {
  const { t, i18n } = useTranslation('measures');
  const lang = i18n.language === 'en' ? 'en' : 'zh';
  return (['docx', 'pdf'] as const).map((format) => (
    <Button key={format} href={api.downloadUrl(`/api/measures/${id}/report/file`, { format, lang })} download>
      {t(`report.${format}`)}
    </Button>
  ));
}

function DraftForm({ found }: { found: MeasureDetail }) {
  const { t } = useTranslation('measures');
  const { message } = App.useApp();
  const draft = useDraftReport(found.id);
  const [authority, setAuthority] = useState(found.report?.text.authority ?? '');
  const [summary, setSummary] = useState(found.report?.text.summary ?? '');
  const save = (): void =>
    draft.mutate(
      { authority, summary, revision: found.report?.revision ?? 0 },
      { onSuccess: () => void message.success(t('report.saved')) },
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
          maxLength={SUMMARY_CHARS_MAX}
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

function SignButton({ id, revision }: { id: string; revision: number }) {
  const { t } = useTranslation('measures');
  const { message } = App.useApp();
  const deed = useDeed(id);
  const [isOpen, setOpen] = useState(false);
  const [password, setPassword] = useState('');
  const submit = (): void =>
    deed.mutate(
      { name: 'report/sign', body: { revision, password } },
      { onSuccess: () => void message.success(t('report.signedNow')), onSettled: () => setPassword('') },
    );
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('report.sign')}
      </Button>
      <Modal
        open={isOpen}
        title={t('report.signTitle')}
        okText={t('report.sign')}
        okButtonProps={{ disabled: password === '', loading: deed.isPending }}
        onOk={submit}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Flex vertical gap={12}>
          <span>{t('report.signText', { revision })}</span>
          <Input.Password
            aria-label={t('report.password')}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            onPressEnter={submit}
          />
          <ProblemNotice error={deed.error} />
        </Flex>
      </Modal>
    </>
  );
}
