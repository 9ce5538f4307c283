import type { ReviewDecision } from '@hegui/contract';
import { Alert, App, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, useSession } from '../app/index.ts';
import { RiskSelect } from '../content/risk-select.tsx';
import { useReverse } from './queries.ts';

/** Reverses a decision: at once, or with a second person where it is one's own. */
export function ReverseModal({ decision, onClose }: { decision: ReviewDecision; onClose: () => void }) {
  const { t } = useTranslation('review');
  const { message } = App.useApp();
  const isOwn = decision.decidedBy.id === useSession().staff.id;
  const reverse = useReverse();
  const other = decision.verdict === 'violation' ? 'no-violation' : 'violation';
  const [verdict, setVerdict] = useState<'violation' | 'no-violation'>(other);
  const [risk, setRisk] = useState<string | undefined>(undefined);
  const [reason, setReason] = useState('');
  const isReady = reason.trim() !== '' && (verdict === 'no-violation' || risk !== undefined);
  const submit = () =>
    reverse.mutate(
      { id: decision.id, judgement: { verdict, risk: verdict === 'violation' ? (risk ?? null) : null, reason } },
      {
        onSuccess: ({ state }) => {
          message.success(t(state === 'proposed' ? 'decisions.waiting' : 'decisions.approved'));
          onClose();
        },
      },
    );
  return (
    <Modal
      title={t('decisions.reverseTitle')}
      open
      onCancel={onClose}
      onOk={submit}
      okText={t('decisions.submit')}
      cancelText={t('decisions.cancel')}
      okButtonProps={{ disabled: !isReady }}
      confirmLoading={reverse.isPending}
    >
      <Alert type="info" showIcon title={t(isOwn ? 'decisions.reverseOwn' : 'decisions.reverseOther')} />
      <Form layout="vertical" component="div" style={{ marginTop: 16 }}>
        <Form.Item label={t('decide.verdict')}>
          <Radio.Group
            aria-label={t('decide.verdict')}
            value={verdict}
            onChange={(event) => setVerdict(event.target.value)}
            options={(['no-violation', 'violation'] as const).map((one) => ({ value: one, label: t(`decide.${one}`) }))}
          />
        </Form.Item>
        {verdict === 'violation' && (
          <Form.Item label={t('decide.risk')}>
            <RiskSelect
              {...(risk === undefined ? {} : { value: risk })}
              ariaLabel={t('decide.risk')}
              onChange={setRisk}
            />
          </Form.Item>
        )}
        <Form.Item label={t('decide.reason')} htmlFor="reverse-reason">
          <Input
            id="reverse-reason"
            value={reason}
            maxLength={1_000}
            placeholder={t('decide.reasonPlaceholder')}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
      </Form>
      <ProblemNotice error={reverse.error} />
    </Modal>
  );
}
