import { type DisclosureContent, type DisclosureState, disclosureFieldSchema } from '@hegui/contract';
import { App, Button, Flex, Input, Modal, Segmented, Tag } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, useHasRole, useSession } from '../app/index.ts';
import { Sources } from '../law/sources.tsx';
import { usePublish, useSaveDraft } from './queries.ts';

const FIELD_CHARS_MAX = 4_000;

/** Words of the provider, models with their numbers, and what the law asks for. */
export function WriteTab({ state }: { state: DisclosureState }) {
  const { t, i18n } = useTranslation('disclosure');
  const { message } = App.useApp();
  const mayWrite = useHasRole('administrator', 'compliance-officer');
  const [edited, setEdited] = useState<DisclosureContent | null>(null);
  const [language, setLanguage] = useState<'zh' | 'en'>(i18n.language === 'en' ? 'en' : 'zh');
  const [isPublishing, setPublishing] = useState(false);
  const save = useSaveDraft(state.serviceId);
  const { draft } = state;
  const value = edited ?? draft?.content ?? state.published ?? state.suggestion;
  const onSave = (): void =>
    save.mutate(
      { content: value, revision: draft?.revision ?? 0 },
      {
        onSuccess: () => {
          setEdited(null);
          void message.success(t('saved'));
        },
      },
    );
  return (
    <Flex vertical gap={16}>
      <Flex gap={8} wrap align="center">
        <Segmented<'zh' | 'en'>
          aria-label={t('language')}
          value={language}
          options={(['zh', 'en'] as const).map((one) => ({ value: one, label: t(`languages.${one}`) }))}
          onChange={setLanguage}
        />
        <span>{t('markup')}</span>
        {edited !== null && <Tag color="warning">{t('unsaved')}</Tag>}
      </Flex>
      {disclosureFieldSchema.options.map((field) => (
        <div key={field}>
          <div style={{ fontWeight: 500 }}>{t(`fields.${field}`)}</div>
          <Input.TextArea
            aria-label={`${t(`fields.${field}`)} (${t(`languages.${language}`)})`}
            autoSize={{ minRows: 2, maxRows: 10 }}
            maxLength={FIELD_CHARS_MAX}
            disabled={!mayWrite}
            value={value.fields[field][language]}
            onChange={({ target }) =>
              setEdited({
                ...value,
                fields: { ...value.fields, [field]: { ...value.fields[field], [language]: target.value } },
              })
            }
          />
        </div>
      ))}
      <Models value={value.models} mayWrite={mayWrite} onChange={(models) => setEdited({ ...value, models })} />
      <Items state={state} />
      <ProblemNotice error={save.error} />
      {mayWrite && (
        <Flex gap={8} wrap>
          <Button type="primary" disabled={edited === null && draft !== null} loading={save.isPending} onClick={onSave}>
            {t('save')}
          </Button>
          <Button disabled={draft === null || edited !== null} onClick={() => setPublishing(true)}>
            {t('publish')}
          </Button>
        </Flex>
      )}
      {isPublishing && draft !== null && (
        <PublishModal state={state} revision={draft.revision} onClose={() => setPublishing(false)} />
      )}
    </Flex>
  );
}

interface ModelsProps {
  readonly value: DisclosureContent['models'];
  readonly mayWrite: boolean;
  readonly onChange: (models: DisclosureContent['models']) => void;
}

function Models({ value, mayWrite, onChange }: ModelsProps) {
  const { t } = useTranslation('disclosure');
  const change = (at: number, part: Partial<DisclosureContent['models'][number]>): void =>
    onChange(value.map((model, index) => (index === at ? { ...model, ...part } : model)));
  return (
    <section>
      <h2 style={{ fontSize: 15, margin: '0 0 6px' }}>{t('models')}</h2>
      <Flex vertical gap={8}>
        {value.map((model, at) => (
          <Flex key={at} gap={8} wrap>
            <Input
              aria-label={`${t('modelName')} ${at + 1}`}
              placeholder={t('modelName')}
              maxLength={200}
              disabled={!mayWrite}
              style={{ flex: '1 1 180px' }}
              value={model.name}
              onChange={({ target }) => change(at, { name: target.value })}
            />
            <Input
              aria-label={`${t('filingNumber')} ${at + 1}`}
              placeholder={t('filingNumber')}
              maxLength={100}
              disabled={!mayWrite}
              style={{ flex: '1 1 180px' }}
              value={model.filingNumber}
              onChange={({ target }) => change(at, { filingNumber: target.value })}
            />
            {mayWrite && (
              <Button type="text" onClick={() => onChange(value.filter((_, index) => index !== at))}>
                {t('removeModel')}
              </Button>
            )}
          </Flex>
        ))}
        {mayWrite && (
          <div>
            <Button onClick={() => onChange([...value, { name: '', filingNumber: '' }])}>{t('addModel')}</Button>
          </div>
        )}
      </Flex>
    </section>
  );
}

function Items({ state }: { state: DisclosureState }) {
  const { t, i18n } = useTranslation('disclosure');
  const word = i18n.language === 'en' ? 'en' : 'zh';
  return (
    <section>
      <h2 style={{ fontSize: 15, margin: '0 0 6px' }}>{t('items')}</h2>
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {state.items.map(({ id, title, about, basis, confidence, isMet }) => (
          <li
            key={id}
            className="break-anywhere"
            style={{ padding: '6px 0', borderTop: '1px solid var(--ant-color-border-secondary)' }}
          >
            <Flex gap={8} wrap align="center">
              <Tag color={isMet ? 'success' : 'default'}>{t(isMet ? 'met' : 'open')}</Tag>
              <strong>{title[word]}</strong>
              <Sources ids={[basis]} confidence={confidence} />
            </Flex>
            <div style={{ fontSize: 13 }}>{about[word]}</div>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface PublishModalProps {
  readonly state: DisclosureState;
  readonly revision: number;
  readonly onClose: () => void;
}

function PublishModal({ state, revision, onClose }: PublishModalProps) {
  const { t, i18n } = useTranslation('disclosure');
  const { message } = App.useApp();
  const { staff } = useSession();
  const [publishedAs, setPublishedAs] = useState(staff.name);
  const [reason, setReason] = useState('');
  const id = useId();
  const publish = usePublish(state.serviceId);
  const word = i18n.language === 'en' ? 'en' : 'zh';
  const gaps = state.items.filter(({ isMet }) => !isMet).map(({ title }) => title[word]);
  const submit = (): void =>
    publish.mutate(
      { revision, publishedAs, gapReason: gaps.length === 0 ? null : reason },
      {
        onSuccess: () => {
          void message.success(t('publishedNow'));
          onClose();
        },
      },
    );
  return (
    <Modal
      open
      title={t('publishTitle', { number: (state.versions[0]?.number ?? 0) + 1 })}
      okText={t('publish')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: publishedAs.trim() === '' || (gaps.length > 0 && reason.trim() === '') }}
      confirmLoading={publish.isPending}
      onOk={submit}
      onCancel={onClose}
    >
      <Flex vertical gap={12}>
        <div>
          <label htmlFor={`${id}-name`}>{t('publishedAs')}</label>
          <Input
            id={`${id}-name`}
            maxLength={100}
            value={publishedAs}
            onChange={({ target }) => setPublishedAs(target.value)}
          />
        </div>
        {gaps.length > 0 && (
          <div>
            <label htmlFor={`${id}-reason`}>{t('gapReason', { gaps: gaps.join(word === 'en' ? ', ' : '、') })}</label>
            <Input.TextArea
              id={`${id}-reason`}
              rows={3}
              maxLength={1_000}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          </div>
        )}
        <ProblemNotice error={publish.error} />
      </Flex>
    </Modal>
  );
}
