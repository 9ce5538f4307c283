import type { ReviewItem } from '@hegui/contract';
import { App, Button, Flex, Form, Input, type InputRef, Radio } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, useRiskName } from '../app/index.ts';
import { RiskSelect } from '../content/risk-select.tsx';
import { type Decision, useDecide } from './queries.ts';
import { useKeys } from './use-keys.ts';

/** Offered on the keys 3 to 9 after what was supposed: the risks that starter lists and classifiers are about. */
const COMMON_RISKS = ['A.1.f', 'A.1.h', 'A.2.e', 'A.2.d', 'A.4.a', 'A.4.e', 'A.1.g'];
const QUICK_MAX = 7;
const REASON_CHARS_MAX = 1_000;

/** Decides the item in hand: a digit chooses, the reason is typed, Control+Enter sends. */
export function DecideForm({ item, onDecided }: { item: ReviewItem; onDecided: () => void }) {
  const { t } = useTranslation('review');
  const { message } = App.useApp();
  const nameOf = useRiskName();
  const decide = useDecide();
  const reasonField = useRef<InputRef>(null);
  const [verdict, setVerdict] = useState<Decision['verdict'] | null>(null);
  const [risk, setRisk] = useState<string | undefined>(undefined);
  const [reason, setReason] = useState('');
  const quick = [...new Set([...item.risks, ...COMMON_RISKS])].filter((code) => code.length > 3).slice(0, QUICK_MAX);
  const choose = (next: Decision['verdict'], code?: string) => {
    setVerdict(next);
    setRisk(code);
    reasonField.current?.focus();
  };
  const isReady = verdict !== null && reason.trim() !== '' && (verdict !== 'violation' || risk !== undefined);
  const submit = () => {
    if (!isReady || decide.isPending) return;
    const decision = { verdict, risk: verdict === 'violation' ? (risk ?? null) : null, reason: reason.trim() };
    decide.mutate(
      { id: item.id, decision },
      {
        onSuccess: () => {
          message.success(t(verdict === 'unsure' ? 'decide.escalated' : 'decide.done'));
          onDecided();
        },
      },
    );
  };
  useKeys({
    '1': () => choose('no-violation'),
    '2': () => item.state !== 'escalated' && choose('unsure'),
    ...Object.fromEntries(quick.map((code, at) => [String(at + 3), () => choose('violation', code)])),
    'Mod+Enter': submit,
  });
  return (
    <section>
      <h3 style={{ fontSize: 14, margin: '0 0 8px' }}>{t('decide.title')}</h3>
      <Form layout="vertical" component="div">
        <Form.Item label={t('decide.verdict')}>
          <Radio.Group
            aria-label={t('decide.verdict')}
            value={verdict}
            onChange={(event) => choose(event.target.value, risk)}
            options={(['no-violation', 'unsure', 'violation'] as const)
              .filter((one) => one !== 'unsure' || item.state !== 'escalated')
              .map((one) => ({ value: one, label: <VerdictLabel verdict={one} /> }))}
          />
        </Form.Item>
        <Flex gap={6} wrap style={{ marginBottom: 12 }}>
          {quick.map((code, at) => (
            <Button
              key={code}
              size="small"
              type={verdict === 'violation' && risk === code ? 'primary' : 'default'}
              onClick={() => choose('violation', code)}
              style={{ height: 'auto', whiteSpace: 'normal', textAlign: 'start' }}
            >
              <kbd className="mono">{at + 3}</kbd> {code} {nameOf(code) ?? ''}
            </Button>
          ))}
        </Flex>
        {verdict === 'violation' && (
          <Form.Item
            label={t('decide.risk')}
            {...(risk === undefined ? { validateStatus: 'error' as const, help: t('decide.riskRule') } : {})}
          >
            <RiskSelect
              {...(risk === undefined ? {} : { value: risk })}
              ariaLabel={t('decide.risk')}
              onChange={setRisk}
            />
          </Form.Item>
        )}
        <Form.Item label={t('decide.reason')} htmlFor="review-reason" extra={t('decide.reasonRule')}>
          <Input
            ref={reasonField}
            id="review-reason"
            value={reason}
            maxLength={REASON_CHARS_MAX}
            placeholder={t('decide.reasonPlaceholder')}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
      </Form>
      <ProblemNotice error={decide.error} />
      <Button type="primary" disabled={!isReady} loading={decide.isPending} onClick={submit}>
        {t('decide.submit')}
      </Button>
    </section>
  );
}

const KEY_OF = { 'no-violation': '1', unsure: '2', violation: '3–9' } as const;

function VerdictLabel({ verdict }: { verdict: Decision['verdict'] }) {
  const { t } = useTranslation('review');
  return (
    <>
      <kbd className="mono">{KEY_OF[verdict]}</kbd> {t(`decide.${verdict}`)}
    </>
  );
}
