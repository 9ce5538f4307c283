import { type Direction, directionSchema, type JudgeTested } from '@hegui/contract';
import { Alert, Button, Flex, Input, Radio, Tag, Typography } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, RiskTag } from '../app/index.ts';
import { useFailureName } from './failure-name.ts';
import { useTestJudge } from './queries.ts';

const TYPES = { safe: 'success', unsure: 'warning', unsafe: 'error' } as const;

/** Asks one judge about a text and shows what it says. */
export function JudgeTest({ judgeId }: { judgeId: string }) {
  const { t } = useTranslation('judges');
  const id = useId();
  const [text, setText] = useState('');
  const [direction, setDirection] = useState<Direction>('input');
  const test = useTestJudge(judgeId);
  return (
    <Flex vertical gap={10}>
      <label htmlFor={id}>{t('testText')}</label>
      <Input.TextArea
        id={id}
        value={text}
        maxLength={5_000}
        autoSize={{ minRows: 2, maxRows: 8 }}
        onChange={(event) => setText(event.target.value)}
      />
      <Typography.Text type="secondary">{t('testHelp')}</Typography.Text>
      <Flex gap={8} wrap align="center">
        <Radio.Group
          value={direction}
          aria-label={t('direction.label')}
          optionType="button"
          options={directionSchema.options.map((value) => ({ value, label: t(`direction.${value}`) }))}
          onChange={(event) => setDirection(directionSchema.parse(event.target.value))}
        />
        <Button
          type="primary"
          disabled={text.trim() === ''}
          loading={test.isPending}
          onClick={() => test.mutate({ text, direction })}
        >
          {t('testRun')}
        </Button>
      </Flex>
      <ProblemNotice error={test.error} />
      <div aria-live="polite">{test.data !== undefined && <Result tested={test.data} />}</div>
    </Flex>
  );
}

function Result({ tested }: { tested: JudgeTested }) {
  const { t } = useTranslation('judges');
  const failureName = useFailureName();
  const { verdict, failure, message } = tested;
  if (verdict === null) {
    const title = t('testFailed', { reason: failureName(failure ?? '') });
    return <Alert type="error" showIcon title={title} description={message} />;
  }
  return (
    <Alert
      type={TYPES[verdict.decision]}
      showIcon
      title={`${t(`decision.${verdict.decision}`)} · ${t('latency', { ms: verdict.latencyMs })}`}
      description={
        <Flex vertical gap={6}>
          <Flex gap={4} wrap>
            <span>{t('labels')}:</span>
            {verdict.labels.length === 0 ? '–' : verdict.labels.map((label) => <Tag key={label}>{label}</Tag>)}
          </Flex>
          <Flex gap={4} wrap>
            <span>{t('risks')}:</span>
            {verdict.risks.length === 0
              ? t('noRisks')
              : verdict.risks.map((code) => <RiskTag key={code} code={code} />)}
          </Flex>
          {verdict.advice !== null && <span>{`${t('advice')}: ${verdict.advice}`}</span>}
        </Flex>
      }
    />
  );
}
