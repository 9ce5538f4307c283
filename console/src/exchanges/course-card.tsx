import type { ExchangeDetail } from '@hegui/contract';
import { Card, Flex, Timeline, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { OutcomeTag, Time } from '../app/index.ts';
import { formatCount } from './format.ts';

/** What happened when: from the opening record to the place of the entries in the log. */
export function CourseCard({ exchange }: { exchange: ExchangeDetail }) {
  const { t, i18n } = useTranslation('exchanges');
  const opened = exchange.evidence.find((entry) => entry.kind === 'request.opened');
  const closed = exchange.evidence.find((entry) => entry.kind === 'response.closed');
  const after = (ms: number | null) =>
    ms === null ? null : (
      <Typography.Text type="secondary">
        {t('timeline.after', { ms: formatCount(Math.round(ms), i18n.language) })}
      </Typography.Text>
    );
  const items = [
    {
      key: 'opened',
      content: (
        <Flex vertical>
          <span>
            {t('timeline.opened')} · <Time at={exchange.openedAt} />
          </span>
          <span>{t('timeline.openedText', { chars: formatCount(exchange.promptChars, i18n.language) })}</span>
          <Place entry={opened} />
        </Flex>
      ),
    },
    ...(exchange.firstTokenMs === null
      ? []
      : [
          {
            key: 'first',
            content: (
              <span>
                {t('timeline.firstToken')} {after(exchange.firstTokenMs)}
              </span>
            ),
          },
        ]),
    {
      key: 'closed',
      color: exchange.closedAt === null ? 'gray' : 'blue',
      content:
        exchange.closedAt === null ? (
          t('timeline.notClosed')
        ) : (
          <Flex vertical gap={2}>
            <span>
              {t('timeline.closed')} {after(exchange.totalMs)}
            </span>
            <span>
              <OutcomeTag outcome={exchange.outcome} /> <Time at={exchange.closedAt} />
            </span>
            <Place entry={closed} />
          </Flex>
        ),
    },
  ];
  return (
    <Card title={t('timeline.title')} size="small" styles={{ body: { paddingTop: 16, paddingBottom: 8 } }}>
      <Timeline items={items} />
    </Card>
  );
}

function Place({ entry }: { entry: ExchangeDetail['evidence'][number] | undefined }) {
  const { t } = useTranslation('exchanges');
  if (entry === undefined) return null;
  return (
    <Typography.Text type="secondary">
      {entry.leafIndex === null ? t('timeline.notIndexed') : t('timeline.indexed', { index: entry.leafIndex })}
    </Typography.Text>
  );
}
