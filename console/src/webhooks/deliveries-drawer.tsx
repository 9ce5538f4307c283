import type { Webhook, WebhookDelivery } from '@hegui/contract';
import { App, Button, Drawer, Flex, Segmented, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, Time } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { type DeliveryState, useDeliveries, useReplayDelivery } from './queries.ts';

interface DeliveriesDrawerProps {
  /** Null while nothing is shown. */
  readonly webhook: Webhook | null;
  readonly maySend: boolean;
  readonly onClose: () => void;
}

/** What an address was told, newest first. */
export function DeliveriesDrawer({ webhook, maySend, onClose }: DeliveriesDrawerProps) {
  const { t } = useTranslation('webhooks');
  return (
    <Drawer title={t('log')} open={webhook !== null} onClose={onClose} size="large" destroyOnHidden>
      {webhook !== null && <Deliveries webhook={webhook} maySend={maySend} />}
    </Drawer>
  );
}

function Deliveries({ webhook, maySend }: { webhook: Webhook; maySend: boolean }) {
  const { t } = useTranslation('webhooks');
  const [state, setState] = useState<DeliveryState>('any');
  const deliveries = useDeliveries(webhook.id, state);
  const replay = useReplayDelivery();
  const { message } = App.useApp();
  const columns = useColumns(maySend, ({ id }) =>
    replay.mutate(id, { onSuccess: () => message.success(t('replayed')) }),
  );
  const rows = deliveries.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Flex vertical gap={16}>
      <Typography.Text className="mono break-anywhere">{webhook.url}</Typography.Text>
      <Segmented<DeliveryState>
        aria-label={t('state')}
        value={state}
        onChange={setState}
        options={[
          { value: 'any', label: t('any') },
          { value: 'waiting', label: t('onlyWaiting') },
          { value: 'failed', label: t('onlyFailed') },
        ]}
        style={{ alignSelf: 'flex-start' }}
      />
      <ProblemNotice error={deliveries.error ?? replay.error} />
      <RowsTable
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        isLoading={deliveries.isPending}
        emptyText={t('noLog')}
      />
      {deliveries.hasNextPage && (
        <Button onClick={() => void deliveries.fetchNextPage()} loading={deliveries.isFetchingNextPage}>
          {t('more')}
        </Button>
      )}
    </Flex>
  );
}

const COLOURS = { waiting: 'processing', sent: 'success', failed: 'error' } as const;

function useColumns(
  maySend: boolean,
  onReplay: (delivery: WebhookDelivery) => void,
): readonly RowColumn<WebhookDelivery>[] {
  const { t } = useTranslation('webhooks');
  const columns: RowColumn<WebhookDelivery>[] = [
    { key: 'type', title: t('type'), cell: ({ type }) => <span className="mono">{type}</span> },
    { key: 'at', title: t('at'), cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      key: 'state',
      title: t('state'),
      cell: ({ state, attempts, fault, nextAt }) => (
        <Flex vertical gap={2} align="flex-start">
          <Tag color={COLOURS[state]} style={{ marginInlineEnd: 0 }}>
            {t(`states.${state}`)}
          </Tag>
          {attempts > 0 && <Typography.Text type="secondary">{t('attempts', { count: attempts })}</Typography.Text>}
          {fault !== null && <span className="mono">{fault}</span>}
          {nextAt !== null && attempts > 0 && (
            <Typography.Text type="secondary">
              {t('next')} <Time at={nextAt} />
            </Typography.Text>
          )}
        </Flex>
      ),
    },
  ];
  if (!maySend) return columns;
  const operations: RowColumn<WebhookDelivery> = {
    key: 'operations',
    title: t('operations'),
    cell: (delivery) =>
      delivery.state === 'waiting' ? (
        '–'
      ) : (
        <Button size="small" aria-label={t('replayOf', { type: delivery.type })} onClick={() => onReplay(delivery)}>
          {t('replay')}
        </Button>
      ),
  };
  return [...columns, operations];
}
