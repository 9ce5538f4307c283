import { PlusOutlined } from '@ant-design/icons';
import type { ApiKey, apiKeyCreatedSchema, Service } from '@hegui/contract';
import { App, Button, Flex, Tag, Tooltip, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { EmptyGuide, ProblemNotice, Time } from '../app/index.ts';
import { ApiKeyCreateModal } from './api-key-create-modal.tsx';
import { ApiKeyOnceModal } from './api-key-once-modal.tsx';
import { useApiKeys, useRevokeApiKey } from './queries.ts';
import { ReadOnlyNotice } from './read-only-notice.tsx';
import { type RowColumn, RowsTable } from './rows-table.tsx';

/** The keys of a service: made, shown once, revoked. */
export function ApiKeys({ service, mayChange }: { service: Service; mayChange: boolean }) {
  const { t } = useTranslation('registry');
  const [isCreating, setCreating] = useState(false);
  const [created, setCreated] = useState<z.infer<typeof apiKeyCreatedSchema> | null>(null);
  const keys = useApiKeys(service.id);
  const revoke = useRevokeApiKey();
  const { message } = App.useApp();
  const columns = useColumns(mayChange, (key) =>
    revoke.mutate(key.id, { onSuccess: () => message.success(t('keys.revokedNow')) }),
  );
  const create = mayChange && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
      {t('keys.create')}
    </Button>
  );
  return (
    <>
      <ReadOnlyNotice mayChange={mayChange} needs="administrator" />
      <ProblemNotice error={keys.error ?? revoke.error} />
      {keys.isSuccess && keys.data.length === 0 ? (
        <EmptyGuide title={t('keys.empty')} text={t('keys.emptyText')} action={create} />
      ) : (
        <Flex vertical gap={12}>
          <Flex justify="space-between" gap={12} wrap>
            <Typography.Text type="secondary" style={{ flex: '1 1 240px' }}>
              {t('keys.emptyText')}
            </Typography.Text>
            {create}
          </Flex>
          <RowsTable columns={columns} rows={keys.data ?? []} keyOf={(key) => key.id} isLoading={keys.isPending} />
        </Flex>
      )}
      <ApiKeyCreateModal
        serviceId={service.id}
        isOpen={isCreating}
        onClose={() => setCreating(false)}
        onCreated={(key) => {
          setCreating(false);
          setCreated(key);
        }}
      />
      <ApiKeyOnceModal service={service} apiKey={created?.key ?? null} onClose={() => setCreated(null)} />
    </>
  );
}

function useColumns(mayChange: boolean, revoke: (key: ApiKey) => void): readonly RowColumn<ApiKey>[] {
  const { t } = useTranslation('registry');
  const { modal } = App.useApp();
  const ask = (key: ApiKey) =>
    modal.confirm({
      title: t('keys.revokeConfirm', { name: key.name }),
      content: t('keys.revokeText'),
      okText: t('keys.revoke'),
      cancelText: t('cancel'),
      okButtonProps: { danger: true },
      onOk: () => revoke(key),
    });
  const columns: RowColumn<ApiKey>[] = [
    { key: 'name', title: t('keys.name'), cell: ({ name }) => name },
    { key: 'hint', title: t('keys.hint'), cell: ({ hint }) => <span className="mono">{hint}…</span> },
    { key: 'limits', title: t('keys.limits'), cell: (key) => <Limits apiKey={key} /> },
    { key: 'createdAt', title: t('keys.createdAt'), cell: ({ createdAt }) => <Time at={createdAt} /> },
    { key: 'state', title: t('keys.state'), cell: (key) => <KeyState apiKey={key} /> },
  ];
  if (!mayChange) return columns;
  const operations: RowColumn<ApiKey> = {
    key: 'operations',
    title: t('keys.operations'),
    cell: (key) =>
      stateOf(key) === 'live' ? (
        <Button size="small" danger aria-label={t('keys.revokeOf', { name: key.name })} onClick={() => ask(key)}>
          {t('keys.revoke')}
        </Button>
      ) : (
        '–'
      ),
  };
  return [...columns, operations];
}

function Limits({ apiKey: { ratePerMinute, openMax } }: { apiKey: ApiKey }) {
  const { t } = useTranslation('registry');
  const limits = [
    ratePerMinute === null ? null : t('keys.rateShort', { count: ratePerMinute }),
    openMax === null ? null : t('keys.openShort', { count: openMax }),
  ].filter((limit) => limit !== null);
  return limits.length > 0 ? (
    limits.join(' · ')
  ) : (
    <Typography.Text type="secondary">{t('keys.noLimit')}</Typography.Text>
  );
}

function KeyState({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation('registry');
  const state = stateOf(apiKey);
  return (
    <Flex gap={6} align="center" wrap>
      <Tag color={state === 'live' ? 'success' : 'default'} style={{ marginInlineEnd: 0 }}>
        {t(`keys.${state}`)}
      </Tag>
      {apiKey.audience !== null && <AudienceTag audience={apiKey.audience} />}
      {apiKey.synthetic && (
        <Tooltip title={t('keys.syntheticHelp')}>
          <Tag style={{ marginInlineEnd: 0 }}>{t('keys.synthetic')}</Tag>
        </Tooltip>
      )}
      {state === 'revoked' && <Time at={apiKey.revokedAt} />}
    </Flex>
  );
}

function AudienceTag({ audience }: { audience: 'general' | 'minors' }) {
  const { t } = useTranslation('audiences');
  return <Tag style={{ marginInlineEnd: 0 }}>{t(audience)}</Tag>;
}

function stateOf({ revokedAt, expiresAt }: ApiKey): 'live' | 'revoked' | 'expired' {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && Date.parse(expiresAt) <= Date.now() ? 'expired' : 'live';
}
