import type { MeasureDetail } from '@hegui/contract';
import { Card, Col, Flex, Row, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { LinkButton, PageHeader, PageLoading, ProblemNotice, RiskTag, Time, useHasRole } from '../app/index.ts';
import { AppealCard } from './appeal-card.tsx';
import { AppealTag } from './appeal-tag.tsx';
import { DeedsCard } from './deeds-card.tsx';
import { useMeasure } from './queries.ts';
import { ReportCard } from './report-card.tsx';
import { StatementCard } from './statement-card.tsx';

/** One measure: what the person reads, what led to it, its appeal, and what can be done. */
export function MeasurePage() {
  const { t } = useTranslation('measures');
  const { id = '' } = useParams();
  const found = useMeasure(id);
  const { data } = found;
  const name = data === undefined ? t('title') : `${t('number', { number: data.number })} · ${t(`rungs.${data.rung}`)}`;
  return (
    <>
      <PageHeader
        title={name}
        description={data !== undefined && <Marks found={data} />}
        actions={<LinkButton to="/measures">{t('detail.back')}</LinkButton>}
      />
      <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <PageLoading />}
      {data !== undefined && <Parts found={data} />}
    </>
  );
}

function Marks({ found }: { found: MeasureDetail }) {
  const { t } = useTranslation('measures');
  return (
    <Flex component="span" gap={8} wrap align="center">
      <span>{t(`states.${found.state}`)}</span>
      {found.endedReason !== null && found.state !== 'rejected' && <Tag>{t(`ends.${found.endedReason}`)}</Tag>}
      {found.automated && <Tag>{t('automatic')}</Tag>}
      {found.appeal !== null && <AppealTag appeal={found.appeal} />}
    </Flex>
  );
}

function Parts({ found }: { found: MeasureDetail }) {
  const mayWrite = useHasRole('administrator', 'compliance-officer', 'reviewer');
  const maySign = useHasRole('administrator', 'compliance-officer');
  const hasDeeds = found.state === 'proposed' || found.state === 'active';
  return (
    <Row gutter={[16, 16]}>
      <Col xs={24} xl={14}>
        <Flex vertical gap={16}>
          {found.appeal !== null && <AppealCard key={found.id} found={found} mayWrite={mayWrite} />}
          <StatementCard statements={found.statements} />
          {mayWrite && hasDeeds && <DeedsCard key={`${found.id} ${found.state}`} found={found} />}
          <ReportCard
            key={`${found.id} ${found.report?.revision ?? 0}`}
            found={found}
            mayWrite={mayWrite}
            maySign={maySign}
          />
        </Flex>
      </Col>
      <Col xs={24} xl={10}>
        <Flex vertical gap={16}>
          <Facts found={found} />
          <Exchanges found={found} />
          <Notices found={found} />
        </Flex>
      </Col>
    </Row>
  );
}

const heading = (text: string): ReactNode => <h2 style={{ fontSize: 15, margin: 0 }}>{text}</h2>;

function Facts({ found }: { found: MeasureDetail }) {
  const { t } = useTranslation('measures');
  const nameOf = (person: { id: string; name: string }): string =>
    person.id === 'system' ? t('detail.system') : person.name;
  const rows: (readonly [string, ReactNode])[] = [
    [t('user'), <code key="user">{found.endUser}</code>],
    [t('service'), found.serviceName],
    [t('led'), t(`grounds.${found.ground}`, { count: found.strikes })],
    [t('detail.imposedBy'), nameOf(found.imposedBy)],
    ...(found.confirmedBy === null ? [] : [[t('detail.confirmedBy'), found.confirmedBy.name] as const]),
    [t('detail.starts'), found.startsAt === null ? '–' : <Time key="starts" at={found.startsAt} />],
    [t('until'), untilOf(found, t('withoutEnd'))],
    ...(found.endedBy === null ? [] : [[t('detail.endedBy'), nameOf(found.endedBy)] as const]),
    ...(found.endpoints.length === 0 ? [] : [[t('detail.closed'), <Functions key="closed" found={found} />] as const]),
    ...(found.appealUntil === null
      ? []
      : [[t('detail.appealUntil'), <Time key="appeal" at={found.appealUntil} />] as const]),
    ...(found.receipt === null ? [] : [[t('detail.receipt'), <code key="receipt">{found.receipt}</code>] as const]),
    ...(found.policyVersion === null ? [] : [[t('detail.policy'), String(found.policyVersion)] as const]),
    ...(found.risks.length === 0
      ? []
      : [
          [
            t('detail.risks'),
            <Flex key="risks" gap={4} wrap>
              {found.risks.map((code) => (
                <RiskTag key={code} code={code} showName />
              ))}
            </Flex>,
          ] as const,
        ]),
    ...(found.others.length === 0 ? [] : [[t('detail.others'), <Others key="others" found={found} />] as const]),
  ];
  return (
    <Card size="small" title={heading(t('detail.facts'))}>
      <dl
        className="break-anywhere"
        style={{ display: 'grid', gridTemplateColumns: 'max-content 1fr', gap: '6px 16px', margin: 0 }}
      >
        {rows.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt style={{ opacity: 0.75 }}>{name}</dt>
            <dd style={{ margin: 0, minWidth: 0 }}>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function untilOf({ endsAt, state }: MeasureDetail, withoutEnd: string): ReactNode {
  if (endsAt !== null) return <Time at={endsAt} />;
  return state === 'proposed' || state === 'rejected' ? '–' : withoutEnd;
}

function Functions({ found }: { found: MeasureDetail }) {
  const { t } = useTranslation('measures');
  return <span>{found.endpoints.map((one) => t(`functions.${one}`, { defaultValue: one })).join('、')}</span>;
}

function Others({ found }: { found: MeasureDetail }) {
  const { t } = useTranslation('measures');
  return (
    <Flex vertical gap={2}>
      {found.others.map(({ id, number, rung, state }) => (
        <Link key={id} to={`/measures/${id}`}>
          {t('number', { number })} · {t(`rungs.${rung}`)} · {t(`states.${state}`)}
        </Link>
      ))}
    </Flex>
  );
}

function Exchanges({ found }: { found: MeasureDetail }) {
  const { t } = useTranslation('measures');
  return (
    <Card size="small" title={heading(t('detail.exchanges'))}>
      {found.exchanges.length === 0 ? (
        <span>{t('detail.noExchanges')}</span>
      ) : (
        <ul style={{ margin: 0, paddingInlineStart: 20 }}>
          {found.exchanges.map(({ id, at, risks, voided }) => (
            <li key={id} className="break-anywhere">
              <Link to={`/exchanges/${id}`}>
                <Time at={at} />
              </Link>{' '}
              {risks.join(', ')}
              {voided && ` · ${t('detail.voided')}`}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Notices({ found }: { found: MeasureDetail }) {
  const { t } = useTranslation('measures');
  return (
    <Card size="small" title={heading(t('detail.notices'))}>
      {found.notices.length === 0 ? (
        <span>{t('detail.noNotices')}</span>
      ) : (
        <ul style={{ margin: 0, paddingInlineStart: 20 }}>
          {found.notices.map(({ id, channel, template, state, fault, createdAt }) => (
            <li key={id}>
              <code>{template}</code> {channel} · {t(`detail.notice.${state}`)}
              {fault !== null && ` (${fault})`} · <Time at={createdAt} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
