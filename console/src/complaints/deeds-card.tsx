import type { ComplaintDetail, ComplaintOutcome, PauseReason } from '@hegui/contract';
import { App, Button, Card, Flex, Form, Input, Select, Typography } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { type Deed, findComplaint, saveDraft, useComplaintSettings, useDeed, useDraft } from './queries.ts';

const NAMES = ['acknowledge', 'question', 'answer', 'pause', 'note', 'escalate'] as const;
type Name = (typeof NAMES)[number];
const OUTCOMES = ['upheld', 'partly-upheld', 'not-upheld', 'referred'] as const;
const REASONS = ['complainant', 'third-party', 'expert', 'authority'] as const;
const SAVE_AFTER_MS = 800;
const CHARS_MAX = 5_000;

/** What the state of a complaint allows. */
const allowed = ({ state, paused, mayDecide, escalated }: ComplaintDetail): Name[] =>
  NAMES.filter((name) => {
    if (name === 'acknowledge') return state === 'received';
    if (name === 'answer') return state === 'acknowledged' && !paused && mayDecide;
    if (name === 'pause') return state === 'acknowledged' && !paused;
    return name !== 'escalate' || !escalated;
  });

/** What can be done to a complaint. What is being written is kept on the server as it is typed. */
export function DeedsCard({ found }: { found: ComplaintDetail }) {
  const { t } = useTranslation('complaints');
  return (
    <Card size="small" title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('deeds.title')}</h2>}>
      {found.next === null ? <span>{t('deeds.ended')}</span> : <OpenDeeds found={found} />}
    </Card>
  );
}

function OpenDeeds({ found }: { found: ComplaintDetail }) {
  const { t } = useTranslation('complaints');
  const deed = useDeed(found.id);
  return (
    <Flex vertical gap={16}>
      {found.paused && (
        <Button loading={deed.isPending} onClick={() => deed.mutate({ name: 'resume', body: {} })}>
          {t('deeds.resume')}
        </Button>
      )}
      {found.state === 'acknowledged' && !found.mayDecide && <span>{t('detail.readOnly')}</span>}
      <WordsForm found={found} />
      <LinkForm id={found.id} />
      <MergeForm id={found.id} />
      <ProblemNotice error={deed.error} />
    </Flex>
  );
}

function WordsForm({ found }: { found: ComplaintDetail }) {
  const { t } = useTranslation('complaints');
  const { message } = App.useApp();
  const names = allowed(found);
  const [name, setName] = useState<Name>(names[0] ?? 'note');
  const [outcome, setOutcome] = useState<ComplaintOutcome>('upheld');
  const [reason, setReason] = useState<PauseReason>('complainant');
  const draft = useKeptDraft(found.id);
  const deed = useDeed(found.id);
  const chosen = names.includes(name) ? name : (names[0] ?? 'note');
  const submit = (): void =>
    deed.mutate(deedOf(chosen, draft.text, outcome, reason), {
      onSuccess: () => {
        draft.clear();
        void message.success(t('deeds.done'));
      },
    });
  return (
    <Form layout="vertical" onFinish={submit}>
      <Form.Item label={t('deeds.deed')}>
        <Select
          aria-label={t('deeds.deed')}
          value={chosen}
          options={names.map((one) => ({ value: one, label: t(`deeds.names.${one}`) }))}
          onChange={setName}
        />
      </Form.Item>
      {chosen === 'answer' && (
        <Form.Item label={t('deeds.outcome')}>
          <Select
            aria-label={t('deeds.outcome')}
            value={outcome}
            options={OUTCOMES.map((one) => ({ value: one, label: t(`outcomes.${one}`) }))}
            onChange={setOutcome}
          />
        </Form.Item>
      )}
      {chosen === 'pause' && (
        <Form.Item label={t('deeds.reason')}>
          <Select
            aria-label={t('deeds.reason')}
            value={reason}
            options={REASONS.map((one) => ({ value: one, label: t(`deeds.reasons.${one}`) }))}
            onChange={setReason}
          />
        </Form.Item>
      )}
      <TemplateSelect name={chosen} language={found.language} onChoose={draft.write} />
      <Form.Item label={t('deeds.text')} extra={t('deeds.textHint')}>
        <Input.TextArea
          aria-label={t('deeds.text')}
          value={draft.text}
          maxLength={CHARS_MAX}
          autoSize={{ minRows: 4, maxRows: 16 }}
          onChange={(event) => draft.write(event.target.value)}
        />
      </Form.Item>
      <Flex gap={12} align="center" wrap>
        <Button type="primary" htmlType="submit" disabled={draft.text.trim() === ''} loading={deed.isPending}>
          {t('deeds.send')}
        </Button>
        <Typography.Text type="secondary" role="status">
          {draft.state === 'none' ? '' : t(`deeds.${draft.state}`)}
        </Typography.Text>
      </Flex>
      <ProblemNotice error={deed.error} />
    </Form>
  );
}

function deedOf(name: Name, text: string, outcome: ComplaintOutcome, reason: PauseReason): Deed {
  if (name === 'answer') return { name, body: { outcome, text } };
  if (name === 'pause') return { name, body: { reason, text } };
  return { name, body: { text } };
}

/** A template of the provider, in the complainant's language. */
function TemplateSelect({
  name,
  language,
  onChoose,
}: {
  name: Name;
  language: string;
  onChoose: (text: string) => void;
}) {
  const { t } = useTranslation('complaints');
  const settings = useComplaintSettings();
  const purpose = name === 'acknowledge' ? 'acknowledgement' : name === 'pause' ? 'question' : name;
  const fitting = (settings.data?.settings.templates ?? []).filter((one) => one.purpose === purpose);
  if (fitting.length === 0) return null;
  return (
    <Form.Item label={t('deeds.template')}>
      <Select
        aria-label={t('deeds.template')}
        value={null}
        options={fitting.map((one) => ({ value: one.name, label: one.name }))}
        onChange={(chosen: string | null) => {
          const found = fitting.find((one) => one.name === chosen);
          if (found !== undefined) onChoose(language === 'en' ? found.en : found.zh);
        }}
      />
    </Form.Item>
  );
}

/** A text that the server keeps for whoever writes it, as it is typed; what was kept before is read when the page opens. */
function useKeptDraft(id: string) {
  const kept = useDraft(id).data?.text;
  const [text, setText] = useState('');
  const [state, setState] = useState<'none' | 'saving' | 'saved'>('none');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (kept !== undefined && kept !== '') setText((now) => (now === '' ? kept : now));
  }, [kept]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const save = (next: string): void => {
    saveDraft(id, next).then(
      () => setState('saved'),
      () => setState('saving'),
    );
  };
  const write = (next: string): void => {
    setText(next);
    setState('saving');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => save(next), SAVE_AFTER_MS);
  };
  const clear = (): void => {
    clearTimeout(timer.current);
    setText('');
    setState('none');
  };
  return { text, state, write, clear };
}

function LinkForm({ id }: { id: string }) {
  const { t } = useTranslation('complaints');
  const [value, setValue] = useState('');
  const deed = useDeed(id);
  const given = value.trim();
  const submit = (): void =>
    deed.mutate(
      { name: 'link', body: given.startsWith('cas_') ? { caseId: given } : { exchangeId: given } },
      { onSuccess: () => setValue('') },
    );
  return (
    <Form layout="vertical" onFinish={submit}>
      <Form.Item label={t('deeds.linkField')} style={{ marginBottom: 0 }}>
        <Flex gap={8} wrap>
          <Input
            aria-label={t('deeds.linkField')}
            className="mono"
            value={value}
            style={{ flex: '1 1 220px' }}
            onChange={(event) => setValue(event.target.value)}
          />
          <Button htmlType="submit" disabled={given === ''} loading={deed.isPending}>
            {t('deeds.link')}
          </Button>
        </Flex>
      </Form.Item>
      <ProblemNotice error={deed.error} />
    </Form>
  );
}

function MergeForm({ id }: { id: string }) {
  const { t } = useTranslation('complaints');
  const [value, setValue] = useState('');
  const [isUnknown, setUnknown] = useState(false);
  const deed = useDeed(id);
  const submit = async (): Promise<void> => {
    const into = await findComplaint(value.trim());
    setUnknown(into === null);
    if (into !== null) deed.mutate({ name: 'merge', body: { into } }, { onSuccess: () => setValue('') });
  };
  return (
    <Form layout="vertical" onFinish={() => void submit()}>
      <Form.Item
        label={t('deeds.mergeField')}
        style={{ marginBottom: 0 }}
        {...(isUnknown ? { validateStatus: 'error' as const, help: t('deeds.mergeNone') } : {})}
      >
        <Flex gap={8} wrap>
          <Input
            aria-label={t('deeds.mergeField')}
            value={value}
            style={{ flex: '1 1 220px' }}
            onChange={(event) => setValue(event.target.value)}
          />
          <Button htmlType="submit" disabled={value.trim() === ''} loading={deed.isPending}>
            {t('deeds.merge')}
          </Button>
        </Flex>
      </Form.Item>
      <ProblemNotice error={deed.error} />
    </Form>
  );
}
