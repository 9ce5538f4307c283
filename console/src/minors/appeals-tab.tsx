import type { AgeAppealRow } from '@hegui/contract';
import { App, Button, Card, Flex, Input, Select, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyGuide, PageLoading, ProblemNotice, Time, useHasRole } from '../app/index.ts';
import { useAgeAppeals, useAppealWords, useDecideAge } from './queries.ts';

const OUTCOMES = ['upheld', 'overturned'] as const;
const CHARS_MAX = 2_000;

/** Appeals of people whose age was misjudged, by what is due first. */
export function AppealsTab() {
  const { t } = useTranslation('minors');
  const found = useAgeAppeals();
  return (
    <Flex vertical gap={12}>
      <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <PageLoading />}
      {found.data?.items.length === 0 && <EmptyGuide title={t('appeals.empty')} text={t('appeals.emptyText')} />}
      {found.data?.items.map((row) => (
        <Appeal key={row.id} row={row} />
      ))}
    </Flex>
  );
}

function Appeal({ row }: { row: AgeAppealRow }) {
  const { t } = useTranslation('minors');
  const mayDecide = useHasRole('administrator', 'compliance-officer', 'reviewer');
  const [isAsked, setAsked] = useState(false);
  const words = useAppealWords(row.id, isAsked);
  const shown = words.data?.words;
  const state = row.outcome ?? 'open';
  return (
    <Card size="small">
      <Flex vertical gap={10}>
        <Flex gap={12} wrap align="center">
          <Tag color={row.overdue ? 'error' : state === 'open' ? 'processing' : 'default'}>
            {row.overdue ? t('appeals.overdue') : t(`appeals.${state}`)}
          </Tag>
          <strong>{row.serviceName}</strong>
          <code title={row.endUser}>{`${row.endUser.slice(0, 12)}…`}</code>
          <span>
            {t('appeals.was')} {row.band === null ? t('appeals.unknown') : t(`bands.${row.band}`)}
          </span>
          <span>
            {t('appeals.claimed')} {t(`bands.${row.claimed}`)}
          </span>
          {row.state === 'open' && (
            <span>
              {t('appeals.due')} <Time at={row.dueAt} />
            </span>
          )}
        </Flex>
        {mayDecide && !isAsked && (
          <Flex gap={8} wrap align="center">
            <Button onClick={() => setAsked(true)}>{t('appeals.show')}</Button>
            <span>{t('appeals.shown')}</span>
          </Flex>
        )}
        <ProblemNotice error={words.error} />
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
        {mayDecide && isAsked && row.state === 'open' && <Decision id={row.id} />}
      </Flex>
    </Card>
  );
}

function Decision({ id }: { id: string }) {
  const { t } = useTranslation('minors');
  const { message } = App.useApp();
  const decide = useDecideAge(id);
  const [outcome, setOutcome] = useState<(typeof OUTCOMES)[number]>('upheld');
  const [text, setText] = useState('');
  return (
    <Flex vertical gap={8}>
      <Select
        aria-label={t('appeals.outcome')}
        value={outcome}
        options={OUTCOMES.map((one) => ({ value: one, label: t(`appeals.outcomes.${one}`) }))}
        onChange={setOutcome}
      />
      <Input.TextArea
        aria-label={t('appeals.answer')}
        placeholder={t('appeals.answer')}
        value={text}
        maxLength={CHARS_MAX}
        autoSize={{ minRows: 3, maxRows: 10 }}
        onChange={({ target }) => setText(target.value)}
      />
      <Flex>
        <Button
          type="primary"
          disabled={text.trim() === ''}
          loading={decide.isPending}
          onClick={() => decide.mutate({ outcome, text }, { onSuccess: () => void message.success(t('appeals.done')) })}
        >
          {t('appeals.send')}
        </Button>
      </Flex>
      <ProblemNotice error={decide.error} />
    </Flex>
  );
}
