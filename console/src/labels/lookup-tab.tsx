import { InboxOutlined } from '@ant-design/icons';
import type { ProducedContent, ProducedLookup } from '@hegui/contract';
import { Alert, Card, Flex, Form, Input, Spin, Typography, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ApiProblem } from '../api/index.ts';
import { ProblemNotice, Time } from '../app/index.ts';
import { findByFile, findByNumber } from './queries.ts';

type Found =
  | { readonly kind: 'content'; readonly content: ProducedContent }
  | { readonly kind: 'file'; readonly name: string; readonly lookup: ProducedLookup }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly error: Error };

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Asks the register: was this made here? */
export function LookupTab() {
  const { t } = useTranslation('labels');
  const [found, setFound] = useState<Found | null>(null);
  const [isAsking, setAsking] = useState(false);
  const ask = async (question: () => Promise<Found>): Promise<void> => {
    setAsking(true);
    setFound(null);
    setFound(
      await question().catch((error: unknown): Found => {
        const isUnknown = error instanceof ApiProblem && error.problem.code === 'E_NOT_FOUND';
        return isUnknown ? { kind: 'none' } : { kind: 'failed', error: asError(error) };
      }),
    );
    setAsking(false);
  };
  return (
    <Flex vertical gap={20} style={{ maxWidth: 760 }}>
      <Form layout="vertical" component="div">
        <Form.Item label={t('lookup.number')} htmlFor="labels-number" style={{ marginBottom: 0 }}>
          <Input.Search
            id="labels-number"
            className="mono"
            allowClear
            maxLength={200}
            enterButton={t('lookup.search')}
            placeholder="prd_…"
            onSearch={(number) => {
              const produceId = number.trim();
              if (produceId !== '') void ask(async () => ({ kind: 'content', content: await findByNumber(produceId) }));
            }}
          />
        </Form.Item>
      </Form>
      <Typography.Text type="secondary">{t('lookup.or')}</Typography.Text>
      <Upload.Dragger
        showUploadList={false}
        multiple={false}
        beforeUpload={(file) => {
          void ask(async () => ({ kind: 'file', name: file.name, lookup: await findByFile(file) }));
          return false;
        }}
      >
        <p style={{ margin: '4px 0 8px', fontSize: 32 }}>
          <InboxOutlined aria-hidden />
        </p>
        <p style={{ margin: 0, fontSize: 16 }}>{t('lookup.drop')}</p>
        <Typography.Text type="secondary">{t('lookup.dropHelp')}</Typography.Text>
      </Upload.Dragger>
      <div role="status" aria-live="polite">
        {isAsking && <Spin tip={t('lookup.reading')} />}
        {found !== null && <FoundView found={found} />}
      </div>
    </Flex>
  );
}

const TYPES = { ours: 'success', altered: 'warning', unknown: 'info' } as const;

function FoundView({ found }: { found: Found }) {
  const { t } = useTranslation('labels');
  if (found.kind === 'failed') return <ProblemNotice error={found.error} />;
  if (found.kind === 'none')
    return <Alert type="info" showIcon title={t('lookup.notFound')} description={t('lookup.notFoundText')} />;
  if (found.kind === 'content') return <Content content={found.content} />;
  const { finding, content, sha256 } = found.lookup;
  return (
    <Flex vertical gap={16}>
      <Alert
        type={TYPES[finding]}
        showIcon
        title={t(`lookup.finding.${finding}`)}
        description={
          <>
            <div className="break-anywhere">{found.name}</div>
            <div className="mono break-anywhere">{sha256}</div>
          </>
        }
      />
      {content !== null && <Content content={content} />}
    </Flex>
  );
}

function Content({ content }: { content: ProducedContent }) {
  const { t } = useTranslation('labels');
  const { produceId, kind, mediaType, at, model, exchangeId, sha256, explicitReason } = content;
  const facts = [
    [
      'number',
      t('lookup.number'),
      <span key="v" className="mono break-anywhere">
        {produceId}
      </span>,
    ],
    ['kind', t('lookup.facts.kind'), `${t(`kind.${kind}`)}, ${mediaType}`],
    ['at', t('lookup.facts.at'), <Time key="v" at={at} />],
    ['model', t('lookup.facts.model'), model ?? '–'],
    [
      'exchange',
      t('lookup.facts.exchange'),
      exchangeId === null ? (
        t('sample.byStaff')
      ) : (
        <Link key="v" to={`/exchanges/${exchangeId}`} className="mono break-anywhere">
          {exchangeId}
        </Link>
      ),
    ],
    [
      'explicit',
      t('lookup.facts.explicit'),
      explicitReason === null ? t('sample.inFile') : t(`reasonOf.${explicitReason}`),
    ],
    [
      'sha256',
      t('lookup.facts.sha256'),
      <span key="v" className="mono break-anywhere">
        {sha256}
      </span>,
    ],
  ] as const;
  return (
    <Card>
      <dl style={{ display: 'grid', gridTemplateColumns: 'minmax(90px, auto) 1fr', gap: '8px 16px', margin: 0 }}>
        {facts.map(([key, name, value]) => (
          <div key={key} style={{ display: 'contents' }}>
            <dt>
              <Typography.Text type="secondary">{name}</Typography.Text>
            </dt>
            <dd style={{ margin: 0, minWidth: 0 }}>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
