import type { Coverage } from '@hegui/contract';
import { Alert, App, Button, Card, Flex, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PageHeader, PageLoading, ProblemNotice, Time, useHasRole, useRiskName } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useCoverage, useCreateStarter } from './version-queries.ts';

/** What the enabled lists cover of the standard, risk by risk. */
export function CoveragePage() {
  const { t } = useTranslation('content');
  const coverage = useCoverage();
  const standard = coverage.data?.checks[0]?.threshold.standard ?? 'GB/T 45654-2025';
  return (
    <>
      <PageHeader
        title={t('coverage.title')}
        description={t('coverage.description', { standard })}
        actions={<StarterButton />}
      />
      <Flex vertical gap={16}>
        <ProblemNotice error={coverage.error} onRetry={() => void coverage.refetch()} />
        {coverage.isPending && <PageLoading />}
        {coverage.data !== undefined && <Report coverage={coverage.data} />}
      </Flex>
    </>
  );
}

function StarterButton() {
  const { t } = useTranslation('content');
  const { message } = App.useApp();
  const mayChange = useHasRole('administrator', 'compliance-officer');
  const starter = useCreateStarter();
  if (!mayChange) return null;
  return (
    <Flex vertical gap={4} style={{ maxWidth: 340 }}>
      <Button
        loading={starter.isPending}
        onClick={() => starter.mutate(undefined, { onSuccess: () => void message.success(t('coverage.starterDone')) })}
      >
        {t('coverage.starter')}
      </Button>
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {t('coverage.starterHelp')}
      </Typography.Text>
      <ProblemNotice error={starter.error} />
    </Flex>
  );
}

function Report({ coverage }: { coverage: Coverage }) {
  const { t } = useTranslation('content');
  const groups = [...new Set(coverage.risks.map(({ group }) => group))];
  return (
    <>
      <Alert type="info" showIcon title={t('coverage.source')} description={t('coverage.own')} />
      <Card title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('coverage.checks')}</h2>}>
        <Checks checks={coverage.checks} />
      </Card>
      <Card title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('coverage.matrix')}</h2>}>
        <Flex vertical gap={20}>
          <Flex gap={16} wrap>
            {coverage.slices.map(({ name, covered, of }) => (
              <span key={name}>
                {t(name === '17' ? 'coverage.slice17' : 'coverage.slice31')} ·{' '}
                <strong>{t('coverage.slices', { covered, of })}</strong>
              </span>
            ))}
          </Flex>
          {groups.map((group) => (
            <Group key={group} group={group} risks={coverage.risks.filter((risk) => risk.group === group)} />
          ))}
        </Flex>
      </Card>
      <Card title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('coverage.lists')}</h2>}>
        <Freshness lists={coverage.lists} />
      </Card>
    </>
  );
}

type Check = Coverage['checks'][number];

function Checks({ checks }: { checks: readonly Check[] }) {
  const { t, i18n } = useTranslation('content');
  const measuredOf = ({ threshold, measured }: Check): string => {
    if (measured === null) return t('coverage.nothing');
    const told = measured.toLocaleString(i18n.language);
    return threshold.id === 'K5' ? t('coverage.days', { n: told }) : told;
  };
  const columns: RowColumn<Check>[] = [
    {
      key: 'rule',
      title: t('coverage.rule'),
      cell: ({ threshold }) => `${threshold.id} ${i18n.language === 'en' ? threshold.en : threshold.zh}`,
    },
    {
      key: 'modal',
      title: t('coverage.modal'),
      cell: ({ threshold }) => t(threshold.modal === '应' ? 'coverage.must' : 'coverage.should'),
    },
    {
      key: 'wanted',
      title: t('coverage.wanted'),
      isNumber: true,
      cell: ({ threshold }) => threshold.value.toLocaleString(i18n.language),
    },
    { key: 'measured', title: t('coverage.measured'), isNumber: true, cell: measuredOf },
    {
      key: 'result',
      title: t('coverage.result'),
      cell: ({ isMet }) => (
        <Tag color={isMet ? 'success' : 'error'}>{t(isMet ? 'coverage.met' : 'coverage.short')}</Tag>
      ),
    },
  ];
  return <RowsTable columns={columns} rows={checks} keyOf={({ threshold }) => threshold.id} />;
}

type Risk = Coverage['risks'][number];

const COLOURS = { missing: 'error', short: 'warning', met: 'success', 'none-asked': 'default' } as const;
const WORDS = { missing: 'missing', short: 'short', met: 'met', 'none-asked': 'noneAsked' } as const;
const EDGES = {
  missing: 'var(--ant-color-error)',
  short: 'var(--ant-color-warning)',
  met: 'var(--ant-color-success)',
  'none-asked': 'var(--ant-color-border)',
} as const;

function Group({ group, risks }: { group: string; risks: readonly Risk[] }) {
  const { t, i18n } = useTranslation('content');
  const nameOf = useRiskName();
  return (
    <section aria-label={group}>
      <h3 style={{ fontSize: 14, margin: '0 0 8px' }}>
        {group} {nameOf(group)}
      </h3>
      <ul
        style={{
          listStyle: 'none',
          margin: 0,
          padding: 0,
          display: 'grid',
          gap: 8,
          gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 190px), 1fr))',
        }}
      >
        {risks.map(({ code, terms, wanted, state }) => (
          <li
            key={code}
            style={{
              border: '1px solid var(--ant-color-border-secondary)',
              borderInlineStart: `4px solid ${EDGES[state]}`,
              borderRadius: 6,
              padding: '8px 10px',
            }}
          >
            <Flex justify="space-between" align="center" gap={8}>
              <strong>{code}</strong>
              <Tag color={COLOURS[state]} style={{ marginInlineEnd: 0 }}>
                {t(`coverage.${WORDS[state]}`)}
              </Tag>
            </Flex>
            <div style={{ margin: '4px 0' }}>{nameOf(code)}</div>
            <Typography.Text type="secondary">
              {t('coverage.terms', { terms: terms.toLocaleString(i18n.language) })}
              {wanted !== null && ` · ${t('coverage.ofWanted', { wanted })}`}
            </Typography.Text>
          </li>
        ))}
      </ul>
    </section>
  );
}

type ListAge = Coverage['lists'][number];

function Freshness({ lists }: { lists: readonly ListAge[] }) {
  const { t, i18n } = useTranslation('content');
  const columns: RowColumn<ListAge>[] = [
    { key: 'name', title: t('coverage.list'), cell: ({ id, name }) => <Link to={`/lists/${id}`}>{name}</Link> },
    {
      key: 'terms',
      title: t('versions.terms'),
      isNumber: true,
      cell: ({ terms }) => terms.toLocaleString(i18n.language),
    },
    { key: 'changed', title: t('coverage.changed'), cell: ({ changedAt }) => <Time at={changedAt} /> },
    {
      key: 'state',
      title: t('coverage.result'),
      cell: ({ isStale }) => (
        <Tag color={isStale ? 'error' : 'success'}>{t(isStale ? 'coverage.stale' : 'coverage.fresh')}</Tag>
      ),
    },
  ];
  return <RowsTable columns={columns} rows={lists} keyOf={({ id }) => id} emptyText={t('coverage.nothing')} />;
}
