import type { ExchangeProof } from '@hegui/contract';
import { Alert, Collapse, Descriptions, Flex, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { CodeBlock, Time } from '../app/index.ts';
import type { BrowserVerdict } from './verify-proof.ts';

interface ProofResultProps {
  readonly proof: ExchangeProof;
  readonly browser: BrowserVerdict | null;
}

type Verdict = 'ok' | 'bad' | 'waiting';

/** Both verdicts side by side, then what each was reached by. */
export function ProofResult({ proof, browser }: ProofResultProps) {
  const { t } = useTranslation('exchanges');
  const isWaiting = proof.entries.some((entry) => entry.path === null);
  const server: Verdict = proof.verified ? 'ok' : isWaiting ? 'waiting' : 'bad';
  return (
    <>
      <div style={{ display: 'grid', gap: 8, gridTemplateColumns: 'repeat(auto-fit, minmax(min(220px, 100%), 1fr))' }}>
        <VerdictNotice title={t('proof.server')} verdict={server} />
        {browser !== null && <VerdictNotice title={t('proof.browser')} verdict={verdictOf(browser)} />}
      </div>
      {isWaiting && <Typography.Text type="secondary">{t('proof.waitingText')}</Typography.Text>}
      {browser !== null && (
        <Flex component="ul" vertical gap={4} style={{ margin: 0, paddingInlineStart: 18 }}>
          {proof.entries.map((entry) => (
            <li key={entry.entryId}>
              <Tag className="mono">{entry.kind}</Tag>
              {t(`proof.findings.${browser.entries.get(entry.entryId) ?? 'missing'}`, {
                steps: entry.path?.length ?? 0,
              })}
            </li>
          ))}
          <li>{t(`proof.checkpoints.${browser.checkpoint}`)}</li>
        </Flex>
      )}
      <CheckpointFacts proof={proof} />
    </>
  );
}

function CheckpointFacts({ proof }: { proof: ExchangeProof }) {
  const { t } = useTranslation('exchanges');
  const { checkpoint, contentMatches } = proof;
  const content =
    contentMatches === null ? 'proof.contentErased' : contentMatches ? 'proof.contentYes' : 'proof.contentNo';
  return (
    <>
      <Descriptions
        column={1}
        size="small"
        items={[
          {
            key: 'content',
            label: t('proof.content'),
            children: (
              <Typography.Text {...(contentMatches === false ? { type: 'danger' } : {})}>{t(content)}</Typography.Text>
            ),
          },
          ...(checkpoint === null
            ? []
            : [
                {
                  key: 'checkpoint',
                  label: t('proof.checkpoint'),
                  children: (
                    <span>
                      {checkpoint.size} · <Time at={checkpoint.at} />
                    </span>
                  ),
                },
                {
                  key: 'root',
                  label: t('proof.root'),
                  children: <code className="mono break-anywhere">{checkpoint.root}</code>,
                },
              ]),
        ]}
      />
      {checkpoint !== null && (
        <Collapse
          size="small"
          items={[{ key: 'note', label: t('proof.note'), children: <CodeBlock text={checkpoint.note} /> }]}
        />
      )}
    </>
  );
}

function VerdictNotice({ title, verdict }: { title: string; verdict: Verdict }) {
  const { t } = useTranslation('exchanges');
  const types = { ok: 'success', bad: 'error', waiting: 'info' } as const;
  return <Alert type={types[verdict]} showIcon title={title} description={t(`proof.${verdict}`)} />;
}

const verdictOf = (browser: BrowserVerdict): Verdict => {
  if (browser.verified) return 'ok';
  const findings = [...browser.entries.values()];
  const isOnlyWaiting = findings.every((one) => one === 'ok' || one === 'waiting') && browser.waiting;
  return isOnlyWaiting && !['differs', 'bad-signature', 'unreadable'].includes(browser.checkpoint) ? 'waiting' : 'bad';
};
