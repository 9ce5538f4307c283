import type { WordList } from '@hegui/contract';
import { Alert, App, Button, Flex, Input, Radio, Typography } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { useAddTerms } from './queries.ts';
import { TermFileChooser } from './term-file-chooser.tsx';
import { TermsImportReport } from './terms-import-report.tsx';
import { useImportFile } from './version-queries.ts';

type Target = 'live' | 'draft';

interface TermsImportProps {
  readonly list: WordList;
  readonly onShowTerms: () => void;
  readonly onShowDraft: () => void;
}

/** Adds pasted or uploaded terms, to the list or to its draft, and reports row by row what was refused. */
export function TermsImport({ list, onShowTerms, onShowDraft }: TermsImportProps) {
  const { t } = useTranslation('content');
  const { modal } = App.useApp();
  const help = useId();
  const [text, setText] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [target, setTarget] = useState<Target>(list.approvalRequired || list.draftId !== null ? 'draft' : 'live');
  const paste = useAddTerms(list.id);
  const upload = useImportFile(list.id);
  const [last, setLast] = useState<'paste' | 'upload'>('paste');
  const done = last === 'paste' ? paste : upload;

  const clear = () => {
    setText('');
    setFile(null);
  };
  const send = (replaceAll: boolean) => {
    setLast(file === null ? 'paste' : 'upload');
    if (file === null) paste.mutate({ text, replaceAll, target }, { onSuccess: clear });
    else upload.mutate({ file, replaceAll, target }, { onSuccess: clear });
  };
  const askReplace = () =>
    modal.confirm({
      title: t('import.replaceTitle'),
      content: t(target === 'draft' ? 'import.replaceDraft' : 'import.replaceText', {
        name: list.name,
        terms: list.terms,
      }),
      okText: t('import.replaceConfirm'),
      cancelText: t('import.cancel'),
      okButtonProps: { danger: true },
      onOk: () => send(true),
    });
  const isPending = paste.isPending || upload.isPending;
  const isEmpty = file === null && text.trim() === '';
  return (
    <Flex vertical gap={16} style={{ maxWidth: 860 }}>
      <div>
        <h2 style={{ fontSize: 15, margin: '0 0 4px' }}>{t('import.title')}</h2>
        <Typography.Text type="secondary" id={help}>
          {t('import.help')}
        </Typography.Text>
      </div>
      {file === null ? (
        <Input.TextArea
          aria-label={t('import.label')}
          aria-describedby={help}
          className="mono"
          value={text}
          placeholder={t('import.placeholder')}
          autoSize={{ minRows: 6, maxRows: 18 }}
          onChange={(event) => setText(event.target.value)}
        />
      ) : (
        <ChosenFile file={file} onDrop={() => setFile(null)} />
      )}
      <TermFileChooser onFile={setFile} />
      <TargetChoice list={list} target={target} onChange={setTarget} />
      <ProblemNotice error={done.error} />
      <Flex gap={8} wrap>
        <Button type="primary" disabled={isEmpty} loading={isPending} onClick={() => send(false)}>
          {t('import.add')}
        </Button>
        <Button danger disabled={isEmpty || isPending} onClick={askReplace}>
          {t('import.replaceAll')}
        </Button>
      </Flex>
      <div aria-live="polite">
        {done.data !== undefined && (
          <TermsImportReport
            result={done.data}
            onShowTerms={done.data.target === 'draft' ? onShowDraft : onShowTerms}
          />
        )}
      </div>
    </Flex>
  );
}

function ChosenFile({ file, onDrop }: { file: File; onDrop: () => void }) {
  const { t, i18n } = useTranslation('content');
  const kilobytes = Math.max(1, Math.round(file.size / 1_024)).toLocaleString(i18n.language);
  return (
    <Alert
      type="info"
      showIcon
      title={t('import.chosen', { name: file.name, kilobytes })}
      action={
        <Button size="small" onClick={onDrop}>
          {t('import.dropFile')}
        </Button>
      }
    />
  );
}

interface TargetChoiceProps {
  readonly list: WordList;
  readonly target: Target;
  readonly onChange: (target: Target) => void;
}

function TargetChoice({ list, target, onChange }: TargetChoiceProps) {
  const { t } = useTranslation('content');
  return (
    <div>
      <Radio.Group
        aria-label={t('import.target')}
        value={target}
        onChange={(event) => onChange(event.target.value === 'draft' ? 'draft' : 'live')}
        options={[
          { value: 'live', label: t('import.targetLive'), disabled: list.approvalRequired },
          { value: 'draft', label: t('import.targetDraft') },
        ]}
      />
      <div>
        <Typography.Text type="secondary">
          {t(list.approvalRequired ? 'import.targetMust' : 'import.targetHelp')}
        </Typography.Text>
      </div>
    </div>
  );
}
