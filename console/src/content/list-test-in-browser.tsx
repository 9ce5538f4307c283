import type { WordList } from '@hegui/contract';
import { Alert, Flex, Form, Input, Progress, Select, Typography } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { BrowserTestResult } from './browser-test-result.tsx';
import { useWordLists } from './queries.ts';
import { type ReadyScreen, useBrowserScreen } from './use-browser-screen.ts';

const charsMax = 100_000;

/** Tries a text on one list with the gateway's engine in this browser, while it is typed. */
export function ListTestInBrowser() {
  const { t } = useTranslation('content');
  const lists = useWordLists();
  const [listId, setListId] = useState<string>();
  const [text, setText] = useState('');
  const list = lists.data?.find(({ id }) => id === listId);
  return (
    <>
      <p style={{ marginTop: 0, color: 'var(--ant-color-text-secondary)' }}>{t('browserTest.description')}</p>
      <Form layout="vertical" component="div">
        <Form.Item label={t('browserTest.list')} htmlFor="browser-test-list">
          <Select
            id="browser-test-list"
            style={{ maxWidth: 420 }}
            placeholder={t('browserTest.chooseList')}
            value={listId}
            onChange={setListId}
            options={(lists.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
        <Form.Item label={t('test.text')} htmlFor="browser-test-text">
          <Input.TextArea
            id="browser-test-text"
            autoSize={{ minRows: 3, maxRows: 12 }}
            placeholder={t('test.placeholder')}
            maxLength={charsMax}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </Form.Item>
      </Form>
      {list !== undefined && <Tried key={`${list.id} ${list.version}`} list={list} text={text} />}
    </>
  );
}

function Tried({ list, text }: { list: WordList; text: string }) {
  const { t, i18n } = useTranslation('content');
  const { query, done } = useBrowserScreen(list);
  const format = (value: number): string => value.toLocaleString(i18n.language);
  if (list.terms === 0) return <Alert type="info" showIcon title={t('browserTest.noTerms')} />;
  if (query.isError) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined || query.data === null) {
    return (
      <div aria-live="polite">
        <Typography.Text type="secondary">
          {t('browserTest.loading', { done: format(done), total: format(list.terms) })}
        </Typography.Text>
        <Progress
          percent={Math.min(99, Math.floor((100 * done) / list.terms))}
          size="small"
          aria-label={t('browserTest.loading', { done: format(done), total: format(list.terms) })}
        />
      </div>
    );
  }
  const { screen, ms } = query.data;
  return (
    <Flex vertical gap={16}>
      <Typography.Text type="secondary">
        {t('browserTest.ready', { terms: format(screen.terms), ms: format(Math.round(ms)) })}
      </Typography.Text>
      <Live ready={query.data} text={text} />
    </Flex>
  );
}

// Typing goes first: the hits of a long text may follow a moment later.
function Live({ ready, text }: { ready: ReadyScreen; text: string }) {
  const settled = useDeferredValue(text);
  const found = useMemo(() => ready.screen.find(settled), [ready, settled]);
  return <div aria-live="polite">{settled !== '' && <BrowserTestResult text={settled} found={found} />}</div>;
}
