import type { ListDraft, WordList } from '@hegui/contract';
import { App, Button, Flex, Steps, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyGuide, PageLoading, ProblemNotice } from '../app/index.ts';
import { AllowDrawer } from './allow-drawer.tsx';
import { DiffTable } from './diff-table.tsx';
import { DraftRelease } from './draft-release.tsx';
import { BacktestStep, ShadowStep } from './draft-trials.tsx';
import { settingName } from './settings-diff.tsx';
import { TermDrawer } from './term-drawer.tsx';
import { useActorName, useDraft, useDraftAllow, useDraftChange } from './version-queries.ts';

interface DraftPanelProps {
  readonly list: WordList;
  readonly mayChange: boolean;
  readonly onImport: () => void;
}

/** A list's draft on its way: what it changes, how it did beside the live list, who approved it, and going live. */
export function DraftPanel({ list, mayChange, onImport }: DraftPanelProps) {
  const { t } = useTranslation('content');
  const answer = useDraft(list.id);
  const { begin } = useDraftChange(list.id);
  const draft = answer.data?.draft;
  if (answer.isPending) return <PageLoading />;
  if (draft === undefined) return <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />;
  if (draft !== null) return <DraftSteps list={list} draft={draft} mayChange={mayChange} />;
  const actions = (
    <Flex gap={8} wrap justify="center">
      <Button type="primary" onClick={onImport}>
        {t('versions.toImport')}
      </Button>
      <Button loading={begin.isPending} onClick={() => begin.mutate()}>
        {t('versions.begin')}
      </Button>
    </Flex>
  );
  return (
    <>
      <ProblemNotice error={begin.error} />
      <EmptyGuide title={t('versions.none')} text={t('versions.noneText')} action={mayChange && actions} />
    </>
  );
}

function DraftSteps({ list, draft, mayChange }: { list: WordList; draft: ListDraft; mayChange: boolean }) {
  const { t } = useTranslation('content');
  const steps = [
    { title: t('versions.step1'), content: <Changes list={list} draft={draft} mayChange={mayChange} /> },
    { title: t('versions.step2'), content: <ShadowStep listId={list.id} draft={draft} mayChange={mayChange} /> },
    { title: t('versions.step3'), content: <BacktestStep listId={list.id} draft={draft} mayChange={mayChange} /> },
    { title: `${t('versions.step4')} · ${t('versions.step5')}`, content: <DraftRelease list={list} draft={draft} /> },
  ];
  return (
    <Steps
      orientation="vertical"
      size="small"
      current={stepOf(draft, list)}
      items={steps.map(({ title, content }) => ({
        title: <h2 style={{ fontSize: 15, margin: 0, display: 'inline' }}>{title}</h2>,
        content: <div style={{ paddingBottom: 16, color: 'var(--ant-color-text)' }}>{content}</div>,
      }))}
    />
  );
}

/** Where the draft stands: the first step that has nothing to show yet. */
function stepOf({ shadow, backtest, approved }: ListDraft, list: WordList): number {
  if (approved !== null || (!list.approvalRequired && backtest?.state === 'done')) return 3;
  if (backtest?.state === 'done') return 3;
  return shadow === null ? 1 : 2;
}

function Changes({ list, draft, mayChange }: { list: WordList; draft: ListDraft; mayChange: boolean }) {
  const { t } = useTranslation('content');
  const { message, modal } = App.useApp();
  const [isOpen, setOpen] = useState(false);
  // The text of the term that is changed; null = a new one.
  const [edited, setEdited] = useState<{ readonly text: string | null } | null>(null);
  const [isAllowOpen, setAllowOpen] = useState(false);
  const allow = useDraftAllow(list) ?? list.allow;
  const { discard } = useDraftChange(list.id);
  const nameOf = useActorName((kind) => t(`versions.${kind}`));
  const settings = Object.keys(draft.settings);
  const ask = () =>
    modal.confirm({
      title: t('versions.discardTitle'),
      content: t('versions.discardText'),
      okText: t('versions.discard'),
      cancelText: t('versions.cancel'),
      okButtonProps: { danger: true },
      onOk: () => discard.mutateAsync().then(() => message.success(t('versions.discarded'))),
    });
  return (
    <Flex vertical gap={8}>
      <Typography.Text strong>{t('versions.counts', draft.counts)}</Typography.Text>
      {settings.length > 0 && (
        <span>
          {t('versions.settingsChanged', {
            names: settings.map((name) => t(`versions.setting.${settingName(name)}`)).join(' · '),
          })}
        </span>
      )}
      <Typography.Text type="secondary">
        {t('versions.facts', {
          base: draft.baseVersion,
          revision: draft.revision,
          authors: draft.authors.map(nameOf).join(' · '),
        })}
      </Typography.Text>
      <ProblemNotice error={discard.error} />
      <Flex gap={8} wrap>
        <Button onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
          {t(isOpen ? 'versions.hideDiff' : 'versions.showDiff')}
        </Button>
        {mayChange && <Button onClick={() => setEdited({ text: null })}>{t('term.addOne')}</Button>}
        {mayChange && <Button onClick={() => setAllowOpen(true)}>{t('allow.change')}</Button>}
        {mayChange && (
          <Button danger onClick={ask}>
            {t('versions.discard')}
          </Button>
        )}
      </Flex>
      {isOpen && (
        <DiffTable
          listId={list.id}
          from={null}
          to="draft"
          stamp={`${draft.id} ${draft.revision}`}
          {...(mayChange ? { onEdit: (text: string) => setEdited({ text }) } : {})}
        />
      )}
      {isAllowOpen && <AllowDrawer list={list} phrases={allow} target="draft" onClose={() => setAllowOpen(false)} />}
      {edited !== null && <TermDrawer list={list} text={edited.text} target="draft" onClose={() => setEdited(null)} />}
    </Flex>
  );
}
