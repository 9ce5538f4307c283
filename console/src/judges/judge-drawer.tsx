import { type JudgeKind, type JudgeRow, judgeSettingsSchema, nameSchema } from '@hegui/contract';
import { Alert, App, Button, Checkbox, Drawer, Flex, Form, Input, InputNumber, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { draftOf, FIELDS, initialValues, type JudgeDraft, secretOf, settingsOf, WORD_FIELDS } from './judge-draft.ts';
import { JudgeField } from './judge-field.tsx';
import { useChangeJudge, useCreateJudge } from './queries.ts';

interface JudgeDrawerProps {
  /** The one to change; null makes a new one. */
  readonly judge: JudgeRow | null;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

const KINDS: readonly JudgeKind[] = judgeSettingsSchema.options.map((option) => option.shape.kind.value);

/** Makes or changes a judge; each kind shows the fields that its vendor names. */
export function JudgeDrawer({ judge, isOpen, onClose }: JudgeDrawerProps) {
  const { t } = useTranslation('judges');
  const { message } = App.useApp();
  const [draft, setDraft] = useState<JudgeDraft>(() => draftOf(judge));
  const [fault, setFault] = useState<string | null>(null);
  const create = useCreateJudge();
  const change = useChangeJudge();
  const done = (text: string) => () => {
    message.success(text);
    onClose();
  };
  const submit = () => {
    const settings = settingsOf(draft);
    const name = nameSchema.safeParse(draft.name);
    const issue = settings.success ? undefined : settings.error.issues[0];
    setFault(
      name.success
        ? issue === undefined
          ? null
          : t('invalid', { field: issue.path.join('.'), message: issue.message })
        : t('nameRule'),
    );
    if (!settings.success || !name.success) return;
    const sent = { name: name.data, settings: settings.data, secret: secretOf(draft), yuanPerCall: draft.yuanPerCall };
    if (judge === null) create.mutate(sent, { onSuccess: done(t('created')) });
    else change.mutate({ id: judge.id, change: sent }, { onSuccess: done(t('saved')) });
  };
  return (
    <Drawer
      title={judge === null ? t('createTitle') : t('editTitle', { name: judge.name })}
      open={isOpen}
      onClose={onClose}
      size={600}
      styles={{ wrapper: { maxWidth: '100vw' } }}
      destroyOnHidden
      footer={
        <Flex justify="flex-end">
          <Button type="primary" loading={create.isPending || change.isPending} onClick={submit}>
            {t('save')}
          </Button>
        </Flex>
      }
    >
      <Form layout="vertical" component="div">
        <Fields draft={draft} judge={judge} onChange={setDraft} />
      </Form>
      <Flex vertical gap={12}>
        {fault !== null && <Alert type="error" showIcon title={fault} />}
        <ProblemNotice error={create.error ?? change.error} />
      </Flex>
    </Drawer>
  );
}

interface FieldsProps {
  readonly draft: JudgeDraft;
  readonly judge: JudgeRow | null;
  readonly onChange: (draft: JudgeDraft) => void;
}

function Fields({ draft, judge, onChange }: FieldsProps) {
  const { t } = useTranslation('judges');
  const id = useId();
  const { kind, values } = draft;
  const specs = [...FIELDS[kind], ...(kind === 'guard-chat' && values.form === 'words' ? WORD_FIELDS : [])];
  const put = (name: string, value: string | boolean) => onChange({ ...draft, values: { ...values, [name]: value } });
  return (
    <>
      <Form.Item label={t('kind')} htmlFor={`${id}-kind`}>
        <Select<JudgeKind>
          id={`${id}-kind`}
          value={kind}
          disabled={judge !== null}
          options={KINDS.map((one) => ({ value: one, label: t(`kinds.${one}`) }))}
          onChange={(next) => onChange({ ...draft, kind: next, values: initialValues(next) })}
        />
      </Form.Item>
      <Form.Item label={t('name')} htmlFor={`${id}-name`}>
        <Input
          id={`${id}-name`}
          value={draft.name}
          maxLength={100}
          onChange={(event) => onChange({ ...draft, name: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={t('field.baseUrl')} htmlFor={`${id}-url`} extra={t(`field.baseUrlHelp.${kind}`)}>
        <Input
          id={`${id}-url`}
          className="mono"
          value={String(values.baseUrl ?? '')}
          onChange={(event) => put('baseUrl', event.target.value)}
        />
      </Form.Item>
      {specs.map((spec) => (
        <JudgeField key={spec.name} spec={spec} value={values[spec.name]} onChange={(value) => put(spec.name, value)} />
      ))}
      <Form.Item label={t(`field.secret.${kind}`)} htmlFor={`${id}-secret`} extra={t('secretHelp')}>
        <Input.Password
          id={`${id}-secret`}
          value={draft.secret}
          autoComplete="new-password"
          disabled={draft.removesSecret}
          placeholder={judge?.hasSecret === true ? t('secretKeep') : ''}
          onChange={(event) => onChange({ ...draft, secret: event.target.value })}
        />
      </Form.Item>
      {judge?.hasSecret === true && (
        <Form.Item>
          <Checkbox
            checked={draft.removesSecret}
            onChange={(event) => onChange({ ...draft, removesSecret: event.target.checked })}
          >
            {t('secretRemove')}
          </Checkbox>
        </Form.Item>
      )}
      <Form.Item label={t('yuanPerCall')} htmlFor={`${id}-yuan`} extra={t('yuanHelp')}>
        <InputNumber<number>
          id={`${id}-yuan`}
          value={draft.yuanPerCall}
          min={0}
          max={1_000}
          step={0.001}
          style={{ width: 200 }}
          onChange={(value) => onChange({ ...draft, yuanPerCall: value ?? 0 })}
        />
      </Form.Item>
    </>
  );
}
