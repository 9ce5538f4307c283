import { type IdentityProviderKind, type IdentityProviderRow, nameSchema } from '@hegui/contract';
import { Alert, App, Button, Drawer, Flex, Form, Input, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import {
  draftOf,
  FIELDS,
  type FieldSpec,
  initialValues,
  KINDS,
  type ProviderDraft,
  settingsOf,
} from './provider-draft.ts';
import { useChangeProvider, useCreateProvider } from './queries.ts';

interface ProviderDrawerProps {
  /** The one to change; null makes a new one. */
  readonly provider: IdentityProviderRow | null;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Makes or changes a provider; each kind shows the fields that it names. */
export function ProviderDrawer({ provider, isOpen, onClose }: ProviderDrawerProps) {
  const { t } = useTranslation('identity');
  const { message } = App.useApp();
  const [draft, setDraft] = useState<ProviderDraft>(() => draftOf(provider));
  const [fault, setFault] = useState<string | null>(null);
  const create = useCreateProvider();
  const change = useChangeProvider();
  const done = (text: string) => () => {
    message.success(text);
    onClose();
  };
  const submit = (): void => {
    const settings = settingsOf(draft);
    const name = nameSchema.safeParse(draft.name);
    const issue = settings.success ? undefined : settings.error.issues[0];
    const said = issue === undefined ? null : t('invalid', { field: issue.path.join('.'), message: issue.message });
    setFault(name.success ? said : t('nameRule'));
    if (!settings.success || !name.success) return;
    const secret = draft.secret.trim() === '' ? null : draft.secret.trim();
    const sent = { name: name.data, settings: settings.data, secret };
    if (provider === null) create.mutate(sent, { onSuccess: done(t('created')) });
    else change.mutate({ id: provider.id, change: sent }, { onSuccess: done(t('saved')) });
  };
  return (
    <Drawer
      title={provider === null ? t('createTitle') : t('editTitle', { name: provider.name })}
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
        <Fields draft={draft} provider={provider} onChange={setDraft} />
      </Form>
      <Flex vertical gap={12}>
        {fault !== null && <Alert type="error" showIcon title={fault} />}
        <ProblemNotice error={create.error ?? change.error} />
      </Flex>
    </Drawer>
  );
}

interface FieldsProps {
  readonly draft: ProviderDraft;
  readonly provider: IdentityProviderRow | null;
  readonly onChange: (draft: ProviderDraft) => void;
}

function Fields({ draft, provider, onChange }: FieldsProps) {
  const { t } = useTranslation('identity');
  const id = useId();
  const { kind, values } = draft;
  return (
    <>
      <Form.Item
        label={t('kind')}
        htmlFor={`${id}-kind`}
        extra={t(`kindHelp.${kind}`, { url: `${window.location.origin}/portal/identity/oidc` })}
      >
        <Select<IdentityProviderKind>
          id={`${id}-kind`}
          value={kind}
          disabled={provider !== null}
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
      {FIELDS[kind].map((spec) => (
        <Field
          key={spec.name}
          spec={spec}
          value={values[spec.name] ?? ''}
          onChange={(value) => onChange({ ...draft, values: { ...values, [spec.name]: value } })}
        />
      ))}
      <Form.Item label={t('secret')} htmlFor={`${id}-secret`} extra={t('secretHelp')}>
        <Input.Password
          id={`${id}-secret`}
          value={draft.secret}
          autoComplete="new-password"
          onChange={(event) => onChange({ ...draft, secret: event.target.value })}
        />
      </Form.Item>
    </>
  );
}

interface FieldProps {
  readonly spec: FieldSpec;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Field({ spec: { name, options }, value, onChange }: FieldProps) {
  const { t } = useTranslation('identity');
  const id = useId();
  return (
    <Form.Item label={t(`field.${name}`)} htmlFor={id}>
      {options === undefined ? (
        <Input id={id} className="mono" value={value} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <Select<string>
          id={id}
          value={value}
          options={options.map((option) => ({
            value: option,
            label:
              option === 'phone' || option === 'verified' || option === 'entity'
                ? t(`levels.${option}`)
                : t(`option.${option}`),
          }))}
          onChange={onChange}
        />
      )}
    </Form.Item>
  );
}
