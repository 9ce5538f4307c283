import { type IncidentDetail, type IncidentEntry, incidentDeedSchema } from '@hegui/contract';
import { Button, Card, Col, Flex, Row } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { LinkButton, PageHeader, PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { LettersCard } from '../letters/letters-card.tsx';
import { chinaInput } from '../registers/china-time.ts';
import { EntriesCard } from '../registers/entries-card.tsx';
import { CardHeading, FactsList } from '../registers/facts-list.tsx';
import { type FormField, FormModal, type Values } from '../registers/form-modal.tsx';
import { StateTag } from '../registers/state-tag.tsx';
import { ChinaTime } from '../registers/time-left.tsx';
import { filledFacts, useFactsFields } from './facts-form.ts';
import { Next } from './incidents-page.tsx';
import { incidentsKey, useIncident, useIncidentDeed } from './queries.ts';
import { ReportsCard } from './reports-card.tsx';

/** One incident: what is owed, letters, what is known, and everything that was done. */
export function IncidentPage() {
  const { id = '' } = useParams();
  const incident = useIncident(id);
  if (incident.isPending) return <PageLoading />;
  if (incident.error !== null) return <ProblemNotice error={incident.error} standalone />;
  return <Loaded incident={incident.data} />;
}

function Loaded({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  return (
    <>
      <PageHeader
        title={`${t('number', { number: incident.number })} · ${incident.facts.title}`}
        description={
          <Flex gap={8} wrap align="center">
            <StateTag>{t(`states.${incident.state}`)}</StateTag>
            <Next incident={incident} />
          </Flex>
        }
        actions={<LinkButton to="/incidents">{t('back')}</LinkButton>}
      />
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={15}>
          <Flex vertical gap={16}>
            <ReportsCard incident={incident} />
            <LettersCard letters={incident.letters} subjectKey={incidentsKey} />
          </Flex>
        </Col>
        <Col xs={24} xl={9}>
          <Flex vertical gap={16}>
            <FactsCard incident={incident} />
            <Entries entries={incident.entries} />
          </Flex>
        </Col>
      </Row>
    </>
  );
}

function FactsCard({ incident: { facts, handledAt, ...incident } }: { incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  const told = (words: string): string => (words === '' ? t('facts.unknown') : words);
  return (
    <Card size="small" title={<CardHeading>{t('facts.heading')}</CardHeading>}>
      <Flex vertical gap={16}>
        <FactsList
          rows={[
            [t('facts.kind'), t(`kinds.${facts.kind}`)],
            [t('facts.grade'), t(`grades.${facts.grade}`)],
            [t('facts.operator'), t(`operators.${facts.operator}`)],
            [t('facts.discoveredAt'), <ChinaTime key="discovered" at={facts.discoveredAt} />],
            [t('facts.occurredAt'), <ChinaTime key="occurred" at={facts.occurredAt} />],
            [t('facts.handledAt'), <ChinaTime key="handled" at={handledAt} />],
            [t('facts.systems'), facts.systems],
            [t('facts.effect'), told(facts.effect)],
            [t('facts.measures'), told(facts.measures)],
            [t('facts.cause'), told(facts.cause)],
            [t('facts.leak'), t(`answers.${facts.leak}`)],
            [t('facts.leakedPersons'), facts.leakedPersons ?? t('facts.unknown')],
            [t('facts.minorsAffected'), t(`answers.${facts.minorsAffected}`)],
            [t('facts.suspectedCrime'), t(`answers.${facts.suspectedCrime}`)],
            [t('facts.endangersPublic'), t(`answers.${facts.endangersPublic}`)],
          ]}
        />
        <Deeds incident={{ ...incident, facts, handledAt }} />
      </Flex>
    </Card>
  );
}

const STEPS = ['corrected', 'noted', 'handled', 'closed', 'reopened'] as const;
type Step = (typeof STEPS)[number];

function Deeds({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  const mayWrite = useHasRole('administrator', 'compliance-officer', 'reviewer');
  const mayDecide = useHasRole('administrator', 'compliance-officer');
  const [step, setStep] = useState<Step | null>(null);
  const isClosed = incident.state === 'closed';
  const offered: readonly Step[] = isClosed
    ? ['noted', ...(mayDecide ? (['reopened'] as const) : [])]
    : ['corrected', 'noted', 'handled', ...(mayDecide ? (['closed'] as const) : [])];
  if (!mayWrite) return null;
  return (
    <Flex gap={8} wrap>
      {offered.map((one) => (
        <Button key={one} size="small" onClick={() => setStep(one)}>
          {t(`deeds.${one}`)}
        </Button>
      ))}
      {step !== null && <DeedModal incident={incident} step={step} onClose={() => setStep(null)} />}
    </Flex>
  );
}

interface DeedModalProps {
  readonly incident: IncidentDetail;
  readonly step: Step;
  readonly onClose: () => void;
}

function DeedModal({ incident, step, onClose }: DeedModalProps) {
  const { t } = useTranslation('incidents');
  const save = useIncidentDeed(incident.id);
  const facts = useFactsFields();
  const reason: FormField = { name: 'reason', label: t('reason'), kind: 'area' };
  const text: FormField = { name: 'text', label: t('text'), kind: 'area' };
  const fields: Readonly<Record<Step, readonly FormField[]>> = {
    corrected: [{ ...reason, label: t('correctReason') }, ...facts],
    noted: [text],
    handled: [{ name: 'endedAt', label: t('endedAt'), kind: 'instant' }, text],
    closed: [reason],
    reopened: [reason],
  };
  const shape = ({ reason: why, ...values }: Values): Values =>
    step === 'corrected'
      ? { step, facts: values, reason: why }
      : { step, ...values, ...(why === undefined ? {} : { reason: why }) };
  return (
    <FormModal
      title={t(`deeds.${step}`)}
      fields={fields[step]}
      initial={step === 'corrected' ? filledFacts(incident.facts) : { endedAt: chinaInput(new Date()) }}
      schema={incidentDeedSchema}
      shape={shape}
      save={save}
      onClose={onClose}
    />
  );
}

function Entries({ entries }: { entries: readonly IncidentEntry[] }) {
  const { t } = useTranslation('incidents');
  const textOf = ({ deed }: IncidentEntry): string => {
    switch (deed.step) {
      case 'recorded':
        return `${deed.facts.title} · ${t(`grades.${deed.facts.grade}`)}`;
      case 'corrected':
        return `${deed.reason} · ${t(`grades.${deed.facts.grade}`)}`;
      case 'noted':
      case 'handled':
        return deed.text;
      case 'waived':
      case 'closed':
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
