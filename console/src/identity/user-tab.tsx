import type { Assertion, IdentityLookedUp } from '@hegui/contract';
import { App, Button, Flex, Form, Input, Modal, Select, Tag } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, Time, useHasRole } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useIdentity, useLookUp, useWithdrawal } from './queries.ts';

/** What was confirmed of one end user, for a purpose that stays in the log. */
export function UserTab() {
  const { t } = useTranslation('identity');
  const id = useId();
  const mayLook = useHasRole('administrator', 'compliance-officer', 'reviewer');
  const services = useIdentity().data?.services ?? [];
  const [given, setGiven] = useState({ serviceId: '', user: '', purpose: '' });
  const look = useLookUp();
  const serviceId = given.serviceId === '' ? (services[0]?.serviceId ?? '') : given.serviceId;
  const isComplete = serviceId !== '' && given.user.trim() !== '' && given.purpose.trim().length > 1;
  return (
    <section style={{ maxWidth: 960 }}>
      <h2 style={{ fontSize: 15, margin: '0 0 4px' }}>{t('find')}</h2>
      <p>{t('findText')}</p>
      <Form layout="vertical" onFinish={() => look.mutate({ ...given, serviceId })} disabled={!mayLook}>
        <Flex gap={12} wrap>
          <Form.Item label={t('service')} htmlFor={`${id}-service`} style={{ flex: '1 1 200px' }}>
            <Select
              id={`${id}-service`}
              value={serviceId}
              options={services.map((one) => ({ value: one.serviceId, label: one.serviceName }))}
              onChange={(next) => setGiven({ ...given, serviceId: next })}
            />
          </Form.Item>
          <Form.Item label={t('user')} htmlFor={`${id}-user`} style={{ flex: '1 1 240px' }}>
            <Input
              id={`${id}-user`}
              value={given.user}
              maxLength={512}
              onChange={(event) => setGiven({ ...given, user: event.target.value })}
            />
          </Form.Item>
          <Form.Item label={t('purpose')} htmlFor={`${id}-purpose`} style={{ flex: '1 1 240px' }}>
            <Input
              id={`${id}-purpose`}
              value={given.purpose}
              maxLength={500}
              onChange={(event) => setGiven({ ...given, purpose: event.target.value })}
            />
          </Form.Item>
        </Flex>
        <Button type="primary" htmlType="submit" disabled={!mayLook || !isComplete} loading={look.isPending}>
          {t('look')}
        </Button>
      </Form>
      <ProblemNotice error={look.error} />
      <div aria-live="polite" style={{ marginTop: 16 }}>
        {look.data !== undefined && <Found found={look.data} onEnded={() => look.mutate({ ...given, serviceId })} />}
      </div>
    </section>
  );
}

function stateOf({ endedReason, untilAt }: Assertion) {
  const known = (['renewed', 'withdrawn', 'mistaken'] as const).find((one) => one === endedReason);
  if (known !== undefined) return known;
  return new Date(untilAt) > new Date() ? 'standing' : 'expired';
}

function Found({ found, onEnded }: { found: IdentityLookedUp; onEnded: () => void }) {
  const { t } = useTranslation('identity');
  const mayEnd = useHasRole('administrator', 'compliance-officer');
  const { endUser, level, assertions } = found;
  const columns: RowColumn<Assertion>[] = [
    {
      key: 'method',
      title: t('method'),
      cell: ({ method, providerName }) =>
        `${t(`methods.${method}`)}${providerName === null ? '' : ` · ${providerName}`}`,
    },
    { key: 'level', title: t('rank'), cell: (row) => t(`levels.${row.level}`) },
    { key: 'at', title: t('assertedAt'), cell: ({ assertedAt }) => <Time at={assertedAt} /> },
    { key: 'until', title: t('until'), cell: ({ untilAt }) => <Time at={untilAt} /> },
    { key: 'age', title: t('age'), cell: ({ ageBand }) => ageBand ?? '–' },
    { key: 'same', title: t('same'), cell: ({ sameSubject }) => sameSubject, isNumber: true },
    {
      key: 'reference',
      title: t('reference'),
      cell: ({ reference }) => <span className="mono break-anywhere">{reference ?? '–'}</span>,
    },
    {
      key: 'state',
      title: t('state'),
      cell: (row) => (
        <Tag color={stateOf(row) === 'standing' ? 'success' : 'default'}>{t(`states.${stateOf(row)}`)}</Tag>
      ),
    },
  ];
  return (
    <Flex vertical gap={12}>
      <Flex gap={12} wrap align="center">
        <span>
          {t('endUser')}: <code className="break-anywhere">{endUser}</code>
        </span>
        <span>
          {t('standingLevel')}: <Tag>{level === 'none' ? '–' : t(`levels.${level}`)}</Tag>
        </span>
        {mayEnd && assertions.some((row) => row.endedAt === null) && <EndButton found={found} onEnded={onEnded} />}
      </Flex>
      {assertions.length === 0 ? (
        <p>{t('noAssertions')}</p>
      ) : (
        <RowsTable columns={columns} rows={assertions} keyOf={(row) => row.id} />
      )}
    </Flex>
  );
}

function EndButton({ found: { serviceId, endUser }, onEnded }: { found: IdentityLookedUp; onEnded: () => void }) {
  const { t } = useTranslation('identity');
  const { message } = App.useApp();
  const id = useId();
  const [reason, setReason] = useState<string | null>(null);
  const withdrawal = useWithdrawal();
  const end = (): void =>
    withdrawal.mutate(
      { serviceId, endUser, reason: reason ?? '' },
      {
        onSuccess: () => {
          setReason(null);
          void message.success(t('ended'));
          onEnded();
        },
      },
    );
  return (
    <>
      <Button danger onClick={() => setReason('')}>
        {t('end')}
      </Button>
      <Modal
        open={reason !== null}
        title={t('endTitle')}
        okText={t('end')}
        cancelText={t('cancel')}
        okButtonProps={{ danger: true, disabled: (reason ?? '').trim().length < 2, loading: withdrawal.isPending }}
        onOk={end}
        onCancel={() => setReason(null)}
      >
        <p>{t('endText')}</p>
        <label htmlFor={id}>{t('endReason')}</label>
        <Input id={id} value={reason ?? ''} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        <ProblemNotice error={withdrawal.error} />
      </Modal>
    </>
  );
}
