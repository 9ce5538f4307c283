import type { TermAt, WordList } from '@hegui/contract';
import { App, Button, Drawer, Flex, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/index.ts';
import { PageLoading, ProblemNotice } from '../app/index.ts';
import { usePutTerm, useTermAt } from './queries.ts';
import { draftOfTerm, EMPTY_DRAFT, fieldOfPath, type TermDraft, termOfDraft } from './term-draft.ts';
import { TermFields } from './term-fields.tsx';
import { TermRuleFields } from './term-rule-fields.tsx';
import { TermTry } from './term-try.tsx';

export type TermTarget = 'live' | 'draft';

interface TermDrawerProps {
  readonly list: WordList;
  /** The text of the term to change; null makes a new one. */
  readonly text: string | null;
  /** Whose term it is, and where it goes. A new one for `live` may go into the draft instead. */
  readonly target: TermTarget;
  readonly onClose: () => void;
}

/** Adds or changes one term with its rules, and tries it on a text before it is saved. */
export function TermDrawer(props: TermDrawerProps) {
  const { list, text, target, onClose } = props;
  const { t } = useTranslation('content');
  const known = useTermAt(list.id, text, target);
  const [form] = Form.useForm<TermDraft>();
  const [saveTo, setSaveTo] = useState<TermTarget>(target);
  const put = usePutTerm(list.id);
  const save = (where: TermTarget) => {
    setSaveTo(where);
    form.submit();
  };
  return (
    <Drawer
      title={text === null ? t('term.addTitle') : t('term.editTitle', { text })}
      open
      onClose={onClose}
      size={760}
      styles={{ wrapper: { maxWidth: '100vw' } }}
      footer={
        <Flex justify="flex-end" gap={8} wrap>
          {target === 'live' && text === null && (
            <Button loading={put.isPending && saveTo === 'draft'} onClick={() => save('draft')}>
              {t('term.saveDraft')}
            </Button>
          )}
          <Button type="primary" loading={put.isPending && saveTo === target} onClick={() => save(target)}>
            {t(target === 'live' ? 'term.saveLive' : 'term.saveDraft')}
          </Button>
        </Flex>
      }
    >
      <ProblemNotice error={known.error} onRetry={() => void known.refetch()} />
      {text !== null && known.isPending && <PageLoading />}
      {(text === null || known.data !== undefined) && (
        <TermForm {...props} form={form} put={put} term={known.data ?? null} saveTo={saveTo} />
      )}
    </Drawer>
  );
}

interface TermFormProps extends TermDrawerProps {
  readonly form: ReturnType<typeof Form.useForm<TermDraft>>[0];
  readonly put: ReturnType<typeof usePutTerm>;
  readonly term: TermAt | null;
  readonly saveTo: TermTarget;
}

function TermForm({ form, put, list, term, saveTo, onClose }: TermFormProps) {
  const { t } = useTranslation('content');
  const { message } = App.useApp();
  /** What the server would not take is marked where it was typed, besides the notice with its remedy. */
  const showAtFields = (error: unknown): void => {
    if (!(error instanceof ApiProblem)) return;
    const { code, fields } = error.problem;
    for (const { path, message: reason } of fields) {
      const field = fieldOfPath(path);
      if (field === null) continue;
      const isTaken = code === 'E_CONFLICT' && field === 'text';
      form.setFields([{ name: field, errors: [isTaken ? t('term.fault.taken') : reason] }]);
      form.scrollToField(field);
    }
  };
  const submit = (values: Partial<TermDraft>) =>
    put.mutate(
      {
        ...termOfDraft({ ...EMPTY_DRAFT, ...values }),
        target: saveTo,
        ...(term === null ? {} : { replaces: term.text }),
      },
      {
        onSuccess: ({ target, doubts }) => {
          message.success(t(target === 'draft' ? 'term.placedDraft' : 'term.placedLive'));
          for (const doubt of doubts) message.warning(t('term.doubt', { doubt }), 10);
          onClose();
        },
        onError: showAtFields,
      },
    );
  return (
    <Form<TermDraft>
      form={form}
      name="term"
      layout="vertical"
      initialValues={term === null ? EMPTY_DRAFT : draftOfTerm(term)}
      onFinish={submit}
      scrollToFirstError
    >
      <TermFields list={list} />
      <TermRuleFields list={list} />
      <ProblemNotice error={put.error} />
      <TermTry list={list} />
    </Form>
  );
}
