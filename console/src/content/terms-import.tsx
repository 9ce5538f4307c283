import type { WordList } from '@hegui/contract';
import { App, Button, Flex, Input, Typography } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { useAddTerms } from './queries.ts';
import { type TermFile, TermFileChooser } from './term-file-chooser.tsx';
import { TermsImportReport } from './terms-import-report.tsx';

/** Above this a text area becomes slow; a larger file is shown by its first lines only. */
const SHOWN_CHARS_MAX = 200_000;

interface TermsImportProps {
  readonly list: WordList;
  readonly onShowTerms: () => void;
}

/** Adds pasted or uploaded terms and reports line by line what was refused. */
export function TermsImport({ list, onShowTerms }: TermsImportProps) {
  const { t } = useTranslation('content');
  const { modal } = App.useApp();
  const help = useId();
  const [text, setText] = useState('');
  const [file, setFile] = useState<TermFile | null>(null);
  const add = useAddTerms(list.id);

  const takeFile = (chosen: TermFile) => {
    const isSmall = chosen.text.length <= SHOWN_CHARS_MAX;
    setText(isSmall ? chosen.text : '');
    setFile(isSmall ? null : chosen);
  };
  const send = (replaceAll: boolean) =>
    add.mutate(
      { text: file?.text ?? text, replaceAll },
      {
        onSuccess: () => {
          setText('');
          setFile(null);
        },
      },
    );
  const askReplace = () =>
    modal.confirm({
      title: t('import.replaceTitle'),
      content: t('import.replaceText', { name: list.name, terms: list.terms }),
      okText: t('import.replaceConfirm'),
      cancelText: t('import.cancel'),
      okButtonProps: { danger: true },
      onOk: () => send(true),
    });
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
        <FilePreview file={file} onDrop={() => setFile(null)} />
      )}
      <TermFileChooser onFile={takeFile} />
      <ProblemNotice error={add.error} />
      <Flex gap={8} wrap>
        <Button type="primary" disabled={isEmpty} loading={add.isPending} onClick={() => send(false)}>
          {t('import.add')}
        </Button>
        <Button danger disabled={isEmpty || add.isPending} onClick={askReplace}>
          {t('import.replaceAll')}
        </Button>
      </Flex>
      <div aria-live="polite">
        {add.data !== undefined && <TermsImportReport result={add.data} onShowTerms={onShowTerms} />}
      </div>
    </Flex>
  );
}

function FilePreview({ file, onDrop }: { file: TermFile; onDrop: () => void }) {
  const { t } = useTranslation('content');
  const first = file.text.slice(0, 4_000).split('\n', 10);
  return (
    <div>
      <Flex justify="space-between" align="center" gap={8} wrap>
        <Typography.Text type="secondary">
          {file.name} · {t('import.preview', { lines: first.length })}
        </Typography.Text>
        <Button size="small" onClick={onDrop}>
          {t('import.dropFile')}
        </Button>
      </Flex>
      <pre className="code-block" style={{ marginTop: 6, background: 'var(--ant-color-fill-tertiary)' }}>
        {first.join('\n')}
      </pre>
    </div>
  );
}
