import { LIST_ALLOW_MAX, listAllowSchema, type WordList } from '@hegui/contract';
import { findAllowFault } from '@hegui/screening';
import { App, Button, Drawer, Flex, Form, Input, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { usePutAllow } from './queries.ts';
import { entriesOf } from './term-draft.ts';
import type { TermTarget } from './term-drawer.tsx';

const PHRASE_CHARS_MAX = 200;
const ENTRY_SHOWN_CHARS = 20;

interface AllowDrawerProps {
  readonly list: WordList;
  /** The phrases as they are where they are changed. */
  readonly phrases: readonly string[];
  /** Where they are changed. What is live may go into the draft instead. */
  readonly target: TermTarget;
  readonly onClose: () => void;
}

/** Changes the phrases in which no term of a list counts. */
export function AllowDrawer({ list, phrases, target, onClose }: AllowDrawerProps) {
  const { t } = useTranslation('content');
  const { message } = App.useApp();
  const [form] = Form.useForm<{ phrases: string }>();
  const [saveTo, setSaveTo] = useState<TermTarget>(target);
  const put = usePutAllow(list.id);
  const check = usePhraseCheck();
  const save = (where: TermTarget) => {
    setSaveTo(where);
    form.submit();
  };
  const submit = (given: { phrases: string }) =>
    put.mutate(
      { phrases: entriesOf(given.phrases), target: saveTo },
      {
        onSuccess: () => {
          message.success(t(saveTo === 'draft' ? 'term.placedDraft' : 'term.placedLive'));
          onClose();
        },
      },
    );
  return (
    <Drawer
      title={t('allow.title')}
      open
      onClose={onClose}
      size={520}
      styles={{ wrapper: { maxWidth: '100vw' } }}
      footer={
        <Flex justify="flex-end" gap={8} wrap>
          {target === 'live' && (
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
      <Typography.Paragraph type="secondary">{t('allow.help')}</Typography.Paragraph>
      <Form
        form={form}
        name="allow"
        layout="vertical"
        initialValues={{ phrases: phrases.join('\n') }}
        onFinish={submit}
      >
        <Form.Item
          name="phrases"
          label={`${t('allow.phrases')} · ${t('term.onePerLine')}`}
          rules={[{ validator: async (_rule, value: string) => check(value) }]}
        >
          <Input.TextArea autoFocus autoSize={{ minRows: 6, maxRows: 20 }} />
        </Form.Item>
      </Form>
      <ProblemNotice error={put.error} />
    </Drawer>
  );
}

/** Refuses what the engine or the server would not take, naming the phrase. */
function usePhraseCheck(): (lines: string) => void {
  const { t } = useTranslation('content');
  return (lines) => {
    const entries = entriesOf(lines);
    const long = entries.find((entry) => entry.length > PHRASE_CHARS_MAX);
    const unfit = entries.find((entry) => findAllowFault(entry) !== null);
    const entry = (long ?? unfit ?? '').slice(0, ENTRY_SHOWN_CHARS);
    if (long !== undefined) throw new Error(t('term.fault.tooLong', { entry, max: PHRASE_CHARS_MAX }));
    if (unfit !== undefined) throw new Error(t('term.fault.unfit', { entry }));
    if (!listAllowSchema.safeParse(entries).success) throw new Error(t('term.fault.tooMany', { max: LIST_ALLOW_MAX }));
  };
}
