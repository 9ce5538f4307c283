import type { ComplaintDetail } from '@hegui/contract';
import { Alert, Button, Card, Col, Flex, Row, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { LinkButton, PageHeader, PageLoading, ProblemNotice, Time, useHasRole, useSession } from '../app/index.ts';
import { LimitBasis } from '../law/limit-basis.tsx';
import { ComplaintContentCard } from './content-card.tsx';
import { DeedsCard } from './deeds-card.tsx';
import { DueCell } from './due-cell.tsx';
import { useComplaint, useDeed } from './queries.ts';

/** One complaint: its clocks, what was written, and what can be done. */
export function ComplaintPage() {
  const { t } = useTranslation('complaints');
  const { id = '' } = useParams();
  const found = useComplaint(id);
  const { data } = found;
  const name = data === undefined ? t('title') : `${t('number', { number: data.number })} · ${t(`kinds.${data.kind}`)}`;
  return (
    <>
      <PageHeader
        title={name}
        description={data !== undefined && <Marks found={data} />}
        actions={<LinkButton to="/complaints">{t('detail.back')}</LinkButton>}
      />
      <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <PageLoading />}
      {data !== undefined && <Parts found={data} />}
    </>
  );
}

function Marks({ found }: { found: ComplaintDetail }) {
  const { t } = useTranslation('complaints');
  return (
    <Flex component="span" gap={8} wrap align="center">
      <span>{t(`states.${found.state}`)}</span>
      {found.outcome !== null && <Tag color="success">{t(`outcomes.${found.outcome}`)}</Tag>}
      {found.escalated && <Tag color="warning">{t('flags.escalated')}</Tag>}
      {found.reopened > 0 && <Tag color="processing">{t('flags.reopened')}</Tag>}
      {found.state !== 'answered' && <DueCell row={found} />}
    </Flex>
  );
}

function Parts({ found }: { found: ComplaintDetail }) {
  const { t } = useTranslation('complaints');
  const mayHandle = useHasRole('administrator', 'compliance-officer', 'reviewer');
  const names = found.involved.map(({ name }) => name).join('、');
  return (
    <Flex vertical gap={16}>
      {names !== '' && <Alert type="warning" showIcon title={t('detail.involved', { names })} />}
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={14}>
          <Flex vertical gap={16}>
            {mayHandle && <ComplaintContentCard key={found.id} id={found.id} />}
            {mayHandle && <DeedsCard key={`${found.id} ${found.state}`} found={found} />}
          </Flex>
        </Col>
        <Col xs={24} xl={10}>
          <Flex vertical gap={16}>
            <Facts found={found} mayHandle={mayHandle} />
            <Notices found={found} />
          </Flex>
        </Col>
      </Row>
    </Flex>
  );
}

const heading = (text: string): ReactNode => <h2 style={{ fontSize: 15, margin: 0 }}>{text}</h2>;

function Facts({ found, mayHandle }: { found: ComplaintDetail; mayHandle: boolean }) {
  const { t } = useTranslation('complaints');
  const rows: (readonly [string, ReactNode])[] = [
    [t('detail.receipt'), <code key="receipt">{found.receipt}</code>],
    [t('received'), <Time key="received" at={found.receivedAt} />],
    [t('detail.acknowledgeBy'), found.acknowledgeBy],
    [t('detail.answerBy'), found.answerBy],
    [t('detail.basis'), <LimitBasis key="basis" basis={found.basis} />],
    [t('detail.assignedTo'), <Assignee key="assignee" found={found} mayHandle={mayHandle} />],
    [t('detail.channel'), t(`detail.channels.${found.channel}`)],
    [t('detail.service'), found.serviceName ?? '–'],
    [t('detail.language'), found.language],
    [
      t('detail.exchange'),
      found.exchangeId === null ? '–' : <Link to={`/exchanges/${found.exchangeId}`}>{found.exchangeId}</Link>,
    ],
    [t('detail.case'), <CaseLink key="case" found={found} />],
    ...(found.mergedInto === null
      ? []
      : [
          [
            t('detail.mergedInto'),
            <Link key="into" to={`/complaints/${found.mergedInto.id}`}>
              {t('number', { number: found.mergedInto.number })}
            </Link>,
          ] as const,
        ]),
    ...(found.merged.length === 0
      ? []
      : [[t('detail.merged'), found.merged.map(({ number }) => t('number', { number })).join(', ')] as const]),
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

function CaseLink({ found }: { found: ComplaintDetail }) {
  const { t } = useTranslation('complaints');
  if (found.caseId !== null) return <Link to={`/cases/${found.caseId}`}>{found.caseId}</Link>;
  if (found.exchangeId === null) return <span>–</span>;
  const search = new URLSearchParams({
    exchange: found.exchangeId,
    ...(found.serviceId === null ? {} : { service: found.serviceId }),
  });
  return <Link to={`/cases?${search.toString()}`}>{t('detail.openCase')}</Link>;
}

function Assignee({ found, mayHandle }: { found: ComplaintDetail; mayHandle: boolean }) {
  const { t } = useTranslation('complaints');
  const session = useSession();
  const deed = useDeed(found.id);
  const own = session.staff.id;
  const isMine = found.assignedTo !== null && found.assignedTo.id === own;
  const isOpen = found.next !== null;
  return (
    <Flex gap={8} wrap align="center">
      <span>{found.assignedTo?.name ?? t('nobody')}</span>
      {mayHandle && isOpen && (
        <Button
          size="small"
          loading={deed.isPending}
          onClick={() => deed.mutate({ name: 'assign', body: { staffId: isMine ? null : own } })}
        >
          {isMine ? t('detail.release') : t('detail.take')}
        </Button>
      )}
      <ProblemNotice error={deed.error} />
    </Flex>
  );
}

function Notices({ found }: { found: ComplaintDetail }) {
  const { t } = useTranslation('complaints');
  return (
    <Card size="small" title={heading(t('detail.notices'))}>
      {!found.hasContact && <p style={{ marginTop: 0 }}>{t('detail.noContact')}</p>}
      {found.notices.length === 0 ? (
        found.hasContact && <span>{t('detail.noNotices')}</span>
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
