import type { Digest, DigestSettings, DigestSettingsState } from '@hegui/contract';
import { App, Button, Card, Checkbox, Flex, Input, Select, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyGuide, LinkButton, PageHeader, PageLoading, ProblemNotice, Time, useHasRole } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useChangeDigestSettings, useDigestPreview, useDigestSettings, useDigests, useSendDigest } from './queries.ts';

/** Who is told where the provider stands, what they read, and what went out. */
export function DigestPage() {
  const { t } = useTranslation('status');
  const mayWrite = useHasRole('administrator', 'compliance-officer');
  return (
    <>
      <PageHeader
        title={t('digest.title')}
        description={t('digest.description')}
        actions={<LinkButton to="/board">{t('digest.back')}</LinkButton>}
      />
      <Flex vertical gap={16}>
        {mayWrite && <Settings />}
        <Preview maySend={mayWrite} />
        <Log />
      </Flex>
    </>
  );
}

const heading = (text: string) => <h2 style={{ fontSize: 15, margin: 0 }}>{text}</h2>;

function Settings() {
  const state = useDigestSettings();
  if (state.data === undefined)
    return state.isPending ? (
      <PageLoading />
    ) : (
      <ProblemNotice error={state.error} onRetry={() => void state.refetch()} />
    );
  return <SettingsCard key={state.data.revision} state={state.data} />;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const CADENCES = ['off', 'daily', 'weekly'] as const;

function SettingsCard({ state }: { state: DigestSettingsState }) {
  const { t } = useTranslation('status');
  const { message } = App.useApp();
  const [settings, setSettings] = useState<DigestSettings>(state.settings);
  const change = useChangeDigestSettings();
  const put = (changed: Partial<DigestSettings>): void => setSettings({ ...settings, ...changed });
  const save = (): void =>
    change.mutate({ settings, revision: state.revision }, { onSuccess: () => void message.success(t('digest.saved')) });
  return (
    <Card size="small" title={heading(t('digest.settings'))}>
      <Flex vertical gap={16}>
        <Flex gap={12} wrap>
          <Select
            aria-label={t('digest.cadence')}
            value={settings.cadence}
            style={{ minWidth: 160 }}
            options={CADENCES.map((value) => ({ value, label: t(`digest.cadences.${value}`) }))}
            onChange={(cadence) => put({ cadence })}
          />
          {settings.cadence === 'weekly' && (
            <Select
              aria-label={t('digest.weekday')}
              value={settings.weekday}
              style={{ minWidth: 120 }}
              options={WEEKDAYS.map((day, at) => ({ value: at + 1, label: t(`digest.weekdays.${day}`) }))}
              onChange={(weekday) => put({ weekday })}
            />
          )}
          {settings.cadence !== 'off' && (
            <Select
              aria-label={t('digest.hour')}
              value={settings.hour}
              style={{ minWidth: 160 }}
              options={HOURS.map((value) => ({
                value,
                label: t('digest.hourOption', { hour: String(value).padStart(2, '0') }),
              }))}
              onChange={(hour) => put({ hour })}
            />
          )}
        </Flex>
        <Checkbox checked={settings.alerts} onChange={({ target }) => put({ alerts: target.checked })}>
          {t('digest.alerts')}
        </Checkbox>
        <Recipients settings={settings} onChange={(recipients) => put({ recipients })} />
        {!state.channels.email && settings.recipients.length > 0 && (
          <Typography.Text type="warning">{t('digest.noMail')}</Typography.Text>
        )}
        <Checkbox checked={settings.webhook} onChange={({ target }) => put({ webhook: target.checked })}>
          {t(state.channels.webhook ? 'digest.webhook' : 'digest.webhookUnset')}
        </Checkbox>
        <Flex gap={12} wrap align="center">
          <Button type="primary" loading={change.isPending} onClick={save}>
            {t('digest.save')}
          </Button>
          {state.nextAt !== null && (
            <Typography.Text type="secondary">
              {t('digest.nextAt')} <Time at={state.nextAt} />
            </Typography.Text>
          )}
        </Flex>
        <ProblemNotice error={change.error} />
      </Flex>
    </Card>
  );
}

type Recipient = DigestSettings['recipients'][number];
const RECIPIENTS_MAX = 50;

function Recipients({
  settings: { recipients },
  onChange,
}: {
  settings: DigestSettings;
  onChange: (recipients: Recipient[]) => void;
}) {
  const { t, i18n } = useTranslation('status');
  const replace = (at: number, changed: Partial<Recipient>): void =>
    onChange(recipients.map((one, index) => (index === at ? { ...one, ...changed } : one)));
  const language = i18n.language === 'en' ? 'en' : 'zh-CN';
  return (
    <Flex vertical gap={8} component="section" aria-label={t('digest.recipients')}>
      <Typography.Text strong>{t('digest.recipients')}</Typography.Text>
      {recipients.map((recipient, at) => (
        <Flex key={at} gap={8} wrap>
          <Input
            aria-label={t('digest.address', { number: at + 1 })}
            type="email"
            maxLength={254}
            style={{ flex: '1 1 200px' }}
            value={recipient.address}
            onChange={({ target }) => replace(at, { address: target.value })}
          />
          <Select
            aria-label={t('digest.language', { number: at + 1 })}
            value={recipient.language}
            style={{ minWidth: 110 }}
            options={[
              { value: 'zh-CN' as const, label: t('digest.languages.zh') },
              { value: 'en' as const, label: t('digest.languages.en') },
            ]}
            onChange={(chosen) => replace(at, { language: chosen })}
          />
          <Button onClick={() => onChange(recipients.filter((_, index) => index !== at))}>{t('digest.remove')}</Button>
        </Flex>
      ))}
      <Flex>
        <Button
          disabled={recipients.length >= RECIPIENTS_MAX}
          onClick={() => onChange([...recipients, { address: '', language }])}
        >
          {t('digest.add')}
        </Button>
      </Flex>
    </Flex>
  );
}

function Preview({ maySend }: { maySend: boolean }) {
  const { t, i18n } = useTranslation('status');
  const { message } = App.useApp();
  const [language, setLanguage] = useState<'zh-CN' | 'en'>(i18n.language === 'en' ? 'en' : 'zh-CN');
  const preview = useDigestPreview(language);
  const send = useSendDigest();
  return (
    <Card size="small" title={heading(t('digest.preview'))}>
      <Flex vertical gap={12}>
        <Flex gap={8} wrap>
          <Select
            aria-label={t('digest.previewLanguage')}
            value={language}
            style={{ minWidth: 110 }}
            options={[
              { value: 'zh-CN' as const, label: t('digest.languages.zh') },
              { value: 'en' as const, label: t('digest.languages.en') },
            ]}
            onChange={setLanguage}
          />
          {maySend && (
            <Button
              loading={send.isPending}
              onClick={() => send.mutate(undefined, { onSuccess: () => void message.success(t('digest.sent')) })}
            >
              {t('digest.send')}
            </Button>
          )}
        </Flex>
        <ProblemNotice error={send.error ?? preview.error} />
        {preview.isPending && <PageLoading />}
        {preview.data !== undefined && (
          <article lang={language} aria-label={t('digest.preview')}>
            <Typography.Text strong className="break-anywhere">
              {preview.data.subject}
            </Typography.Text>
            <p className="break-anywhere" style={{ whiteSpace: 'pre-wrap', margin: '8px 0 0' }}>
              {preview.data.text.trim()}
            </p>
          </article>
        )}
      </Flex>
    </Card>
  );
}

function Log() {
  const { t } = useTranslation('status');
  const digests = useDigests();
  const columns: RowColumn<Digest>[] = [
    { key: 'kind', title: t('digest.kind'), cell: ({ kind }) => t(`digest.kinds.${kind}`) },
    { key: 'to', title: t('digest.at'), cell: ({ to }) => <Time at={to} /> },
    { key: 'told', title: t('digest.told'), cell: ({ counts }) => t('digest.counts', counts) },
    { key: 'notices', title: t('digest.notices'), cell: ({ notices }) => <Notices notices={notices} /> },
  ];
  return (
    <Card size="small" title={heading(t('digest.log'))}>
      <ProblemNotice error={digests.error} />
      {digests.data?.items.length === 0 ? (
        <EmptyGuide title={t('digest.none')} text="" />
      ) : (
        <RowsTable
          columns={columns}
          rows={digests.data?.items ?? []}
          keyOf={({ id }) => id}
          isLoading={digests.isPending}
        />
      )}
    </Card>
  );
}

const COLOURS = { sent: 'success', waiting: 'processing', failed: 'error', unsent: 'warning' } as const;

function Notices({ notices }: Pick<Digest, 'notices'>) {
  const { t } = useTranslation('status');
  return (
    <Flex gap={4} wrap>
      {notices.map(({ id, channel, state, fault }) => (
        <Tag key={id} color={COLOURS[state]} style={{ marginInlineEnd: 0 }}>
          {t(`digest.channels.${channel}`)} {t(`digest.states.${state}`)}
          {fault !== null && ` (${fault})`}
        </Tag>
      ))}
    </Flex>
  );
}
