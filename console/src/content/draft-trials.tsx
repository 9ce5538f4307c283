import type { Backtest, ListDraft } from '@hegui/contract';
import { Alert, Button, Flex, InputNumber, Progress, Select, Typography } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { TrialResult } from './trial-result.tsx';
import { useDraftChange } from './version-queries.ts';

interface StepProps {
  readonly listId: string;
  readonly draft: ListDraft;
  readonly mayChange: boolean;
}

const RATES = [1, 0.5, 0.1, 0.01];

/** The draft beside the live list on exchanges as they end. */
export function ShadowStep({ listId, draft, mayChange }: StepProps) {
  const { t } = useTranslation('content');
  const [rate, setRate] = useState(1);
  const { startShadow, endShadow } = useDraftChange(listId);
  const rateLabel = useId();
  const { shadow } = draft;
  const isRunning = shadow !== null && shadow.endedAt === null;
  return (
    <Flex vertical gap={8}>
      <Typography.Text type="secondary">{t('versions.shadowHelp')}</Typography.Text>
      {shadow !== null && (
        <Alert
          type={isRunning ? 'info' : 'success'}
          showIcon
          title={t(isRunning ? 'versions.shadowRunning' : 'versions.shadowEnded')}
          description={shadow.skipped > 0 ? t('versions.skipped', { skipped: shadow.skipped }) : undefined}
        />
      )}
      {shadow !== null && <Overtaken draft={draft} revision={shadow.revision} />}
      {shadow !== null && <TrialResult trial={shadow} />}
      <ProblemNotice error={startShadow.error ?? endShadow.error} />
      {mayChange && (
        <Flex gap={8} wrap align="center">
          {isRunning ? (
            <Button loading={endShadow.isPending} onClick={() => endShadow.mutate()}>
              {t('versions.shadowEnd')}
            </Button>
          ) : (
            <>
              <span id={rateLabel}>{t('versions.rate')}</span>
              <Select
                aria-labelledby={rateLabel}
                value={rate}
                onChange={setRate}
                style={{ width: 100 }}
                options={RATES.map((value) => ({ value, label: `${value * 100} %` }))}
              />
              <Button loading={startShadow.isPending} onClick={() => startShadow.mutate(rate)}>
                {t('versions.shadowStart')}
              </Button>
            </>
          )}
        </Flex>
      )}
    </Flex>
  );
}

function Overtaken({ draft, revision }: { draft: ListDraft; revision: number | null }) {
  const { t } = useTranslation('content');
  if (revision === null || revision === draft.revision) return null;
  return <Alert type="warning" showIcon title={t('versions.overtaken', { revision })} />;
}

const EXCHANGES_DEFAULT = 10_000;

/** The draft and the live list on stored exchanges. */
export function BacktestStep({ listId, draft, mayChange }: StepProps) {
  const { t } = useTranslation('content');
  const [exchangesMax, setExchangesMax] = useState(EXCHANGES_DEFAULT);
  const [days, setDays] = useState<number | null>(null);
  const { startBacktest, cancelBacktest } = useDraftChange(listId);
  const { backtest } = draft;
  const isRunning = backtest?.state === 'running';
  return (
    <Flex vertical gap={8}>
      <Typography.Text type="secondary">{t('versions.backtestHelp')}</Typography.Text>
      {backtest !== null && <BacktestCourse backtest={backtest} />}
      {backtest !== null && <Overtaken draft={draft} revision={backtest.revision} />}
      {backtest !== null && <TrialResult trial={backtest} />}
      <ProblemNotice error={startBacktest.error ?? cancelBacktest.error} />
      {mayChange && isRunning && (
        <Button
          style={{ alignSelf: 'flex-start' }}
          loading={cancelBacktest.isPending}
          onClick={() => cancelBacktest.mutate(backtest.id)}
        >
          {t('versions.backtestCancel')}
        </Button>
      )}
      {mayChange && !isRunning && (
        <Flex gap={12} wrap align="flex-end">
          <Field label={t('versions.exchangesMax')}>
            {(id) => (
              <InputNumber
                id={id}
                min={1}
                max={1_000_000}
                value={exchangesMax}
                onChange={(value) => setExchangesMax(value ?? EXCHANGES_DEFAULT)}
              />
            )}
          </Field>
          <Field label={t('versions.days')}>
            {(id) => <InputNumber id={id} min={1} max={3_650} value={days} onChange={setDays} />}
          </Field>
          <Button
            loading={startBacktest.isPending}
            onClick={() => startBacktest.mutate({ exchangesMax, days, version: null })}
          >
            {t('versions.backtestStart')}
          </Button>
        </Flex>
      )}
    </Flex>
  );
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} style={{ display: 'block', marginBottom: 4 }}>
        {label}
      </label>
      {children(id)}
    </div>
  );
}

const TYPES = { running: 'info', done: 'success', cancelled: 'warning', failed: 'error' } as const;

function BacktestCourse({ backtest }: { backtest: Backtest }) {
  const { t, i18n } = useTranslation('content');
  const { state, exchanges, erased, total } = backtest;
  const done = exchanges + erased;
  const percent = total === 0 ? 100 : Math.round((done / total) * 100);
  const number = (value: number) => value.toLocaleString(i18n.language);
  return (
    <div aria-live="polite">
      <Alert
        type={TYPES[state]}
        showIcon
        title={t(`versions.backtestState.${state}`)}
        description={[
          t('versions.progress', { done: number(done), total: number(total) }),
          ...(erased > 0 ? [t('versions.erased', { erased: number(erased) })] : []),
        ].join(' · ')}
      />
      {state === 'running' && <Progress percent={percent} aria-label={t('versions.backtestState.running')} />}
    </div>
  );
}
