import { type LiftRequest, liftWithdrawSchema } from '@hegui/contract';
import { App, Button, Card, Flex, Form, Input, Modal, Select, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyGuide, PageLoading, ProblemNotice, ruleOf, Time, useHasRole } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { FilterBar } from './filter-bar.tsx';
import { type LiftsFilter, type RequestState, useLiftRequests, useWithdrawRequest } from './queries.ts';

const STATES = ['any', 'open', 'withdrawn'] as const;

/** Who asked for content without explicit label, and what each agreed to. */
export function RequestsTab() {
  const { t } = useTranslation('liftedLabels');
  const [filter, setFilter] = useState<LiftsFilter>({ search: '', serviceId: undefined });
  const [state, setState] = useState<RequestState>('any');
  const [ending, setEnding] = useState<LiftRequest | null>(null);
  const requests = useLiftRequests(filter, state);
  const rows = requests.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card>
      <Flex vertical gap={16}>
        <FilterBar filter={filter} searchLabel={t('searchRequests')} onChange={setFilter}>
          <Select
            aria-label={t('state')}
            value={state}
            style={{ width: 130 }}
            options={STATES.map((one) => ({ value: one, label: t(`states.${one}`) }))}
            onChange={setState}
          />
        </FilterBar>
        <ProblemNotice error={requests.error} onRetry={() => void requests.refetch()} />
        {requests.isPending && <PageLoading />}
        {requests.isSuccess && rows.length === 0 && (
          <EmptyGuide title={t('requests.emptyTitle')} text={t('requests.emptyText')} />
        )}
        {rows.length > 0 && <RequestsTable rows={rows} onEnd={setEnding} />}
        {requests.hasNextPage && (
          <Flex justify="center">
            <Button loading={requests.isFetchingNextPage} onClick={() => void requests.fetchNextPage()}>
              {t('more')}
            </Button>
          </Flex>
        )}
      </Flex>
      {ending !== null && <EndModal request={ending} onClose={() => setEnding(null)} />}
    </Card>
  );
}

function RequestsTable({ rows, onEnd }: { rows: readonly LiftRequest[]; onEnd: (row: LiftRequest) => void }) {
  const { t } = useTranslation('liftedLabels');
  const mayEnd = useHasRole('administrator', 'compliance-officer');
  const columns: RowColumn<LiftRequest>[] = [
    {
      key: 'endUser',
      title: t('lifts.endUser'),
      cell: ({ endUser, id }) => (
        <Flex vertical>
          <span className="mono break-anywhere">{endUser}</span>
          <Typography.Text type="secondary" className="mono break-anywhere">
            {id}
          </Typography.Text>
        </Flex>
      ),
    },
    {
      key: 'agreement',
      title: t('lifts.agreement'),
      cell: ({ agreement }) => <span className="mono">{agreement}</span>,
    },
    { key: 'requestedAt', title: t('requests.requestedAt'), cell: ({ requestedAt }) => <Time at={requestedAt} /> },
    { key: 'lifted', title: t('requests.lifted'), isNumber: true, cell: ({ lifted }) => lifted },
    {
      key: 'withdrawnAt',
      title: t('requests.withdrawnAt'),
      cell: (row) =>
        row.withdrawnAt !== null ? (
          <Flex vertical>
            <Time at={row.withdrawnAt} />
            <Typography.Text type="secondary">
              {t(row.withdrawnBy === 'end-user' ? 'requests.byUser' : 'requests.byStaff')}
            </Typography.Text>
          </Flex>
        ) : mayEnd ? (
          <Button size="small" danger onClick={() => onEnd(row)}>
            {t('requests.withdraw')}
          </Button>
        ) : (
          '–'
        ),
    },
  ];
  return <RowsTable columns={columns} rows={rows} keyOf={({ id }) => id} />;
}

function EndModal({ request, onClose }: { request: LiftRequest; onClose: () => void }) {
  const { t } = useTranslation('liftedLabels');
  const { t: tCases } = useTranslation('cases');
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const withdraw = useWithdrawRequest();
  const submit = ({ reason }: { reason: string }) =>
    withdraw.mutate(
      { id: request.id, reason },
      {
        onSuccess: () => {
          message.success(t('requests.done'));
          onClose();
        },
      },
    );
  return (
    <Modal
      title={t('requests.withdrawTitle')}
      open
      onCancel={onClose}
      onOk={form.submit}
      okText={t('requests.confirm')}
      okButtonProps={{ danger: true }}
      cancelText={tCases('create.cancel')}
      confirmLoading={withdraw.isPending}
    >
      <Typography.Paragraph>{t('requests.withdrawText')}</Typography.Paragraph>
      <Form form={form} layout="vertical" initialValues={{ reason: '' }} onFinish={submit}>
        <Form.Item
          name="reason"
          label={t('requests.reason')}
          rules={[ruleOf(liftWithdrawSchema.shape.reason, t('requests.reasonRule'))]}
        >
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} />
        </Form.Item>
      </Form>
      <ProblemNotice error={withdraw.error} />
    </Modal>
  );
}
