import { ReloadOutlined } from '@ant-design/icons';
import type { ExchangeDetail } from '@hegui/contract';
import { Button, Col, Flex, Row } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { LinkButton, OutcomeTag, PageHeader, PageLoading, ProblemNotice } from '../app/index.ts';
import { AdmissionCard } from './admission-card.tsx';
import { ContentCard } from './content-card.tsx';
import { CourseCard } from './course-card.tsx';
import { EvidenceCard } from './evidence-card.tsx';
import { ExchangeActions } from './exchange-actions.tsx';
import { SyntheticTag } from './exchanges-table.tsx';
import { ExportMenu } from './export-menu.tsx';
import { FactsCard } from './facts-card.tsx';
import { LabelCard } from './label-card.tsx';
import { ProofCard } from './proof-card.tsx';
import { useExchange } from './queries.ts';

/** One exchange: what came in, what was found, what the user saw, how it is labelled, and the proof of all that. */
export function ExchangePage() {
  const { t } = useTranslation('exchanges');
  const { id = '' } = useParams();
  const exchange = useExchange(id);
  return (
    <>
      <PageHeader
        title={t('detail.title', { id: id.slice(-8) })}
        description={
          exchange.data !== undefined && (
            <Flex component="span" gap={8} align="center" wrap>
              <OutcomeTag outcome={exchange.data.outcome} />
              {exchange.data.synthetic && <SyntheticTag />}
              <span className="mono break-anywhere">{id}</span>
            </Flex>
          )
        }
        actions={
          <>
            {exchange.data !== undefined && <ExportMenu exchange={exchange.data} />}
            {exchange.data !== undefined && <ExchangeActions exchange={exchange.data} />}
            <LinkButton to="/exchanges">{t('detail.back')}</LinkButton>
            <Button icon={<ReloadOutlined />} loading={exchange.isFetching} onClick={() => void exchange.refetch()}>
              {t('refresh')}
            </Button>
          </>
        }
      />
      <ProblemNotice error={exchange.error} onRetry={() => void exchange.refetch()} />
      {exchange.isPending && <PageLoading />}
      {exchange.data !== undefined && <Cards exchange={exchange.data} />}
    </>
  );
}

function Cards({ exchange }: { exchange: ExchangeDetail }) {
  return (
    <Row gutter={[16, 16]}>
      <Col xs={24} xl={15} xxl={16}>
        <Flex vertical gap={16}>
          <ContentCard content={exchange.content} />
          <ProofCard key={exchange.id} exchange={exchange} />
          <EvidenceCard evidence={exchange.evidence} />
        </Flex>
      </Col>
      <Col xs={24} xl={9} xxl={8}>
        <Flex vertical gap={16}>
          <FactsCard exchange={exchange} />
          <CourseCard exchange={exchange} />
          <LabelCard label={exchange.label} produced={exchange.produced} />
          <AdmissionCard admission={exchange.admission} />
        </Flex>
      </Col>
    </Row>
  );
}
