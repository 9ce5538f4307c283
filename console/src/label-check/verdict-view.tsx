import {
  type ContentCredentials,
  checkProviderCode,
  type LabelFinding,
  type LabelValue,
  type SignatureVerdict,
  type Verdict,
} from '@hegui/label';
import { Alert, Collapse, Descriptions, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { labelCheckTexts } from './texts.ts';

type Members = LabelValue['members'];

const TONES = {
  conformant: 'success',
  'non-conformant': 'warning',
  misplaced: 'warning',
  none: 'info',
  unreadable: 'error',
} as const satisfies Record<Verdict['kind'], string>;

/** What was found in a file, in plain words first and in technical ones for who wants them. */
export function VerdictView({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation('labelCheck');
  const isLabelled = verdict.kind === 'conformant' || verdict.kind === 'non-conformant';
  const isBroken = isLabelled && verdict.signature.content === 'broken';
  return (
    <Flex vertical gap={16}>
      <Alert
        type={isBroken ? 'warning' : TONES[verdict.kind]}
        showIcon
        title={<Typography.Text strong>{t(`verdict.${verdict.kind}`)}</Typography.Text>}
        description={t(`means.${verdict.kind}`)}
      />
      {isLabelled && <Members members={verdict.members} signature={verdict.signature} />}
      {verdict.kind !== 'unreadable' && <Findings findings={verdict.findings} />}
      {verdict.kind !== 'unreadable' && verdict.credentials !== null && (
        <Credentials credentials={verdict.credentials} />
      )}
      <Details verdict={verdict} />
    </Flex>
  );
}

function Members({ members, signature }: { members: Members; signature: SignatureVerdict }) {
  const { t } = useTranslation('labelCheck');
  const { Label: kind, ContentProducer: producer, ContentPropagator: propagator } = members;
  const isSame = propagator === producer && members.PropagateID === members.ProduceID;
  const rows = [
    { key: 'kind', value: t(`kind.${kind === '1' || kind === '2' || kind === '3' ? kind : 'other'}`) },
    { key: 'producer', value: <Party code={producer} /> },
    { key: 'number', value: <Verbatim text={members.ProduceID} /> },
    { key: 'propagator', value: isSame ? t('same') : <Party code={propagator} /> },
    ...(isSame ? [] : [{ key: 'propagatorNumber' as const, value: <Verbatim text={members.PropagateID} /> }]),
    { key: 'signature', value: <SignatureText signature={signature} /> },
  ] as const;
  return (
    <Descriptions
      bordered
      size="small"
      column={1}
      items={rows.map(({ key, value }) => ({ key, label: t(`field.${key}`), children: value }))}
    />
  );
}

/** The other story that the file tells of where it comes from. */
function Credentials({ credentials }: { credentials: ContentCredentials }) {
  const { t } = useTranslation('labelCheck');
  const { place, claimGenerator, sourceTypes, dataHash } = credentials;
  return (
    <section aria-label={t('credentials.title')}>
      <Typography.Title level={2} style={{ fontSize: 16, marginTop: 0 }}>
        {t('credentials.title')}
      </Typography.Title>
      <Typography.Paragraph>{t('credentials.means')}</Typography.Paragraph>
      <Descriptions
        bordered
        size="small"
        column={1}
        items={[
          { key: 'generator', label: t('credentials.generator'), children: <Verbatim text={claimGenerator ?? ''} /> },
          { key: 'types', label: t('credentials.types'), children: <Verbatim text={sourceTypes.join(', ')} /> },
          { key: 'hash', label: t('credentials.hash'), children: t(`credentials.${dataHash}`) },
          { key: 'place', label: t('place'), children: <Verbatim text={place} /> },
        ]}
      />
    </section>
  );
}

/** What the producer signed, and how well the rules for it are known. */
function SignatureText({ signature }: { signature: SignatureVerdict }) {
  const { t } = useTranslation('labelCheck');
  const { kind, keyName, fingerprint, content } = signature;
  const isChecked = kind !== 'none' && kind !== 'opaque';
  return (
    <Flex vertical gap={2}>
      <span>
        {t(`signature.${kind}`)}
        {keyName !== null && ` (${keyName})`}
      </span>
      {content !== 'none' && <span>{t(`content.${content}`)}</span>}
      {fingerprint !== null && (
        <Typography.Text type="secondary">
          {t('fingerprint')} <Verbatim text={fingerprint} />
        </Typography.Text>
      )}
      {isChecked && <Typography.Text type="secondary">{t('basis')}</Typography.Text>}
    </Flex>
  );
}

/** A producer or propagator: its code, and what can be known from it. */
function Party({ code }: { code: string | undefined }) {
  const { t } = useTranslation('labelCheck');
  if (code === undefined || code === '') return <>–</>;
  const { parts, findings } = checkProviderCode(code);
  const isCode = code.length === 27 && parts.binding === '1';
  const isWrong = findings.some((finding) => finding.code === 'check-digit' || finding.code === 'credit-code');
  return (
    <Flex vertical gap={2}>
      <Verbatim text={code} />
      <Typography.Text type="secondary">
        {isCode
          ? `${t('creditCode', { code: parts.creditCode })} · ${t(isWrong ? 'creditCodeWrong' : 'creditCodeRight')}`
          : t('noCode')}
      </Typography.Text>
    </Flex>
  );
}

function Verbatim({ text }: { text: string | undefined }) {
  return (
    <span className="mono" style={{ overflowWrap: 'anywhere' }}>
      {text === undefined || text === '' ? '–' : text}
    </span>
  );
}

const isKnown = (code: string): code is keyof typeof labelCheckTexts.zh.finding => code in labelCheckTexts.zh.finding;

function Findings({ findings }: { findings: readonly LabelFinding[] }) {
  const { t } = useTranslation('labelCheck');
  const codes = [...new Set(findings.map(({ code }) => (isKnown(code) ? code : 'other')))];
  if (codes.length === 0) return null;
  return (
    <section aria-label={t('findings')}>
      <Typography.Title level={2} style={{ fontSize: 16, marginTop: 0 }}>
        {t('findings')}
      </Typography.Title>
      <ul style={{ margin: 0, paddingInlineStart: 20 }}>
        {codes.map((code) => (
          <li key={code}>{t(`finding.${code}`)}</li>
        ))}
      </ul>
    </section>
  );
}

function Details({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation('labelCheck');
  const messages = verdict.kind === 'unreadable' ? [verdict.reason] : verdict.findings.map(({ message }) => message);
  const carriers = verdict.kind === 'unreadable' ? [] : verdict.carriers;
  if (messages.length === 0 && carriers.length === 0) return null;
  const content = (
    <Flex vertical gap={12}>
      {carriers.map(({ place, text }, index) => (
        <div key={`${place} ${index}`}>
          <Typography.Text type="secondary">
            {t('place')}: {place}
          </Typography.Text>
          <pre className="code-block" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {text}
          </pre>
        </div>
      ))}
      {messages.length > 0 && (
        <ul className="mono" lang="en" style={{ margin: 0, paddingInlineStart: 20, overflowWrap: 'anywhere' }}>
          {[...new Set(messages)].map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
    </Flex>
  );
  return <Collapse items={[{ key: 'details', label: t('details'), children: content }]} />;
}
