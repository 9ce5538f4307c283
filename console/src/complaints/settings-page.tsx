import type { ComplaintSettings, ComplaintSettingsState, PortalSettings, PortalSettingsState } from '@hegui/contract';
import { App, Button, Card, Descriptions, Flex, Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LinkButton, PageHeader, PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { LimitBasis } from '../law/limit-basis.tsx';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import {
  useChangeComplaintSettings,
  useChangePortalSettings,
  useComplaintSettings,
  usePortalSettings,
} from './queries.ts';
import { TemplatesEditor } from './templates-editor.tsx';

const DAYS_MAX = 60;

/** What the public is promised and shown. */
export function ComplaintSettingsPage() {
  const { t } = useTranslation('complaints');
  const mayWrite = useHasRole('administrator', 'compliance-officer');
  const limits = useComplaintSettings();
  const portal = usePortalSettings();
  return (
    <>
      <PageHeader title={t('form.title')} actions={<LinkButton to="/complaints">{t('detail.back')}</LinkButton>} />
      <ProblemNotice error={limits.error ?? portal.error} />
      {(limits.isPending || portal.isPending) && <PageLoading />}
      <Flex vertical gap={16}>
        {limits.data !== undefined && (
          <LimitsCard key={`limits ${limits.data.revision}`} state={limits.data} mayWrite={mayWrite} />
        )}
        {portal.data !== undefined && (
          <PortalCard key={`portal ${portal.data.revision}`} state={portal.data} mayWrite={mayWrite} />
        )}
      </Flex>
    </>
  );
}

function LimitsCard({ state, mayWrite }: { state: ComplaintSettingsState; mayWrite: boolean }) {
  const { t, i18n } = useTranslation('complaints');
  const { message } = App.useApp();
  const [settings, setSettings] = useState<ComplaintSettings>(state.settings);
  const change = useChangeComplaintSettings();
  type Kind = ComplaintSettingsState['kinds'][number];
  const nameOf = (row: Kind): string => (i18n.language === 'en' ? row.en : row.zh);
  const days = (row: Kind, field: 'acknowledgeDays' | 'answerDays') => (
    <InputNumber
      aria-label={`${nameOf(row)}: ${t(field === 'answerDays' ? 'form.answer' : 'form.acknowledge')}`}
      min={1}
      max={field === 'answerDays' ? (row.answerDaysMax ?? DAYS_MAX) : DAYS_MAX}
      precision={0}
      disabled={!mayWrite}
      value={settings.limits[row.kind][field]}
      onChange={(value) =>
        setSettings({
          ...settings,
          limits: { ...settings.limits, [row.kind]: { ...settings.limits[row.kind], [field]: value ?? 1 } },
        })
      }
    />
  );
  const columns: RowColumn<Kind>[] = [
    { key: 'kind', title: t('kind'), cell: nameOf },
    { key: 'acknowledge', title: t('form.acknowledge'), cell: (row) => days(row, 'acknowledgeDays') },
    {
      key: 'answer',
      title: t('form.answer'),
      cell: (row) => (
        <Flex gap={8} align="center" wrap>
          {days(row, 'answerDays')}
          {row.answerDaysMax !== null && <span>{t('form.max', { days: row.answerDaysMax })}</span>}
        </Flex>
      ),
    },
    { key: 'basis', title: t('form.basis'), cell: ({ basis }) => <LimitBasis basis={basis} /> },
  ];
  const save = (): void =>
    change.mutate({ settings, revision: state.revision }, { onSuccess: () => void message.success(t('form.saved')) });
  return (
    <Card size="small" title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('form.limits')}</h2>}>
      <Flex vertical gap={16}>
        <span>{t('form.limitsText')}</span>
        <RowsTable columns={columns} rows={state.kinds} keyOf={(row) => row.kind} />
        <Flex gap={8} wrap align="center">
          <InputNumber
            aria-label={t('form.reopen')}
            min={1}
            max={DAYS_MAX}
            precision={0}
            disabled={!mayWrite}
            value={settings.reopenDays}
            onChange={(value) => setSettings({ ...settings, reopenDays: value ?? 1 })}
          />
          <span>{t('form.reopen')}</span>
        </Flex>
        <TemplatesEditor
          templates={settings.templates}
          mayWrite={mayWrite}
          onChange={(templates) => setSettings({ ...settings, templates })}
        />
        {mayWrite && (
          <Flex>
            <Button type="primary" loading={change.isPending} onClick={save}>
              {t('form.save')}
            </Button>
          </Flex>
        )}
        <ProblemNotice error={change.error} />
      </Flex>
    </Card>
  );
}

interface PortalDraft {
  readonly colour: string;
  readonly phone: string;
  readonly email: string;
  readonly challenge: PortalSettings['challenge'];
}

function PortalCard({ state, mayWrite }: { state: PortalSettingsState; mayWrite: boolean }) {
  const { t } = useTranslation('complaints');
  const { message } = App.useApp();
  const change = useChangePortalSettings();
  const { settings, shown, scanner, channels, address, revision } = state;
  const is = (isOn: boolean): string => (isOn ? t('form.on') : t('form.off'));
  const submit = ({ colour, phone, email, challenge }: PortalDraft): void =>
    change.mutate(
      {
        settings: { colour, challenge, phone: phone === '' ? null : phone, email: email === '' ? null : email },
        revision,
      },
      { onSuccess: () => void message.success(t('form.saved')) },
    );
  return (
    <Card size="small" title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('form.portal')}</h2>}>
      <Form<PortalDraft>
        layout="vertical"
        disabled={!mayWrite}
        initialValues={{ ...settings, phone: settings.phone ?? '', email: settings.email ?? '' }}
        onFinish={submit}
        style={{ maxWidth: 520 }}
      >
        <Form.Item name="colour" label={t('form.colour')} extra={t('form.colourHint', shown)}>
          <Input maxLength={7} className="mono" />
        </Form.Item>
        <Form.Item name="phone" label={t('form.phone')}>
          <Input maxLength={25} />
        </Form.Item>
        <Form.Item name="email" label={t('form.email')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="challenge" label={t('form.challenge')}>
          <Select
            options={(['off', 'puzzle'] as const).map((one) => ({ value: one, label: t(`form.challenges.${one}`) }))}
          />
        </Form.Item>
        {mayWrite && (
          <Button type="primary" htmlType="submit" loading={change.isPending}>
            {t('form.save')}
          </Button>
        )}
        <ProblemNotice error={change.error} />
      </Form>
      <Descriptions
        size="small"
        column={1}
        style={{ marginTop: 16 }}
        items={[
          { key: 'address', label: t('form.address'), children: <a href={address}>{address}</a> },
          { key: 'scanner', label: t('form.scanner'), children: is(scanner) },
          { key: 'email', label: t('form.email2'), children: is(channels.email) },
          { key: 'sms', label: t('form.sms'), children: is(channels.sms) },
          { key: 'webhook', label: t('form.webhook'), children: is(channels.webhook) },
        ]}
      />
    </Card>
  );
}
