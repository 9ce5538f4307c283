import {
  type IncidentDetail,
  type IncidentReport,
  incidentDeedSchema,
  incidentLetterSchema,
  incidentRecipientSchema,
} from '@hegui/contract';
import { Button, Card, Flex, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHasRole } from '../app/index.ts';
import { Sources } from '../law/sources.tsx';
import { useSay } from '../law/use-say.ts';
import { CardHeading } from '../registers/facts-list.tsx';
import { FormModal } from '../registers/form-modal.tsx';
import { StateTag } from '../registers/state-tag.tsx';
import { ChinaTime, HoursLeft } from '../registers/time-left.tsx';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useDraftReport, useIncidentDeed } from './queries.ts';

const COLOURS: Readonly<Record<IncidentReport['state'], string>> = {
  open: 'warning',
  overdue: 'error',
  'to-decide': 'warning',
  'in-time': 'success',
  late: 'error',
  delivered: 'success',
  waived: 'default',
};

/** What the incident asks for, to whom and by when, with where that stands in the law. */
export function ReportsCard({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  const say = useSay();
  const [drafting, setDrafting] = useState<string | null>(null);
  const [waiving, setWaiving] = useState<string | null>(null);
  const mayWrite = useHasRole('administrator', 'compliance-officer', 'reviewer') && incident.state !== 'closed';
  const mayDecide = useHasRole('administrator', 'compliance-officer') && incident.state !== 'closed';
  const isPending = ({ state }: IncidentReport): boolean =>
    state === 'open' || state === 'overdue' || state === 'to-decide';
  const columns: RowColumn<IncidentReport>[] = [
    {
      key: 'report',
      title: t('report'),
      cell: ({ purpose, recipient }) => `${t(`purposes.${purpose}`)} · ${say.own(recipient)}`,
    },
    {
      key: 'state',
      title: t('state'),
      cell: ({ state }) => <StateTag color={COLOURS[state]}>{t(`reportStates.${state}`)}</StateTag>,
    },
    {
      key: 'due',
      title: t('due'),
      cell: (report) =>
        isPending(report) ? <HoursLeft dueAt={report.dueAt} /> : <ChinaTime at={report.deliveredAt} />,
    },
    {
      key: 'basis',
      title: t('basis'),
      cell: ({ source, confidence }) => <Sources ids={[source]} confidence={confidence} />,
    },
    {
      key: 'deeds',
      title: '',
      cell: (report) =>
        isPending(report) && (
          <Flex gap={8} wrap>
            {mayWrite && (
              <Button size="small" type="primary" onClick={() => setDrafting(report.id)}>
                {t('draftReport', { name: t(`purposes.${report.purpose}`) })}
              </Button>
            )}
            {mayDecide && report.isWaivable && (
              <Button size="small" onClick={() => setWaiving(report.id)}>
                {t('waive')}
              </Button>
            )}
          </Flex>
        ),
    },
  ];
  return (
    <Card
      size="small"
      title={<CardHeading>{t('reports')}</CardHeading>}
      extra={
        mayWrite && (
          <Button size="small" onClick={() => setDrafting('follow-up')}>
            {t('draftFollowUp')}
          </Button>
        )
      }
    >
      {incident.reports.length === 0 ? (
        <Typography.Text>{t('reportsNone')}</Typography.Text>
      ) : (
        <RowsTable columns={columns} rows={incident.reports} keyOf={({ id }) => id} />
      )}
      {drafting !== null && <DraftModal id={incident.id} report={drafting} onClose={() => setDrafting(null)} />}
      {waiving !== null && <WaiveModal id={incident.id} report={waiving} onClose={() => setWaiving(null)} />}
    </Card>
  );
}

interface ReportModalProps {
  readonly id: string;
  readonly report: string;
  readonly onClose: () => void;
}

function DraftModal({ id, report, onClose }: ReportModalProps) {
  const { t } = useTranslation('incidents');
  const { t: letters, i18n } = useTranslation('letters');
  const draft = useDraftReport(id);
  const isFollowUp = report === 'follow-up';
  return (
    <FormModal
      title={isFollowUp ? t('draftFollowUp') : letters('draft')}
      help={letters('help')}
      fields={[
        ...(isFollowUp
          ? [
              {
                name: 'recipient',
                label: t('recipient'),
                kind: 'select' as const,
                options: incidentRecipientSchema.options.map((value) => ({ value, label: t(`recipients.${value}`) })),
              },
            ]
          : []),
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
      initial={{ language: i18n.language === 'en' ? 'en' : 'zh-CN', recipient: 'provincial-cac' }}
      schema={incidentLetterSchema}
      shape={(values) => ({ ...values, report })}
      save={draft}
      submit={letters('draft')}
      onClose={onClose}
    />
  );
}

function WaiveModal({ id, report, onClose }: ReportModalProps) {
  const { t } = useTranslation('incidents');
  const save = useIncidentDeed(id);
  return (
    <FormModal
      title={t('waive')}
      fields={[{ name: 'reason', label: t('reason'), kind: 'area' }]}
      initial={{}}
      schema={incidentDeedSchema}
      shape={(values) => ({ ...values, step: 'waived', report })}
      save={save}
      onClose={onClose}
    />
  );
}
