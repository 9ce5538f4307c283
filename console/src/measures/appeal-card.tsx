import type { MeasureDetail } from '@hegui/contract';
import { Alert, App, Button, Card, Flex, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, Time } from '../app/index.ts';
import { AppealTag } from './appeal-tag.tsx';
import { useAppeal, useDeed } from './queries.ts';

const CHARS_MAX = 3_000;
const OUTCOMES = ['upheld', 'overturned'] as const;

/** The appeal: what the person wrote, and the decision of somebody who took no part. */
export function AppealCard({ found, mayWrite }: { found: MeasureDetail; mayWrite: boolean }) {
  const { t } = useTranslation('measures');
  const [isAsked, setAsked] = useState(false);
  const content = useAppeal(found.id, isAsked);
  const { appeal } = found;
  if (appeal === null) return null;
  const shown = content.data?.content;
  return (
    <Card size="small" title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('appeals.title')}</h2>}>
      <Flex vertical gap={12}>
        <Flex gap={8} wrap align="center">
          <AppealTag appeal={appeal} />
          <span>
            {t('appeals.received')} <Time at={appeal.receivedAt} />
          </span>
          {appeal.state === 'open' && (
            <span>
              {t('appeals.due')} <Time at={appeal.dueAt} />
            </span>
          )}
          {found.appealDecidedBy !== null && (
            <span>
              {t('appeals.decidedBy')} {found.appealDecidedBy.name}
            </span>
          )}
        </Flex>
        {mayWrite && !isAsked && (
          <Flex vertical gap={8} align="start">
            <span>{t('appeals.hidden')}</span>
            <Button onClick={() => setAsked(true)}>{t('appeals.show')}</Button>
          </Flex>
        )}
        <ProblemNotice error={content.error} />
        {shown === null && <span>{t('appeals.erased')}</span>}
        {shown != null && (
          <blockquote style={{ margin: 0, whiteSpace: 'pre-wrap' }} lang={shown.language}>
            {shown.text}
          </blockquote>
        )}
        {shown?.answer != null && (
          <div style={{ whiteSpace: 'pre-wrap' }}>
            <strong>{t('appeals.answer')}</strong>
            <br />
            {shown.answer}
          </div>
        )}
        {appeal.state === 'open' && mayWrite && <Decision found={found} />}
      </Flex>
    </Card>
  );
}

function Decision({ found }: { found: MeasureDetail }) {
  const { t } = useTranslation('measures');
  const { message } = App.useApp();
  const deed = useDeed(found.id);
  const [outcome, setOutcome] = useState<(typeof OUTCOMES)[number]>('upheld');
  const [text, setText] = useState('');
  if (!found.mayDecide) return <Alert type="info" showIcon title={t('appeals.notYours')} />;
  const submit = (): void =>
    deed.mutate(
      { name: 'appeal/decide', body: { outcome, text } },
      { onSuccess: () => void message.success(t('deeds.done')) },
    );
  return (
    <Form layout="vertical" onFinish={submit}>
      <Form.Item label={t('appeals.outcome')}>
        <Select
          aria-label={t('appeals.outcome')}
          value={outcome}
          options={OUTCOMES.map((one) => ({ value: one, label: t(`appeals.outcomes.${one}`) }))}
          onChange={setOutcome}
        />
      </Form.Item>
      <Form.Item label={t('appeals.text')}>
        <Input.TextArea
          aria-label={t('appeals.text')}
          value={text}
          maxLength={CHARS_MAX}
          autoSize={{ minRows: 3, maxRows: 10 }}
          onChange={(event) => setText(event.target.value)}
        />
      </Form.Item>
      <Button type="primary" htmlType="submit" disabled={text.trim() === ''} loading={deed.isPending}>
        {t('appeals.send')}
      </Button>
      <ProblemNotice error={deed.error} />
    </Form>
  );
}
