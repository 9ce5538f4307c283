import { type LabelCoverage, type LabelOutcome, labelOutcomeSchema, labelPeriodSchema } from '@hegui/contract';
import { Card, Flex, Radio, Tooltip, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyGuide, PageLoading, ProblemNotice, Time } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useCoverage } from './queries.ts';

type Row = LabelCoverage['rows'][number];
type Counts = Row['counts'];

const OUTCOMES = labelOutcomeSchema.options;
const COLOURS: Readonly<Record<LabelOutcome, string>> = {
  marked: 'var(--ant-color-success)',
  implicit: 'var(--ant-color-primary)',
  lifted: 'var(--ant-color-warning)',
  withheld: 'var(--ant-color-error)',
};

/** Contents of a period by service, kind, and what became of them. */
export function CoverageTab({ serviceId }: { serviceId: string }) {
  const { t } = useTranslation('labels');
  const [period, setPeriod] = useState<(typeof labelPeriodSchema.options)[number]>('24h');
  const coverage = useCoverage(period, serviceId);
  const rows = coverage.data?.rows ?? [];
  return (
    <Flex vertical gap={16}>
      <Radio.Group
        value={period}
        aria-label={t('period.label')}
        optionType="button"
        options={labelPeriodSchema.options.map((value) => ({ value, label: t(`period.${value}`) }))}
        onChange={(event) => setPeriod(labelPeriodSchema.parse(event.target.value))}
      />
      <ProblemNotice error={coverage.error} onRetry={() => void coverage.refetch()} />
      {coverage.isPending && <PageLoading />}
      {coverage.isSuccess && rows.length === 0 && (
        <Card>
          <EmptyGuide title={t('coverage.none')} text={t('coverage.noneText')} />
        </Card>
      )}
      {coverage.isSuccess && rows.length > 0 && (
        <>
          <Totals rows={rows} />
          <Card styles={{ body: { padding: '8px 16px 12px' } }}>
            <CoverageTable rows={rows} />
          </Card>
          <Typography.Text type="secondary">
            {t('coverage.since')} <Time at={coverage.data.from} />
            {' · '}
            {t('coverage.note')}
          </Typography.Text>
        </>
      )}
    </Flex>
  );
}

/** Every outcome with what it means and how often it was. */
function Totals({ rows }: { rows: readonly Row[] }) {
  const { t, i18n } = useTranslation('labels');
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <Card>
      <dl style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(200px, 1fr))', gap: 20, margin: 0 }}>
        {OUTCOMES.map((outcome) => (
          <div key={outcome}>
            <dt>
              <Swatch outcome={outcome} /> {t(`outcome.${outcome}`)}
            </dt>
            <dd style={{ margin: '2px 0 4px', fontSize: 24, fontVariantNumeric: 'tabular-nums' }}>
              {number.format(rows.reduce((sum, { counts }) => sum + counts[outcome], 0))}
            </dd>
            <dd style={{ margin: 0 }}>
              <Typography.Text type="secondary" style={{ fontSize: 13 }}>
                {t(`outcomeMeans.${outcome}`)}
              </Typography.Text>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function CoverageTable({ rows }: { rows: readonly Row[] }) {
  const { t, i18n } = useTranslation('labels');
  const number = new Intl.NumberFormat(i18n.language);
  const columns: RowColumn<Row>[] = [
    { key: 'service', title: t('service'), cell: ({ serviceName }) => serviceName ?? t('coverage.unknownService') },
    { key: 'kind', title: t('coverage.kindOf'), cell: ({ kind }) => t(`kind.${kind}`) },
    { key: 'course', title: t('coverage.course'), cell: ({ counts }) => <Bar counts={counts} /> },
    ...OUTCOMES.map((outcome) => ({
      key: outcome,
      title: t(`outcome.${outcome}`),
      isNumber: true,
      cell: ({ counts }: Row) => number.format(counts[outcome]),
    })),
  ];
  return <RowsTable columns={columns} rows={rows} keyOf={({ serviceId, kind }) => `${serviceId} ${kind}`} />;
}

/** The shares of the outcomes; the figures stand beside it. */
function Bar({ counts }: { counts: Counts }) {
  const { t } = useTranslation('labels');
  const total = OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
  return (
    <div
      aria-hidden
      style={{ display: 'flex', width: 180, maxWidth: '100%', height: 10, borderRadius: 5, overflow: 'hidden' }}
    >
      {OUTCOMES.filter((outcome) => counts[outcome] > 0).map((outcome) => (
        <Tooltip key={outcome} title={t(`outcome.${outcome}`)}>
          <span
            style={{
              flex: `${counts[outcome] / total} 0 0`,
              minWidth: 3,
              background: COLOURS[outcome],
              marginRight: 1,
            }}
          />
        </Tooltip>
      ))}
    </div>
  );
}

const Swatch = ({ outcome }: { outcome: LabelOutcome }) => (
  <span
    aria-hidden
    style={{ display: 'inline-block', width: 10, height: 10, borderRadius: 3, background: COLOURS[outcome] }}
  />
);
