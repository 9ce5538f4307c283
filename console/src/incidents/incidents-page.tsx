import { type Incident, incidentFactsSchema } from '@hegui/contract';
import { Button, Card, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyGuide, PageHeader, PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { FormModal } from '../registers/form-modal.tsx';
import { StateTag } from '../registers/state-tag.tsx';
import { ChinaTime, HoursLeft } from '../registers/time-left.tsx';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { newFacts, useFactsFields } from './facts-form.ts';
import { useIncidents, useRecordIncident } from './queries.ts';

const PENDING: readonly Incident['reports'][number]['state'][] = ['open', 'overdue', 'to-decide'];

/** Every incident, what is due first on top. */
export function IncidentsPage() {
  const { t } = useTranslation('incidents');
  const incidents = useIncidents();
  const mayRecord = useHasRole('administrator', 'compliance-officer', 'reviewer');
  const [isOpen, setOpen] = useState(false);
  const record = useRecordIncident();
  const fields = useFactsFields();
  const items = incidents.data?.items ?? [];
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          mayRecord && (
            <Button type="primary" onClick={() => setOpen(true)}>
              {t('record')}
            </Button>
          )
        }
      />
      <Card>
        <ProblemNotice error={incidents.error} onRetry={() => void incidents.refetch()} />
        {incidents.isPending && <PageLoading />}
        {incidents.isSuccess && items.length === 0 && <EmptyGuide title={t('emptyTitle')} text={t('emptyText')} />}
        {items.length > 0 && <Rows incidents={items} />}
      </Card>
      {isOpen && (
        <FormModal
          title={t('record')}
          fields={fields}
          initial={newFacts()}
          schema={incidentFactsSchema}
          save={record}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function Rows({ incidents }: { incidents: readonly Incident[] }) {
  const { t } = useTranslation('incidents');
  const columns: RowColumn<Incident>[] = [
    {
      key: 'name',
      title: t('name'),
      cell: ({ id, number, facts }) => (
        <Link to={`/incidents/${id}`} style={{ fontWeight: 500 }}>
          {t('number', { number })} · {facts.title}
        </Link>
      ),
    },
    { key: 'next', title: t('next'), cell: (incident) => <Next incident={incident} /> },
    { key: 'grade', title: t('facts.grade'), cell: ({ facts }) => t(`grades.${facts.grade}`) },
    { key: 'state', title: t('state'), cell: ({ state }) => <StateTag>{t(`states.${state}`)}</StateTag> },
    {
      key: 'discovered',
      title: t('facts.discoveredAt'),
      cell: ({ facts }) => <ChinaTime at={facts.discoveredAt} />,
    },
  ];
  return <RowsTable columns={columns} rows={incidents} keyOf={({ id }) => id} />;
}

/** What must be delivered next, and how long there is. */
export function Next({ incident: { nextDueAt, reports, state } }: { incident: Incident }) {
  const { t } = useTranslation('incidents');
  if (state === 'closed') return <span>–</span>;
  if (nextDueAt !== null) return <HoursLeft dueAt={nextDueAt} />;
  const isPending = reports.some((report) => PENDING.includes(report.state));
  return isPending ? (
    <Flex>
      <StateTag color="warning">{t('undated')}</StateTag>
    </Flex>
  ) : (
    <span>{t('allDelivered')}</span>
  );
}
