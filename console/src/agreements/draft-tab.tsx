import { type AgreementState, type Clause, type Marks, passageCharsMin } from '@hegui/contract';
import { App, Button, Flex, Input, Popconfirm, Segmented, Tag } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, useHasRole } from '../app/index.ts';
import { PlainText } from '../app/plain-text.tsx';
import { Checklist } from './checklist.tsx';
import { PublishModal } from './publish-modal.tsx';
import { type DraftChange, readAgreement, useDiscardDraft, useSaveDraft } from './queries.ts';

type Language = 'zh' | 'en';
const BLANK: Omit<DraftChange, 'revision'> = { title: { zh: '', en: '' }, text: { zh: '', en: '' }, marks: {} };
const PASSAGE_CHARS_MAX = 500;

/** Writes the next version, in both languages, and marks where it covers what it has to say. */
export function DraftTab({ state }: { state: AgreementState }) {
  const { t, i18n } = useTranslation('agreements');
  const { message } = App.useApp();
  const mayWrite = useHasRole('administrator', 'compliance-officer');
  const { draft, serviceId, versions } = state;
  const [edited, setEdited] = useState<Omit<DraftChange, 'revision'> | null>(null);
  const [language, setLanguage] = useState<Language>(i18n.language === 'en' ? 'en' : 'zh');
  const [isPreview, setPreview] = useState(false);
  const [isPublishing, setPublishing] = useState(false);
  const area = useRef<HTMLDivElement>(null);
  const save = useSaveDraft(serviceId);
  const discard = useDiscardDraft(serviceId);
  const value = edited ?? draft ?? BLANK;
  const isComplete = [value.title.zh, value.title.en, value.text.zh, value.text.en].every((one) => one.trim() !== '');
  const edit = (change: Partial<Omit<DraftChange, 'revision'>>): void =>
    setEdited({ title: value.title, text: value.text, marks: value.marks, ...change });
  const mark = (clause: Clause): void => {
    const field = area.current?.querySelector('textarea');
    const passage = field?.value.slice(field.selectionStart, field.selectionEnd).trim() ?? '';
    if (passage.length < passageCharsMin || passage.length > PASSAGE_CHARS_MAX) {
      void message.info(t('nothingSelected', { count: passageCharsMin }));
      return;
    }
    edit({
      marks: { ...value.marks, [clause]: { ...(value.marks[clause] ?? { zh: '', en: '' }), [language]: passage } },
    });
  };
  const unmark = (clause: Clause): void => {
    const { [clause]: _removed, ...marks }: Marks = value.marks;
    edit({ marks });
  };
  const onSave = (): void =>
    save.mutate(
      { title: value.title, text: value.text, marks: value.marks, revision: draft?.revision ?? 0 },
      {
        onSuccess: () => {
          setEdited(null);
          void message.success(t('saved'));
        },
      },
    );
  const [latest] = versions;
  return (
    <Flex vertical gap={16}>
      <Flex gap={8} wrap align="center">
        <Segmented<Language>
          aria-label={t('language')}
          value={language}
          options={(['zh', 'en'] as const).map((one) => ({ value: one, label: t(`languages.${one}`) }))}
          onChange={setLanguage}
        />
        <Segmented<boolean>
          aria-label={t('text')}
          value={isPreview}
          options={[
            { value: false, label: t('show.write') },
            { value: true, label: t('show.preview') },
          ]}
          onChange={setPreview}
        />
        {draft === null && edited === null && latest !== undefined && mayWrite && (
          <Button
            onClick={() =>
              void readAgreement(latest.id).then(({ title, text }) => setEdited({ title, text, marks: {} }))
            }
          >
            {t('startFrom')}
          </Button>
        )}
        {edited !== null && <Tag color="warning">{t('unsaved')}</Tag>}
      </Flex>
      {isPreview ? (
        <div lang={language === 'zh' ? 'zh-CN' : 'en'}>
          <h2 style={{ fontSize: 18 }}>{value.title[language]}</h2>
          <PlainText text={value.text[language]} />
        </div>
      ) : (
        <div ref={area}>
          <Flex vertical gap={8}>
            <Input
              aria-label={`${t('name')} (${t(`languages.${language}`)})`}
              placeholder={t('name')}
              maxLength={100}
              disabled={!mayWrite}
              value={value.title[language]}
              onChange={({ target }) => edit({ title: { ...value.title, [language]: target.value } })}
            />
            <Input.TextArea
              aria-label={`${t('text')} (${t(`languages.${language}`)})`}
              placeholder={t('text')}
              autoSize={{ minRows: 12, maxRows: 28 }}
              disabled={!mayWrite}
              value={value.text[language]}
              onChange={({ target }) => edit({ text: { ...value.text, [language]: target.value } })}
            />
            <span style={{ fontSize: 13 }}>{t('textHint')}</span>
          </Flex>
        </div>
      )}
      <Checklist
        clauses={state.clauses}
        text={value.text}
        marks={value.marks}
        canMark={mayWrite && !isPreview}
        onMark={mark}
        onUnmark={unmark}
      />
      <ProblemNotice error={save.error ?? discard.error} />
      {mayWrite && (
        <Flex gap={8} wrap>
          <Button type="primary" disabled={edited === null || !isComplete} loading={save.isPending} onClick={onSave}>
            {t('save')}
          </Button>
          <Button disabled={draft === null || edited !== null} onClick={() => setPublishing(true)}>
            {t('publish')}
          </Button>
          {draft !== null && (
            <Popconfirm
              title={t('discardSure')}
              okText={t('discard')}
              cancelText={t('cancel')}
              onConfirm={() => discard.mutate()}
            >
              <Button danger loading={discard.isPending}>
                {t('discard')}
              </Button>
            </Popconfirm>
          )}
        </Flex>
      )}
      {isPublishing && draft !== null && (
        <PublishModal state={state} revision={draft.revision} onClose={() => setPublishing(false)} />
      )}
    </Flex>
  );
}
