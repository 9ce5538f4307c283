import { type OrderDetail, type OrderEntry, orderDeedSchema, orderLetterSchema } from '@hegui/contract';
import { Button, Card, Col, Flex, Row, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { LinkButton, PageHeader, PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { LettersCard } from '../letters/letters-card.tsx';
import { chinaToday } from '../registers/china-time.ts';
import { EntriesCard } from '../registers/entries-card.tsx';
import { CardHeading, FactsList } from '../registers/facts-list.tsx';
import { type FormField, FormModal, type Values } from '../registers/form-modal.tsx';
import { StateTag } from '../registers/state-tag.tsx';
import { useOrderFields } from './facts-form.ts';
import { Deadline } from './orders-page.tsx';
import { ordersKey, useDraftReply, useOrder, useOrderDeed } from './queries.ts';

/** One order: its tasks, replies, what it demands, and everything that was done. */
export function OrderPage() {
  const { id = '' } = useParams();
  const order = useOrder(id);
  if (order.isPending) return <PageLoading />;
  if (order.error !== null) return <ProblemNotice error={order.error} standalone />;
  return <Loaded order={order.data} />;
}

function Loaded({ order }: { order: OrderDetail }) {
  const { t } = useTranslation('liability');
  return (
    <>
      <PageHeader
        title={`${t('number', { number: order.number })} · ${order.facts.title}`}
        description={<Deadline order={order} />}
        actions={<LinkButton to="/orders">{t('back')}</LinkButton>}
      />
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={15}>
          <Flex vertical gap={16}>
            <TasksCard order={order} />
            <LettersCard letters={order.letters} subjectKey={ordersKey} />
          </Flex>
        </Col>
        <Col xs={24} xl={9}>
          <Flex vertical gap={16}>
            <FactsCard order={order} />
            <Entries entries={order.entries} />
          </Flex>
        </Col>
      </Row>
    </>
  );
}

function TasksCard({ order }: { order: OrderDetail }) {
  const { t } = useTranslation('liability');
  const mayWrite = useHasRole('administrator', 'compliance-officer') && order.state === 'open';
  const [done, setDone] = useState<string | null>(null);
  const save = useOrderDeed(order.id);
  return (
    <Card size="small" title={<CardHeading>{t('tasks')}</CardHeading>}>
      {order.tasks.length === 0 && <Typography.Text type="secondary">{t('tasksNone')}</Typography.Text>}
      <ul style={{ margin: 0, paddingInlineStart: 20 }}>
        {order.tasks.map(({ id, text, owner, dueOn, doneOn, overdue }) => (
          <li key={id} className="break-anywhere" style={{ marginBottom: 6 }}>
            {text} · {owner} · {t('task.dueOn')} {dueOn}{' '}
            {doneOn === null ? (
              overdue && <StateTag color="error">{t('late')}</StateTag>
            ) : (
              <StateTag color="success">{t('task.doneOn', { day: doneOn })}</StateTag>
            )}
            {mayWrite && doneOn === null && (
              <Button size="small" onClick={() => setDone(id)}>
                {t('task.done')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {done !== null && (
        <FormModal
          title={t('deeds.task-done')}
          fields={[{ name: 'proof', label: t('task.proof'), kind: 'area' }]}
          initial={{}}
          schema={orderDeedSchema}
          shape={(values) => ({ ...values, step: 'task-done', task: done })}
          save={save}
          onClose={() => setDone(null)}
        />
      )}
    </Card>
  );
}

function FactsCard({ order }: { order: OrderDetail }) {
  const { t } = useTranslation('liability');
  const { facts } = order;
  return (
    <Card size="small" title={<CardHeading>{t('facts.heading')}</CardHeading>}>
      <Flex vertical gap={16}>
        <FactsList
          rows={[
            [t('agency'), `${t(`agencies.${facts.agency}`)} · ${facts.office}`],
            [t('facts.reference'), facts.reference === '' ? '–' : facts.reference],
            [t('facts.measure'), t(`measures.${facts.measure}`)],
            [t('facts.demands'), facts.demands],
            [t('facts.legalBasis'), facts.legalBasis],
            [t('facts.receivedOn'), facts.receivedOn],
            [t('facts.deadlineOn'), facts.deadlineOn],
          ]}
        />
        <Deeds order={order} />
      </Flex>
    </Card>
  );
}

const OPEN_STEPS = ['task-set', 'extended', 'fulfilled', 'corrected', 'noted'] as const;
const FULFILLED_STEPS = ['noted', 'reopened'] as const;
type Step = (typeof OPEN_STEPS)[number] | (typeof FULFILLED_STEPS)[number];

function Deeds({ order }: { order: OrderDetail }) {
  const { t } = useTranslation('liability');
  const mayWrite = useHasRole('administrator', 'compliance-officer');
  const [step, setStep] = useState<Step | null>(null);
  const [isReplying, setReplying] = useState(false);
  if (!mayWrite) return null;
  const steps: readonly Step[] = order.state === 'open' ? OPEN_STEPS : FULFILLED_STEPS;
  return (
    <Flex gap={8} wrap>
      <Button size="small" type="primary" onClick={() => setReplying(true)}>
        {t('reply')}
      </Button>
      {steps.map((one) => (
        <Button key={one} size="small" onClick={() => setStep(one)}>
          {t(`deeds.${one}`)}
        </Button>
      ))}
      {isReplying && <ReplyModal id={order.id} onClose={() => setReplying(false)} />}
      {step !== null && <DeedModal order={order} step={step} onClose={() => setStep(null)} />}
    </Flex>
  );
}

function ReplyModal({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('liability');
  const { t: letters, i18n } = useTranslation('letters');
  const draft = useDraftReply(id);
  return (
    <FormModal
      title={t('reply')}
      help={letters('help')}
      fields={[
        {
          name: 'language',
          label: letters('language'),
          kind: 'select',
          options: [
            { value: 'zh-CN', label: letters('languages.zh') },
            { value: 'en', label: letters('languages.en') },
          ],
        },
        { name: 'text', label: letters('text'), kind: 'area' },
      ]}
      initial={{ language: i18n.language === 'en' ? 'en' : 'zh-CN' }}
      schema={orderLetterSchema}
      save={draft}
      submit={letters('draft')}
      onClose={onClose}
    />
  );
}

interface DeedModalProps {
  readonly order: OrderDetail;
  readonly step: Step;
  readonly onClose: () => void;
}

function DeedModal({ order, step, onClose }: DeedModalProps) {
  const { t } = useTranslation('liability');
  const save = useOrderDeed(order.id);
  const facts = useOrderFields();
  const reason: FormField = { name: 'reason', label: t('reason'), kind: 'area' };
  const fields: Readonly<Record<Step, readonly FormField[]>> = {
    corrected: [reason, ...facts],
    noted: [{ name: 'text', label: t('text'), kind: 'area' }],
    'task-set': [
      { name: 'text', label: t('task.text'), kind: 'area' },
      { name: 'owner', label: t('task.owner'), kind: 'text' },
      { name: 'dueOn', label: t('task.dueOn'), kind: 'day' },
    ],
    extended: [
      { name: 'until', label: t('until'), kind: 'day' },
      { name: 'grantedBy', label: t('grantedBy'), kind: 'text' },
      reason,
    ],
    fulfilled: [
      { name: 'on', label: t('on'), kind: 'day' },
      { name: 'proof', label: t('proof'), kind: 'area' },
      { name: 'documentSha256', label: t('document'), kind: 'hash', isNullable: true },
    ],
    reopened: [reason],
  };
  const initial: Values =
    step === 'corrected' ? order.facts : { on: chinaToday(), dueOn: order.deadlineOn, grantedBy: order.facts.office };
  const shape = ({ reason: why, ...values }: Values): Values =>
    step === 'corrected'
      ? { step, facts: values, reason: why }
      : { step, ...values, ...(why === undefined ? {} : { reason: why }) };
  return (
    <FormModal
      title={t(`deeds.${step}`)}
      fields={fields[step]}
      initial={initial}
      schema={orderDeedSchema}
      shape={shape}
      save={save}
      onClose={onClose}
    />
  );
}

function Entries({ entries }: { entries: readonly OrderEntry[] }) {
  const { t } = useTranslation('liability');
  const textOf = ({ deed }: OrderEntry): string => {
    switch (deed.step) {
      case 'received':
        return `${deed.facts.title} · ${deed.facts.deadlineOn}`;
      case 'corrected':
        return `${deed.reason} · ${deed.facts.deadlineOn}`;
      case 'noted':
        return deed.text;
      case 'task-set':
        return `${deed.text} · ${deed.owner} · ${deed.dueOn}`;
      case 'task-done':
        return deed.proof;
      case 'extended':
        return `${deed.until} · ${deed.grantedBy} · ${deed.reason}`;
      case 'fulfilled':
        return `${deed.on} · ${deed.proof}${deed.documentSha256 === null ? '' : `\nSHA-256 ${deed.documentSha256}`}`;
      case 'reopened':
        return deed.reason;
    }
  };
  return (
    <EntriesCard
      entries={entries.map((entry) => ({
        id: entry.id,
        at: entry.at,
        byName: entry.byName,
        title: t(`entries.${entry.deed.step}`),
        text: textOf(entry),
      }))}
    />
  );
}
