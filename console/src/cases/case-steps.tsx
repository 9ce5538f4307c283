import type { CaseDetail, CaseStep } from '@hegui/contract';
import { Button, Flex, Form, Input, Modal, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, Time } from '../app/index.ts';
import { MeasuresField, MeasureWords } from './measures-field.tsx';
import { type StepTake, useTakeStep } from './queries.ts';

const TONES = { done: 'success', skipped: 'warning', next: 'processing', open: 'default' } as const;

/** The steps one under another: what was done, when and by whom, and what is to be done now. */
export function CaseSteps({ found, mayChange }: { found: CaseDetail; mayChange: boolean }) {
  const { t } = useTranslation('cases');
  return (
    <>
      <Typography.Paragraph type="secondary">{t('detail.deadline')}</Typography.Paragraph>
      <ol style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {found.steps.map((step) => (
          <Step key={`${step.step} ${step.state}`} found={found} step={step} mayChange={mayChange} />
        ))}
      </ol>
    </>
  );
}

function Step({ found, step, mayChange }: { found: CaseDetail; step: CaseStep; mayChange: boolean }) {
  const { t } = useTranslation('cases');
  const isNext = step.state === 'next';
  return (
    <li
      style={{
        borderInlineStart: `3px solid var(--ant-color-${isNext ? 'primary' : 'border'})`,
        padding: '4px 14px',
        marginBottom: 12,
      }}
    >
      <Flex gap={8} wrap align="center">
        <h3 style={{ fontSize: 14, margin: 0 }}>{t(`step.${step.step}`)}</h3>
        <Tag color={TONES[step.state]}>{t(`state.${step.state}`)}</Tag>
        {step.overdue && <Tag color="error">{t('overdue')}</Tag>}
      </Flex>
      <Typography.Text type="secondary" style={{ display: 'block' }}>
        {t(`stepMeans.${step.step}`)}
      </Typography.Text>
      {step.at !== null ? (
        <div>
          {step.by?.name} · <Time at={step.at} />
        </div>
      ) : (
        step.dueAt !== null && (
          <div>
            {t('due')} <Time at={step.dueAt} />
          </div>
        )
      )}
      {step.note !== null && step.note !== '' && <div className="break-anywhere">{step.note}</div>}
      {step.measures.length > 0 && <MeasureWords measures={step.measures} />}
      {isNext && mayChange && <TakeStep found={found} step={step.step} />}
    </li>
  );
}

function TakeStep({ found, step }: { found: CaseDetail; step: CaseStep['step'] }) {
  const { t } = useTranslation('cases');
  const take = useTakeStep(found.id);
  const [note, setNote] = useState('');
  const [measures, setMeasures] = useState<NonNullable<StepTake['measures']>>([]);
  const [isSkipping, setSkipping] = useState(false);
  if (step === 'found') return null;
  const needsMeasures = step === 'stopped' || step === 'fixed';
  const send = (state: 'done' | 'skipped', words: string) =>
    take.mutate({ step, state, note: words, measures: state === 'done' ? measures : [] });
  return (
    <Flex vertical gap={10} style={{ marginTop: 10 }}>
      {needsMeasures && <MeasuresField serviceId={found.serviceId} measures={measures} onChange={setMeasures} />}
      {step !== 'reported' && (
        <Input.TextArea
          aria-label={`${t(`step.${step}`)} ${t('detail.note')}`}
          placeholder={t('detail.note')}
          value={note}
          maxLength={2_000}
          autoSize={{ minRows: 1, maxRows: 5 }}
          onChange={(event) => setNote(event.target.value)}
        />
      )}
      <Flex gap={8} wrap>
        {step !== 'reported' && (
          <Button
            type="primary"
            aria-label={`${t(`step.${step}`)}: ${t('detail.take')}`}
            disabled={needsMeasures && measures.length === 0}
            loading={take.isPending}
            onClick={() => send('done', note)}
          >
            {t('detail.take')}
          </Button>
        )}
        {step !== 'closed' && (
          <Button aria-label={`${t(`step.${step}`)}: ${t('detail.skip')}`} onClick={() => setSkipping(true)}>
            {t('detail.skip')}
          </Button>
        )}
      </Flex>
      <ProblemNotice error={take.error} />
      {isSkipping && (
        <SkipModal
          step={t(`step.${step}`)}
          onClose={() => setSkipping(false)}
          onSkip={(reason) => {
            setSkipping(false);
            send('skipped', reason);
          }}
        />
      )}
    </Flex>
  );
}

const REASON_CHARS_MIN = 5;

interface SkipModalProps {
  readonly step: string;
  readonly onClose: () => void;
  readonly onSkip: (reason: string) => void;
}

function SkipModal({ step, onClose, onSkip }: SkipModalProps) {
  const { t } = useTranslation('cases');
  const [reason, setReason] = useState('');
  return (
    <Modal
      title={t('detail.skipTitle', { step })}
      open
      onCancel={onClose}
      onOk={() => onSkip(reason.trim())}
      okText={t('detail.skip')}
      cancelText={t('create.cancel')}
      okButtonProps={{ disabled: reason.trim().length < REASON_CHARS_MIN }}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t('detail.skipReason')} htmlFor="skip-reason">
          <Input.TextArea
            id="skip-reason"
            value={reason}
            rows={3}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
