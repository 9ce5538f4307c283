import { type Order, orderFactsSchema } from '@hegui/contract';
import { Button, Card, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyGuide, PageHeader, PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { chinaToday } from '../registers/china-time.ts';
import { FormModal } from '../registers/form-modal.tsx';
import { StateTag } from '../registers/state-tag.tsx';
import { DaysLeft } from '../registers/time-left.tsx';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useOrderFields } from './facts-form.ts';
import { useOrders, useReceiveOrder } from './queries.ts';

/** Every order of an authority, what must be fulfilled first on top. */
export function OrdersPage() {
  const { t } = useTranslation('liability');
  const orders = useOrders();
  const mayWrite = useHasRole('administrator', 'compliance-officer');
  const [isOpen, setOpen] = useState(false);
  const receive = useReceiveOrder();
  const fields = useOrderFields();
  const items = orders.data?.items ?? [];
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          mayWrite && (
            <Button type="primary" onClick={() => setOpen(true)}>
              {t('receive')}
            </Button>
          )
        }
      />
      <Card>
        <ProblemNotice error={orders.error} onRetry={() => void orders.refetch()} />
        {orders.isPending && <PageLoading />}
        {orders.isSuccess && items.length === 0 && <EmptyGuide title={t('emptyTitle')} text={t('emptyText')} />}
        {items.length > 0 && <Rows orders={items} />}
      </Card>
      {isOpen && (
        <FormModal
          title={t('receive')}
          fields={fields}
          initial={{ agency: 'cac', measure: 'correction', receivedOn: chinaToday() }}
          schema={orderFactsSchema}
          save={receive}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function Rows({ orders }: { orders: readonly Order[] }) {
  const { t } = useTranslation('liability');
  const columns: RowColumn<Order>[] = [
    {
      key: 'name',
      title: t('name'),
      cell: ({ id, number, facts }) => (
        <Link to={`/orders/${id}`} style={{ fontWeight: 500 }}>
          {t('number', { number })} · {facts.title}
        </Link>
      ),
    },
    { key: 'deadline', title: t('deadline'), cell: (order) => <Deadline order={order} /> },
    { key: 'agency', title: t('agency'), cell: ({ facts }) => `${t(`agencies.${facts.agency}`)} · ${facts.office}` },
    {
      key: 'tasks',
      title: t('tasks'),
      cell: ({ tasks }) =>
        tasks.length === 0
          ? '–'
          : t('tasksOf', { done: tasks.filter(({ doneOn }) => doneOn !== null).length, all: tasks.length }),
    },
  ];
  return <RowsTable columns={columns} rows={orders} keyOf={({ id }) => id} />;
}

const NEAR_DAYS = 7;

/** How long there is, or when it was fulfilled. */
export function Deadline({ order: { daysLeft, deadlineOn, fulfilledOn, wasLate } }: { order: Order }) {
  const { t } = useTranslation('liability');
  if (fulfilledOn === null) return <DaysLeft days={daysLeft} day={deadlineOn} near={NEAR_DAYS} />;
  return (
    <Flex gap={4} wrap>
      <StateTag color={wasLate ? 'warning' : 'success'}>{t('fulfilled', { day: fulfilledOn })}</StateTag>
      {wasLate && <span>{t('late')}</span>}
    </Flex>
  );
}
