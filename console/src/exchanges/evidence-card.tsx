import type { ExchangeDetail } from '@hegui/contract';
import { Card, Collapse, Flex, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { parseJson } from '../api/index.ts';
import { CopyButton, Time } from '../app/index.ts';

const kinds = ['request.opened', 'response.closed'] as const;

/** The entries of an exchange with their hashed bodies. */
export function EvidenceCard({ evidence }: { evidence: ExchangeDetail['evidence'] }) {
  const { t } = useTranslation('exchanges');
  return (
    <Card title={t('evidence.title')} size="small">
      {evidence.length === 0 ? (
        <Typography.Text type="secondary">{t('evidence.none')}</Typography.Text>
      ) : (
        <Flex vertical gap={12}>
          <Typography.Text type="secondary">{t('evidence.text')}</Typography.Text>
          <Collapse
            size="small"
            items={evidence.map((entry) => ({
              key: entry.entryId,
              label: (
                <Flex gap={8} wrap align="center">
                  <KindName kind={entry.kind} />
                  <Tag style={{ marginInlineEnd: 0 }} className="mono">
                    {entry.kind}
                  </Tag>
                  <Time at={entry.at} />
                  <Typography.Text type="secondary">
                    {entry.leafIndex === null
                      ? t('timeline.notIndexed')
                      : t('timeline.indexed', { index: entry.leafIndex })}
                  </Typography.Text>
                </Flex>
              ),
              children: <Body text={entry.body} />,
            }))}
          />
        </Flex>
      )}
    </Card>
  );
}

function KindName({ kind }: { kind: string }) {
  const { t } = useTranslation('exchanges');
  const known = kinds.find((one) => one === kind);
  return known === undefined ? null : <span>{t('evidence.kinds', { returnObjects: true })[known]}</span>;
}

function Body({ text }: { text: string }) {
  const { t } = useTranslation('exchanges');
  const value = parseJson(text);
  return (
    <Flex vertical gap={8} align="flex-start">
      <CopyButton text={text} label={t('evidence.copyBody')} type="default" />
      <pre
        className="code-block"
        style={{ padding: 0, maxWidth: '100%' }}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: wide text must scroll from the keyboard too.
        tabIndex={0}
      >
        {value === undefined ? text : JSON.stringify(value, null, 2)}
      </pre>
    </Flex>
  );
}
