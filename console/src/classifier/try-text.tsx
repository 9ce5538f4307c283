import type { ClassifierModelInfo, Hit } from '@hegui/contract';
import { type ClassifierModel, findPassages, joinPassages, type Passage } from '@hegui/screening';
import { Alert, Flex, Form, Input, Typography } from 'antd';
import { useDeferredValue, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MarkedText, ProblemNotice, RiskTag, useRiskName } from '../app/index.ts';
import { formatEstimate, formatShare } from './format.ts';
import { useOpenedModel } from './queries.ts';

const CHARS_MAX = 100_000;

interface TryTextProps {
  readonly model: ClassifierModelInfo;
  readonly threshold: number;
}

/** Reads a text with the very engine that the gateway uses, here in the browser, as it is typed. */
export function TryText({ model, threshold }: TryTextProps) {
  const { t } = useTranslation('classifier');
  const id = useId();
  const opened = useOpenedModel(model.id, model.digest);
  const [text, setText] = useState('');
  // What is typed must not wait for what is read.
  const read = useDeferredValue(text);
  return (
    <>
      <Typography.Paragraph type="secondary">{t('try.description')}</Typography.Paragraph>
      <Form layout="vertical" component="div">
        <Form.Item label={t('try.text')} htmlFor={id}>
          <Input.TextArea
            id={id}
            value={text}
            autoSize={{ minRows: 3, maxRows: 12 }}
            maxLength={CHARS_MAX}
            placeholder={t('try.placeholder')}
            onChange={(event) => setText(event.target.value)}
          />
        </Form.Item>
      </Form>
      <ProblemNotice error={opened.error} onRetry={() => void opened.refetch()} />
      {opened.isPending && <Typography.Text type="secondary">{t('try.loading')}</Typography.Text>}
      <div aria-live="polite">
        {opened.data !== undefined && read !== '' && (
          <Reading name={model.name} model={opened.data} text={read} threshold={threshold} />
        )}
      </div>
    </>
  );
}

interface ReadingProps {
  readonly name: string;
  readonly model: ClassifierModel;
  readonly text: string;
  readonly threshold: number;
}

function Reading({ name, model, text, threshold }: ReadingProps) {
  const { t } = useTranslation('classifier');
  const nameOf = useRiskName();
  const passages = useMemo(() => findPassages(model, text, 0), [model, text]);
  const most = passages.reduce<Passage | null>(
    (best, passage) => (best === null || passage.probability > best.probability ? passage : best),
    null,
  );
  if (most === null) return <Alert type="info" showIcon title={t('try.short')} />;
  const isOver = most.probability >= threshold;
  const found = joinPassages(passages.filter(({ probability }) => probability >= threshold));
  const risk = `${most.risk} ${nameOf(most.risk) ?? ''}`.trim();
  return (
    <Flex vertical gap={16}>
      <Alert
        type={isOver ? 'warning' : 'success'}
        showIcon
        title={t('try.most', { percent: formatEstimate(most.probability) })}
        description={`${isOver ? t('try.over', { risk }) : t('try.below')} ${isOver ? t('try.estimate') : ''}`}
      />
      {isOver && (
        <>
          <section>
            <h3 style={{ fontSize: 14, margin: '0 0 6px' }}>{t('try.passages')}</h3>
            <MarkedText text={text} hits={found.map((passage) => toHit(passage, name))} />
          </section>
          <section>
            <h3 style={{ fontSize: 14, margin: '0 0 6px' }}>{t('try.share')}</h3>
            <Flex component="ul" gap={12} wrap style={{ listStyle: 'none', margin: 0, padding: 0 }}>
              {model.risks.map((code, index) => (
                <li key={code}>
                  <RiskTag code={code} showName /> {formatShare(most.shares[index] ?? 0)}
                </li>
              ))}
            </Flex>
          </section>
        </>
      )}
    </Flex>
  );
}

const toHit = ({ start, end, risk, probability }: Passage, name: string): Hit => ({
  start,
  end,
  risk,
  probability,
  term: formatEstimate(probability),
  listId: name,
  listName: name,
  action: 'flag',
  source: 'classifier',
});
