import type { ExchangeDetail } from '@hegui/contract';
import { Card, Descriptions, Flex, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { RiskTag } from '../app/index.ts';
import { EndUser } from './exchanges-table.tsx';
import { formatCount, formatMs } from './format.ts';

/** Who asked which service, through what, and the numbers. */
export function FactsCard({ exchange }: { exchange: ExchangeDetail }) {
  const { t, i18n } = useTranslation('exchanges');
  const tAudience = useTranslation('audiences').t;
  const count = (value: number | null) => formatCount(value, i18n.language);
  const ms = (value: number | null) => formatMs(value, i18n.language);
  const items = [
    {
      label: t('columns.service'),
      children: <Link to={`/services/${exchange.serviceId}`}>{exchange.serviceName}</Link>,
    },
    { label: t('columns.model'), children: <span className="mono">{exchange.model}</span> },
    { label: t('columns.endUser'), children: <EndUser name={exchange.endUser} /> },
    ...(exchange.audience === 'general' ? [] : [{ label: tAudience('key'), children: tAudience(exchange.audience) }]),
    {
      label: t('detail.trainingUse'),
      children: t(`detail.trainingUses.${exchange.trainingUse ?? 'unknown'}`),
    },
    ...(exchange.reason === null ? [] : [{ label: t('detail.reason'), children: <code>{exchange.reason}</code> }]),
    ...(exchange.risks.length === 0
      ? []
      : [
          {
            label: t('columns.risks'),
            children: (
              <Flex gap={4} wrap>
                {exchange.risks.map((code) => (
                  <RiskTag key={code} code={code} showName />
                ))}
              </Flex>
            ),
          },
        ]),
    { label: t('columns.hits'), children: count(exchange.hits) },
    { label: t('detail.replaced'), children: count(exchange.replaced) },
    { label: t('columns.chars'), children: `${count(exchange.promptChars)} / ${count(exchange.outputChars)}` },
    { label: t('columns.latency'), children: `${ms(exchange.firstTokenMs)} / ${ms(exchange.totalMs)}` },
    {
      label: <Tooltip title={t('detail.heldHint')}>{t('detail.heldCharsMax')}</Tooltip>,
      children: count(exchange.heldCharsMax),
    },
    ...(exchange.usage === null
      ? []
      : [
          {
            label: t('detail.usage'),
            children: `${count(exchange.usage.promptTokens)} / ${count(exchange.usage.completionTokens)}`,
          },
        ]),
    { label: t('detail.endpoint'), children: <span className="mono break-anywhere">{exchange.endpoint}</span> },
    { label: t('detail.stream'), children: t(exchange.stream ? 'detail.streamYes' : 'detail.streamNo') },
    { label: t('detail.key'), children: <span className="mono">{exchange.keyHint ?? '–'}</span> },
    { label: t('detail.upstream'), children: exchange.upstreamName ?? '–' },
    { label: t('detail.policyVersion'), children: exchange.policyVersion },
    { label: t('detail.listVersions'), children: <ListVersions versions={exchange.listVersions} /> },
  ];
  return (
    <Card title={t('detail.facts')} size="small">
      <Descriptions column={1} size="small" items={items.map((item, key) => ({ key, ...item }))} />
    </Card>
  );
}

function ListVersions({ versions }: { versions: ExchangeDetail['listVersions'] }) {
  const { t } = useTranslation('exchanges');
  const lists = Object.entries(versions);
  if (lists.length === 0) return t('detail.noLists');
  return (
    <Flex vertical gap={2}>
      {lists.map(([id, version]) => (
        <span key={id}>
          <Link to={`/lists/${id}`} className="mono">
            …{id.slice(-6)}
          </Link>{' '}
          {t('detail.listVersion', { version })}
        </span>
      ))}
    </Flex>
  );
}
