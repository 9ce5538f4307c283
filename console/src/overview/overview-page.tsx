import { type Overview, overviewSchema } from '@hegui/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Alert, Card, Col, Flex, Row, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api } from '../api/index.ts';
import { EmptyGuide, FirstRequest, LinkButton, PageHeader, PageLoading, ProblemNotice } from '../app/index.ts';
import { HealthCard } from './health-card.tsx';
import { LatencyCard } from './latency-card.tsx';
import { LogCard } from './log-card.tsx';
import { RiskBars } from './risk-bars.tsx';
import { TotalsCard } from './totals-card.tsx';
import { TrafficChart } from './traffic-chart.tsx';

const REFRESH_MS = 5_000;
const windows = ['15', '60', '360', '1440'] as const;
type Minutes = (typeof windows)[number];

/** What is going on now: traffic, refusals, latency, health, the head of the log. */
export function OverviewPage() {
  const { t } = useTranslation('overview');
  const [search, setSearch] = useSearchParams();
  const minutes: Minutes = windows.find((one) => one === search.get('minutes')) ?? '60';
  const overview = useQuery({
    queryKey: ['overview', minutes],
    queryFn: () => api.get('/api/overview', overviewSchema, { minutes }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <Segmented<Minutes>
            aria-label={t('window')}
            value={minutes}
            options={windows.map((value) => ({ value, label: t(`windows.${value}`) }))}
            onChange={(value) => setSearch(value === '60' ? {} : { minutes: value }, { replace: true })}
          />
        }
      />
      <Flex vertical gap={16}>
        <ProblemNotice error={overview.error} onRetry={() => void overview.refetch()} />
        {overview.isPending && <PageLoading />}
        {overview.data !== undefined && <Panels overview={overview.data} />}
      </Flex>
    </>
  );
}

function Panels({ overview }: { overview: Overview }) {
  const { t } = useTranslation('overview');
  const isEmpty = overview.totals.exchanges === 0;
  return (
    <>
      <DemonstrationNotice overview={overview} />
      <TotalsCard totals={overview.totals} />
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={16}>
          <Card title={t('traffic')} size="small" style={{ height: '100%' }}>
            {isEmpty ? <FirstSteps /> : <TrafficChart series={overview.series} />}
          </Card>
        </Col>
        <Col xs={24} xl={8}>
          <Card title={t('risks')} size="small" style={{ height: '100%' }}>
            {overview.risks.length > 0 ? (
              <RiskBars risks={overview.risks} />
            ) : (
              <EmptyGuide
                title={t('risksNone')}
                text={t('risksNoneText')}
                action={<LinkButton to="/lists">{t('toLists')}</LinkButton>}
              />
            )}
          </Card>
        </Col>
        <Col xs={24} lg={12} xl={8}>
          <LatencyCard latency={overview.latency} />
        </Col>
        <Col xs={24} lg={12} xl={8}>
          <HealthCard health={overview.health} />
        </Col>
        <Col xs={24} lg={12} xl={8}>
          <LogCard log={overview.log} />
        </Col>
      </Row>
    </>
  );
}

function DemonstrationNotice({ overview }: { overview: Overview }) {
  const { t } = useTranslation('overview');
  const names = overview.health.upstreams.filter((upstream) => upstream.demonstration).map((upstream) => upstream.name);
  if (names.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('demonstrationTitle')}
      description={
        <Flex vertical gap={10} align="flex-start">
          {t('demonstrationText', { names: names.join(' · ') })}
          <LinkButton to="/upstreams">{t('connect')}</LinkButton>
        </Flex>
      }
    />
  );
}

function FirstSteps() {
  const { t } = useTranslation('overview');
  return (
    <EmptyGuide
      title={t('emptyTitle')}
      text={t('emptyText')}
      action={
        <Flex vertical gap={12} align="center">
          <FirstRequest baseUrl={`${window.location.origin}/v1`} apiKey={t('yourKey')} model="MODEL" />
          <Flex gap={8} wrap justify="center">
            <LinkButton to="/playground" type="primary">
              {t('toPlayground')}
            </LinkButton>
            <LinkButton to="/services">{t('toServices')}</LinkButton>
          </Flex>
        </Flex>
      }
    />
  );
}
