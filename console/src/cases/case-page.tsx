import type { CaseDetail } from '@hegui/contract';
import { Alert, Card, Col, Flex, Row, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { LinkButton, PageHeader, PageLoading, ProblemNotice, RiskTag, useHasRole } from '../app/index.ts';
import { CaseExchanges } from './case-exchanges.tsx';
import { CaseReport } from './case-report.tsx';
import { CaseSteps } from './case-steps.tsx';
import { CaseTests } from './case-tests.tsx';
import { useCase } from './queries.ts';

/** One case: its steps with their dates, and its documents. */
export function CasePage() {
  const { t } = useTranslation('cases');
  const { id = '' } = useParams();
  const found = useCase(id);
  const { data } = found;
  return (
    <>
      <PageHeader
        title={data === undefined ? t('title') : `${t('detail.case', { number: data.number })} · ${data.title}`}
        description={
          data !== undefined && (
            <Flex component="span" gap={8} wrap align="center">
              <span>{data.serviceName}</span>
              <RiskTag code={data.risk} showName />
              {data.overdue && <Tag color="error">{t('overdue')}</Tag>}
              {data.closedAt !== null && <Tag color="success">{t('filters.closed')}</Tag>}
            </Flex>
          )
        }
        actions={<LinkButton to="/cases">{t('detail.back')}</LinkButton>}
      />
      <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <PageLoading />}
      {data !== undefined && <Parts found={data} />}
    </>
  );
}

function Parts({ found }: { found: CaseDetail }) {
  const { t } = useTranslation('cases');
  const mayChange = useHasRole('administrator', 'compliance-officer', 'reviewer') && found.closedAt === null;
  const maySign = useHasRole('administrator', 'compliance-officer');
  const mayEver = useHasRole('administrator', 'compliance-officer', 'reviewer');
  return (
    <Flex vertical gap={16}>
      {!mayEver && <Alert type="info" showIcon title={t('detail.readOnly')} />}
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={12}>
          <Card size="small" title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('steps')}</h2>}>
            <CaseSteps found={found} mayChange={mayChange} />
          </Card>
        </Col>
        <Col xs={24} xl={12}>
          <Flex vertical gap={16}>
            <CaseExchanges found={found} mayChange={mayChange} />
            <CaseTests found={found} mayChange={mayChange} mayExport={maySign} />
            <CaseReport key={found.report?.revision ?? 0} found={found} mayChange={mayChange} maySign={maySign} />
          </Flex>
        </Col>
      </Row>
    </Flex>
  );
}
