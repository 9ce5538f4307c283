import { Descriptions, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { LinkButton, OutcomeTag, PageLoading, ProblemNotice, RiskTag } from '../app/index.ts';
import { formatCount, formatMs, LabelCard, useExchange } from '../exchanges/index.ts';
import type { Turn } from './conversation.ts';

/** What was recorded of an answer that has ended. */
export function RecordPanel({ turn }: { turn: Turn | null }) {
  const { t } = useTranslation('playground');
  if (turn === null) return <Typography.Text type="secondary">{t('panel.none')}</Typography.Text>;
  if (turn.state === 'streaming') return <Typography.Text type="secondary">{t('panel.pending')}</Typography.Text>;
  if (turn.hegui === null) return <Typography.Text type="secondary">{t('panel.noExchange')}</Typography.Text>;
  return <RecordOf exchangeId={turn.hegui.exchange} />;
}

function RecordOf({ exchangeId }: { exchangeId: string }) {
  const { t, i18n } = useTranslation('playground');
  const exchange = useExchange(exchangeId);
  if (exchange.isPending) return <PageLoading />;
  if (exchange.isError) return <ProblemNotice error={exchange.error} onRetry={() => void exchange.refetch()} />;
  const { data } = exchange;
  const count = (value: number | null) => formatCount(value, i18n.language);
  const latency = `${formatMs(data.firstTokenMs, i18n.language)} / ${formatMs(data.totalMs, i18n.language)}`;
  return (
    <Flex vertical gap={12}>
      <Descriptions
        column={1}
        size="small"
        items={[
          { key: 'outcome', label: t('panel.outcome'), children: <OutcomeTag outcome={data.outcome} /> },
          {
            key: 'hits',
            label: t('panel.hits'),
            children: (
              <Flex gap={4} wrap align="center">
                {count(data.hits)}
                {data.risks.map((code) => (
                  <RiskTag key={code} code={code} />
                ))}
              </Flex>
            ),
          },
          { key: 'replaced', label: t('panel.replaced'), children: count(data.replaced) },
          { key: 'held', label: t('panel.held'), children: count(data.heldCharsMax) },
          { key: 'latency', label: t('panel.latency'), children: latency },
          {
            key: 'entries',
            label: t('panel.entries'),
            children: (
              <Flex vertical>
                {data.evidence.map((entry) => (
                  <span key={entry.entryId}>
                    <code>{entry.kind}</code>{' '}
                    {entry.leafIndex === null ? t('panel.notIndexed') : t('panel.indexed', { index: entry.leafIndex })}
                  </span>
                ))}
              </Flex>
            ),
          },
        ]}
      />
      <LinkButton to={`/exchanges/${exchangeId}`} type="primary">
        {t('panel.record')}
      </LinkButton>
      <LabelCard label={data.label} produced={data.produced} />
    </Flex>
  );
}
