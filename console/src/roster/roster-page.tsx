import type { Appointment, Roster, RosterSubject, Training } from '@hegui/contract';
import { Alert, Button, Card, Checkbox, Flex, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader, PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { Sources } from '../law/sources.tsx';
import { useSay } from '../law/use-say.ts';
import { CardHeading } from '../registers/facts-list.tsx';
import { StateTag } from '../registers/state-tag.tsx';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { AppointModal, EndModal, SignModal, TrainModal, WithdrawModal } from './modals.tsx';
import { useRoster } from './queries.ts';

type Deed =
  | { readonly name: 'appoint'; readonly subject: string | null }
  | { readonly name: 'sign' | 'end'; readonly appointment: Appointment }
  | { readonly name: 'train' }
  | { readonly name: 'withdraw'; readonly training: Training };

/** Who answers for which role and duty, gaps first, and how they were trained. */
export function RosterPage() {
  const { t } = useTranslation('roster');
  const roster = useRoster();
  const mayWrite = useHasRole('administrator', 'compliance-officer');
  const [deed, setDeed] = useState<Deed | null>(null);
  const close = (): void => setDeed(null);
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          mayWrite && (
            <>
              <Button type="primary" onClick={() => setDeed({ name: 'appoint', subject: null })}>
                {t('appoint')}
              </Button>
              <Button onClick={() => setDeed({ name: 'train' })}>{t('train')}</Button>
            </>
          )
        }
      />
      <ProblemNotice error={roster.error} onRetry={() => void roster.refetch()} />
      {roster.isPending && <PageLoading />}
      {roster.data !== undefined && (
        <Flex vertical gap={16}>
          <SubjectsCard roster={roster.data} mayWrite={mayWrite} onDeed={setDeed} />
          <TrainingsCard roster={roster.data} mayWrite={mayWrite} onDeed={setDeed} />
          {deed?.name === 'appoint' && (
            <AppointModal subjects={roster.data.subjects} subject={deed.subject} onClose={close} />
          )}
        </Flex>
      )}
      {deed?.name === 'sign' && <SignModal appointment={deed.appointment} onClose={close} />}
      {deed?.name === 'end' && <EndModal appointment={deed.appointment} onClose={close} />}
      {deed?.name === 'train' && <TrainModal onClose={close} />}
      {deed?.name === 'withdraw' && <WithdrawModal training={deed.training} onClose={close} />}
    </>
  );
}

interface CardProps {
  readonly roster: Roster;
  readonly mayWrite: boolean;
  readonly onDeed: (deed: Deed) => void;
}

function SubjectsCard({ roster: { subjects, undecided }, mayWrite, onDeed }: CardProps) {
  const { t } = useTranslation('roster');
  const say = useSay();
  const columns: RowColumn<RosterSubject>[] = [
    {
      key: 'subject',
      title: t('subject'),
      cell: ({ kind, name }) => (
        <span>
          {say.own(name)} <Typography.Text type="secondary">{t(`kinds.${kind}`)}</Typography.Text>
        </span>
      ),
    },
    { key: 'state', title: t('state'), cell: (subject) => <Gap subject={subject} /> },
    {
      key: 'person',
      title: t('person'),
      cell: ({ appointments }) => (
        <Flex vertical gap={8}>
          {appointments.length === 0 && '–'}
          {appointments.map((appointment) => (
            <AppointmentView key={appointment.id} appointment={appointment} mayWrite={mayWrite} onDeed={onDeed} />
          ))}
        </Flex>
      ),
    },
    {
      key: 'basis',
      title: t('basis'),
      cell: ({ kind, sources, confidence, isNamed }) => (
        <Flex vertical gap={4}>
          <Sources ids={sources} confidence={confidence} />
          {kind === 'role' && <span style={{ fontSize: 13 }}>{t(isNamed ? 'named' : 'advised')}</span>}
        </Flex>
      ),
    },
    {
      key: 'deeds',
      title: '',
      cell: ({ id, gap }) =>
        mayWrite &&
        gap !== null && (
          <Button size="small" onClick={() => onDeed({ name: 'appoint', subject: id })}>
            {t('appoint')}
          </Button>
        ),
    },
  ];
  return (
    <Card title={<CardHeading>{t('subjects')}</CardHeading>}>
      <Flex vertical gap={12}>
        {undecided.length > 0 && <Alert type="warning" title={t('undecided', { names: undecided.join(' · ') })} />}
        <RowsTable columns={columns} rows={subjects} keyOf={({ id }) => id} />
      </Flex>
    </Card>
  );
}

function Gap({ subject: { gap, isNeeded, isNamed } }: { subject: RosterSubject }) {
  const { t } = useTranslation('roster');
  if (gap === null) return <StateTag color="success">{t('answered')}</StateTag>;
  if (!isNeeded) return <StateTag>{t('notNeeded')}</StateTag>;
  return <StateTag color={isNamed || gap === 'left' ? 'error' : 'warning'}>{t(`gaps.${gap}`)}</StateTag>;
}

interface AppointmentViewProps {
  readonly appointment: Appointment;
  readonly mayWrite: boolean;
  readonly onDeed: (deed: Deed) => void;
}

function AppointmentView({ appointment, mayWrite, onDeed }: AppointmentViewProps) {
  const { t } = useTranslation('roster');
  const { person, deputy, from, to, state, end } = appointment;
  const until = end?.on ?? to;
  const facts = [
    t('since', { from }),
    ...(until === null ? [] : [t('until', { to: until })]),
    ...(deputy === null ? [] : [t('deputy', { name: deputy })]),
  ];
  return (
    <Flex vertical gap={4}>
      <span>
        {person} {state !== 'in-force' && <StateTag>{t(`states.${state}`)}</StateTag>}
      </span>
      <Typography.Text type="secondary" style={{ fontSize: 13 }}>
        {facts.join(' · ')}
      </Typography.Text>
      {mayWrite && end === null && (
        <Flex gap={8} wrap>
          {appointment.signature === null && (
            <Button size="small" type="primary" onClick={() => onDeed({ name: 'sign', appointment })}>
              {t('sign')}
            </Button>
          )}
          <Button size="small" onClick={() => onDeed({ name: 'end', appointment })}>
            {t('end')}
          </Button>
        </Flex>
      )}
    </Flex>
  );
}

const COLOURS: Readonly<Record<Training['state'], string>> = {
  valid: 'success',
  near: 'warning',
  expired: 'error',
  failed: 'error',
  superseded: 'default',
  withdrawn: 'default',
};

function TrainingsCard({ roster: { trainings, untrained }, mayWrite, onDeed }: CardProps) {
  const { t } = useTranslation('roster');
  const [isWhole, setWhole] = useState(false);
  const counting = trainings.filter(({ state }) => state !== 'superseded' && state !== 'withdrawn');
  const rows = isWhole ? trainings : counting;
  const columns: RowColumn<Training>[] = [
    { key: 'who', title: t('who'), cell: ({ person }) => person },
    { key: 'topic', title: t('topic'), cell: ({ topic, material }) => `${topic} · ${material}` },
    {
      key: 'state',
      title: t('state'),
      cell: ({ state, result }) => (
        <>
          <StateTag color={COLOURS[state]}>{t(`trainingStates.${state}`)}</StateTag> {t(`results.${result}`)}
        </>
      ),
    },
    { key: 'heldOn', title: t('heldOn'), cell: ({ heldOn }) => heldOn },
    { key: 'again', title: t('again'), cell: ({ validUntil }) => validUntil ?? t('once') },
    {
      key: 'deeds',
      title: '',
      cell: (training) =>
        mayWrite &&
        training.withdrawal === null && (
          <Button size="small" onClick={() => onDeed({ name: 'withdraw', training })}>
            {t('withdraw')}
          </Button>
        ),
    },
  ];
  return (
    <Card title={<CardHeading>{t('trainings')}</CardHeading>}>
      <Flex vertical gap={12}>
        {untrained.length > 0 && <Alert type="warning" title={t('untrained', { names: untrained.join(' · ') })} />}
        {trainings.length > counting.length && (
          <Checkbox checked={isWhole} onChange={(event) => setWhole(event.target.checked)}>
            {t('showAll')}
          </Checkbox>
        )}
        {rows.length === 0 ? (
          <Typography.Text type="secondary">{t('trainingsNone')}</Typography.Text>
        ) : (
          <RowsTable columns={columns} rows={rows} keyOf={({ id }) => id} />
        )}
      </Flex>
    </Card>
  );
}
