import type { PrivacyDetail } from '@hegui/contract';
import { Alert, Card, Col, Flex, Row, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { LinkButton, PageHeader, PageLoading, ProblemNotice, Time, useHasRole } from '../app/index.ts';
import { LimitBasis } from '../law/limit-basis.tsx';
import { RequestContentCard } from './content-card.tsx';
import { DeedsCard } from './deeds-card.tsx';
import { heading } from './heading.tsx';
import { DueCell } from './privacy-page.tsx';
import { useRequest } from './queries.ts';
import { ErasureCard, SearchCard } from './records-cards.tsx';

/** One request: who asks, its clocks, what was written, what is kept about the person, and what can be done. */
export function PrivacyRequestPage() {
  const { t } = useTranslation('privacy');
  const { id = '' } = useParams();
  const found = useRequest(id);
  const { data } = found;
  const name = data === undefined ? t('title') : `${t('number', { number: data.number })} · ${t(`kinds.${data.kind}`)}`;
  return (
    <>
      <PageHeader
        title={name}
        description={data !== undefined && <Marks found={data} />}
        actions={<LinkButton to="/privacy">{t('detail.back')}</LinkButton>}
      />
      <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <PageLoading />}
      {data !== undefined && <Parts found={data} />}
    </>
  );
}

function Marks({ found }: { found: PrivacyDetail }) {
  const { t } = useTranslation('privacy');
  return (
    <Flex component="span" gap={8} wrap align="center">
      <span>{t(`states.${found.state}`)}</span>
      {found.state === 'answered' && found.outcome !== null && <Tag>{t(`outcomes.${found.outcome}`)}</Tag>}
      <Tag color={found.identity === 'none' ? 'warning' : 'success'}>{t(`identities.${found.identity}`)}</Tag>
      {found.reopened > 0 && <Tag color="processing">{t('reopened')}</Tag>}
      {found.next !== null && <DueCell row={found} />}
    </Flex>
  );
}

function Parts({ found }: { found: PrivacyDetail }) {
  const { t } = useTranslation('privacy');
  const mayHandle = useHasRole('administrator', 'compliance-officer', 'reviewer');
  const names = found.involved.map(({ name }) => name).join('、');
  return (
    <Flex vertical gap={16}>
      {found.needsIdentity && found.next !== null && <Alert type="info" showIcon title={t('detail.unknown')} />}
      {names !== '' && found.next !== null && <Alert type="warning" showIcon title={t('detail.involved', { names })} />}
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={14}>
          <Flex vertical gap={16}>
            {mayHandle && <RequestContentCard key={found.id} id={found.id} />}
            {mayHandle && found.endUser !== null && <SearchCard id={found.id} />}
            {mayHandle && <DeedsCard key={`${found.id} ${found.state} ${found.identity}`} found={found} />}
          </Flex>
        </Col>
        <Col xs={24} xl={10}>
          <Flex vertical gap={16}>
            <Facts found={found} />
            {found.erasure !== null && <ErasureCard erasure={found.erasure} />}
            <Notices found={found} />
          </Flex>
        </Col>
      </Row>
    </Flex>
  );
}

function Facts({ found }: { found: PrivacyDetail }) {
  const { t } = useTranslation('privacy');
  const rows: (readonly [string, ReactNode])[] = [
    [t('detail.receipt'), <code key="receipt">{found.receipt}</code>],
    [t('received'), <Time key="received" at={found.receivedAt} />],
    [t('detail.acknowledgeBy'), found.acknowledgeBy],
    [t('detail.basis'), <LimitBasis key="basis" basis={found.basis} />],
    [t('detail.answerBy'), `${found.answerBy}${found.isExtended ? ` (${t('detail.extended')})` : ''}`],
    [t('detail.channel'), t(`detail.channels.${found.channel}`)],
    [t('service'), found.serviceName],
    [t('detail.language'), found.language],
    [t('identity'), identityText(t, found)],
    [t('detail.endUser'), found.endUser === null ? '–' : <code key="user">{found.endUser}</code>],
    [t('detail.training'), found.trainingRestricted ? t('detail.restricted') : t('detail.allowed')],
    ...(found.copy === null
      ? []
      : [
          [
            t('detail.copy'),
            <span key="copy">
              {t('detail.copyLeft', { left: found.copy.left })} <Time at={found.copy.until} />
            </span>,
          ] as const,
        ]),
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

const identityText = (
  t: ReturnType<typeof useTranslation<'privacy'>>['t'],
  { identity, identityMeans }: PrivacyDetail,
): string => `${t(`identities.${identity}`)}${identityMeans === null ? '' : ` · ${t(`means.${identityMeans}`)}`}`;

function Notices({ found }: { found: PrivacyDetail }) {
  const { t } = useTranslation('privacy');
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
