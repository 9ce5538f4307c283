import { PlusOutlined } from '@ant-design/icons';
import type { Service, Webhook } from '@hegui/contract';
import { App, Button, Flex, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyGuide, ProblemNotice, Time } from '../app/index.ts';
import { ReadOnlyNotice } from '../registry/read-only-notice.tsx';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { DeliveriesDrawer } from './deliveries-drawer.tsx';
import { useEndWebhook, usePingWebhook, useWebhooks } from './queries.ts';
import { type CreatedWebhook, WebhookCreateModal, WebhookOnceModal } from './webhook-modals.tsx';

interface WebhooksSectionProps {
  readonly service: Service;
  /** Makes and ends addresses. */
  readonly mayChange: boolean;
  /** Sends tests, and once more what was not taken. */
  readonly maySend: boolean;
}

/** Where the app of a service is told of complaints, requests and measures. */
export function WebhooksSection({ service, mayChange, maySend }: WebhooksSectionProps) {
  const { t } = useTranslation('webhooks');
  const [isCreating, setCreating] = useState(false);
  const [created, setCreated] = useState<CreatedWebhook | null>(null);
  const [shown, setShown] = useState<Webhook | null>(null);
  const webhooks = useWebhooks(service.id);
  const end = useEndWebhook();
  const ping = usePingWebhook();
  const { message } = App.useApp();
  const columns = useColumns({
    mayChange,
    maySend,
    onShow: setShown,
    onEnd: ({ id }) => end.mutate(id, { onSuccess: () => message.success(t('ended')) }),
    onPing: ({ id }) => ping.mutate(id, { onSuccess: () => message.success(t('pinged')) }),
  });
  const create = mayChange && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
      {t('create')}
    </Button>
  );
  return (
    <>
      <ReadOnlyNotice mayChange={mayChange} needs="administrator" />
      <ProblemNotice error={webhooks.error ?? end.error ?? ping.error} />
      {webhooks.isSuccess && webhooks.data.length === 0 ? (
        <EmptyGuide title={t('empty')} text={t('about')} action={create} />
      ) : (
        <Flex vertical gap={12}>
          <Flex justify="space-between" gap={12} wrap>
            <Typography.Text type="secondary" style={{ flex: '1 1 240px' }}>
              {t('about')}
            </Typography.Text>
            {create}
          </Flex>
          <RowsTable
            columns={columns}
            rows={webhooks.data ?? []}
            keyOf={({ id }) => id}
            isLoading={webhooks.isPending}
          />
        </Flex>
      )}
      <WebhookCreateModal
        serviceId={service.id}
        isOpen={isCreating}
        onClose={() => setCreating(false)}
        onCreated={(webhook) => {
          setCreating(false);
          setCreated(webhook);
        }}
      />
      <WebhookOnceModal created={created} onClose={() => setCreated(null)} />
      <DeliveriesDrawer webhook={shown} maySend={maySend} onClose={() => setShown(null)} />
    </>
  );
}

interface ColumnParts {
  readonly mayChange: boolean;
  readonly maySend: boolean;
  readonly onShow: (webhook: Webhook) => void;
  readonly onEnd: (webhook: Webhook) => void;
  readonly onPing: (webhook: Webhook) => void;
}

function useColumns({ mayChange, maySend, onShow, onEnd, onPing }: ColumnParts): readonly RowColumn<Webhook>[] {
  const { t } = useTranslation('webhooks');
  const { modal } = App.useApp();
  const ask = (webhook: Webhook) =>
    modal.confirm({
      title: t('endConfirm'),
      content: t('endText'),
      okText: t('end'),
      cancelText: t('cancel'),
      okButtonProps: { danger: true },
      onOk: () => onEnd(webhook),
    });
  return [
    { key: 'url', title: t('url'), cell: ({ url }) => <span className="mono break-anywhere">{url}</span> },
    {
      key: 'events',
      title: t('events'),
      cell: ({ events }) => (
        <Flex gap={4} wrap>
          {events.map((one) => (
            <Tag key={one} style={{ marginInlineEnd: 0 }}>
              {t(one)}
            </Tag>
          ))}
        </Flex>
      ),
    },
    { key: 'standing', title: t('standing'), cell: (webhook) => <Standing webhook={webhook} /> },
    { key: 'createdAt', title: t('createdAt'), cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      key: 'operations',
      title: t('operations'),
      cell: (webhook) => (
        <Flex gap={8} wrap>
          <Button size="small" aria-label={t('logOf', { url: webhook.url })} onClick={() => onShow(webhook)}>
            {t('log')}
          </Button>
          {maySend && (
            <Button size="small" onClick={() => onPing(webhook)}>
              {t('ping')}
            </Button>
          )}
          {mayChange && (
            <Button size="small" danger aria-label={t('endOf', { url: webhook.url })} onClick={() => ask(webhook)}>
              {t('end')}
            </Button>
          )}
        </Flex>
      ),
    },
  ];
}

function Standing({ webhook: { waiting, failed } }: { webhook: Webhook }) {
  const { t } = useTranslation('webhooks');
  return (
    <Flex gap={4} wrap>
      {failed > 0 && (
        <Tag color="error" style={{ marginInlineEnd: 0 }}>
          {t('failed', { count: failed })}
        </Tag>
      )}
      {waiting > 0 && <Tag style={{ marginInlineEnd: 0 }}>{t('waiting', { count: waiting })}</Tag>}
      {failed === 0 && waiting === 0 && (
        <Tag color="success" style={{ marginInlineEnd: 0 }}>
          {t('fine')}
        </Tag>
      )}
    </Flex>
  );
}
