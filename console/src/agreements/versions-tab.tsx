import type { AgreementRow, AgreementState } from '@hegui/contract';
import { Button, Flex, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageLoading, ProblemNotice, Time } from '../app/index.ts';
import { useDiff } from './queries.ts';

/** Every published version, and what changed from one to the next. */
export function VersionsTab({ state }: { state: AgreementState }) {
  const { t } = useTranslation('agreements');
  if (state.versions.length === 0) return <p>{t('noVersions')}</p>;
  return (
    <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {state.versions.map((row, at) => (
        <Version key={row.id} row={row} before={state.versions[at + 1]} state={state} isNewest={at === 0} />
      ))}
    </ul>
  );
}

interface VersionProps {
  readonly row: AgreementRow;
  readonly before: AgreementRow | undefined;
  readonly state: AgreementState;
  readonly isNewest: boolean;
}

function Version({ row, before, state, isNewest }: VersionProps) {
  const { t, i18n } = useTranslation('agreements');
  const [against, setAgainst] = useState<string | null>(null);
  const word = i18n.language === 'en' ? 'en' : 'zh';
  const clauseNames = row.gaps.map((gap) => state.clauses.find(({ clause }) => clause === gap)?.title[word] ?? gap);
  return (
    <li
      className="break-anywhere"
      style={{ padding: '12px 0', borderBottom: '1px solid var(--ant-color-border-secondary)' }}
    >
      <Flex gap={8} wrap align="center">
        <strong>
          {t('version', { number: row.number })} · {row.title[word]}
        </strong>
        {row.number === state.inForce && <Tag color="success">{t('inForce')}</Tag>}
        {row.isMaterial && <Tag color="processing">{t('isMaterial')}</Tag>}
      </Flex>
      <div>
        {t('effectiveAt')} <Time at={row.effectiveAt} /> · {t('publishedBy')} <Time at={row.publishedAt} /> ·{' '}
        {row.publishedAs}
      </div>
      {row.gapReason !== null && (
        <div>{t('gaps', { gaps: clauseNames.join(word === 'en' ? ', ' : '、'), reason: row.gapReason })}</div>
      )}
      <div style={{ fontSize: 13 }}>
        SHA-256 <code>{row.digest[word]}</code>
      </div>
      <Flex gap={8} wrap style={{ marginTop: 6 }}>
        <Button size="small" href={`/portal/${word}/agreements/${state.serviceId}/${row.number}`} target="_blank">
          {t('read')}
        </Button>
        {before !== undefined && (
          <Button size="small" onClick={() => setAgainst(before.id)}>
            {t('compare')}
          </Button>
        )}
        {isNewest && state.draft !== null && (
          <Button size="small" onClick={() => setAgainst('draft')}>
            {t('compareDraft')}
          </Button>
        )}
        {against !== null && (
          <Button size="small" type="text" onClick={() => setAgainst(null)}>
            {t('closeDiff')}
          </Button>
        )}
      </Flex>
      {against !== null && <Diff id={row.id} against={against} word={word} />}
    </li>
  );
}

const SIGNS = { added: '+', removed: '−', same: ' ' } as const;
const GROUNDS = { added: 'var(--ant-color-success-bg)', removed: 'var(--ant-color-error-bg)', same: 'transparent' };

function Diff({ id, against, word }: { id: string; against: string; word: 'zh' | 'en' }) {
  const { t } = useTranslation('agreements');
  const diff = useDiff(id, against);
  const lines = diff.data?.[word] ?? [];
  const hasChange = lines.some(({ kind }) => kind !== 'same');
  return (
    <div style={{ marginTop: 8 }}>
      <ProblemNotice error={diff.error} />
      {diff.isPending && <PageLoading />}
      {diff.isSuccess && !hasChange && <p>{t('noDiff')}</p>}
      {hasChange &&
        lines.map(({ kind, text }, at) => (
          <div key={at} style={{ background: GROUNDS[kind], padding: '0 6px', whiteSpace: 'pre-wrap' }}>
            {kind === 'added' ? (
              <ins style={{ textDecoration: 'none' }}>{`${SIGNS[kind]} ${text}`}</ins>
            ) : kind === 'removed' ? (
              <del style={{ textDecoration: 'none' }}>{`${SIGNS[kind]} ${text}`}</del>
            ) : (
              `${SIGNS[kind]} ${text}`
            )}
          </div>
        ))}
    </div>
  );
}
