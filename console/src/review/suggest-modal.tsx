import type { ReviewDecision, Suggestion } from '@hegui/contract';
import { App, Flex, Form, Input, Modal, Radio, Select, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { useWordLists } from '../content/queries.ts';
import { useSuggest } from './queries.ts';

/** Suggests to a word list in which words a term is harmless. */
export function SuggestModal({ decision, onClose }: { decision: ReviewDecision; onClose: () => void }) {
  const { t } = useTranslation('review');
  const { message } = App.useApp();
  const lists = useWordLists();
  const suggest = useSuggest();
  const [listId, setListId] = useState<string | undefined>(undefined);
  const [term, setTerm] = useState('');
  const [phrase, setPhrase] = useState('');
  const [scope, setScope] = useState<Suggestion['scope']>('term');
  const isPhraseRight = term !== '' && phrase.includes(term) && phrase !== term;
  const submit = () =>
    listId !== undefined &&
    suggest.mutate(
      { id: decision.id, suggestion: { listId, scope, term, phrase } },
      {
        onSuccess: () => {
          message.success(t('suggest.done'));
          onClose();
        },
      },
    );
  return (
    <Modal
      title={t('suggest.title')}
      open
      onCancel={onClose}
      onOk={submit}
      okText={t('decisions.submit')}
      cancelText={t('decisions.cancel')}
      okButtonProps={{ disabled: listId === undefined || !isPhraseRight }}
      confirmLoading={suggest.isPending}
    >
      <Typography.Paragraph type="secondary">{t('suggest.text')}</Typography.Paragraph>
      <Form layout="vertical" component="div">
        <Form.Item label={t('suggest.list')}>
          <Select
            aria-label={t('suggest.list')}
            {...(listId === undefined ? {} : { value: listId })}
            options={(lists.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            onChange={setListId}
          />
        </Form.Item>
        <Form.Item label={t('suggest.term')} htmlFor="suggest-term" extra={t('suggest.termRule')}>
          <Input id="suggest-term" value={term} maxLength={200} onChange={(event) => setTerm(event.target.value)} />
        </Form.Item>
        <Form.Item label={t('suggest.scope')}>
          <Radio.Group
            aria-label={t('suggest.scope')}
            value={scope}
            onChange={(event) => setScope(event.target.value === 'list' ? 'list' : 'term')}
          >
            <Flex vertical gap={6}>
              <Radio value="term">{t('suggest.scopeAs.term')}</Radio>
              <Radio value="list">{t('suggest.scopeAs.list')}</Radio>
            </Flex>
          </Radio.Group>
        </Form.Item>
        <Form.Item label={t('suggest.phrase')} htmlFor="suggest-phrase" extra={t('suggest.phraseRule')}>
          <Input
            id="suggest-phrase"
            value={phrase}
            maxLength={200}
            onChange={(event) => setPhrase(event.target.value)}
          />
        </Form.Item>
      </Form>
      <ProblemNotice error={suggest.error} />
    </Modal>
  );
}
