import type { WordList } from '@hegui/contract';
import { Alert, Form, Input, Typography } from 'antd';
import { useDeferredValue, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { compileInBrowser } from './browser-screen.ts';
import { BrowserTestResult } from './browser-test-result.tsx';
import { EMPTY_DRAFT, findDraftFaults, type TermDraft, termOfDraft } from './term-draft.ts';

/** Tries the term of the form around it on a text, with the gateway's engine in this browser, as both are typed. */
export function TermTry({ list }: { readonly list: WordList }) {
  const { t } = useTranslation('content');
  const id = useId();
  const [text, setText] = useState('');
  const values: Partial<TermDraft> | undefined = Form.useWatch([], { form: Form.useFormInstance(), preserve: true });
  // Typing goes first: compiling and reading follow a moment later.
  const draft = useDeferredValue(values);
  const settled = useDeferredValue(text);
  const screen = useMemo(() => {
    const told = { ...EMPTY_DRAFT, ...draft };
    return findDraftFaults(told, list.folding).length > 0 ? null : compileInBrowser(list, [termOfDraft(told)]);
  }, [draft, list]);
  return (
    <section
      style={{ marginTop: 16, padding: 16, borderRadius: 8, background: 'var(--ant-color-fill-quaternary)' }}
      aria-labelledby={`${id}-title`}
    >
      <h3 id={`${id}-title`} style={{ fontSize: 14, margin: 0 }}>
        {t('term.tryTitle')}
      </h3>
      <Typography.Paragraph type="secondary" style={{ marginBottom: 8 }}>
        {t('term.tryHelp')}
      </Typography.Paragraph>
      <Input.TextArea
        aria-label={t('term.tryText')}
        placeholder={t('term.tryText')}
        autoSize={{ minRows: 2, maxRows: 8 }}
        maxLength={10_000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div aria-live="polite" style={{ marginTop: 12 }}>
        {screen === null && settled !== '' && <Alert type="info" showIcon title={t('term.tryFaulty')} />}
        {screen !== null && settled !== '' && <BrowserTestResult text={settled} found={screen.find(settled)} />}
      </div>
    </section>
  );
}
