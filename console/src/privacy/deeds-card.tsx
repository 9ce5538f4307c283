import {
  type PrivacyDetail,
  type PrivacyMeans,
  type PrivacyOutcome,
  privacyMeansSchema,
  privacyOutcomeSchema,
} from '@hegui/contract';
import { Alert, App, Button, Card, Flex, Form, Input, InputNumber, Popconfirm, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, useHasRole } from '../app/index.ts';
import { heading } from './heading.tsx';
import { type Deed, useDeed } from './queries.ts';

const NAMES = ['acknowledge', 'identity', 'answer', 'question', 'extend', 'note'] as const;
type Name = (typeof NAMES)[number];
const CHARS_MAX = 5_000;
const DAYS_MAX = 15;

/** What the state of a request allows whoever is signed in. */
const allowed = ({ state, endUser, mayDecide, isExtended, overdue }: PrivacyDetail, isDecider: boolean): Name[] =>
  NAMES.filter((name) => {
    if (name === 'acknowledge') return state === 'received';
    if (name === 'identity') return endUser === null;
    if (name === 'answer') return mayDecide && isDecider;
    return name !== 'extend' || (!isExtended && !overdue);
  });

/** What can be done to a request. */
export function DeedsCard({ found }: { found: PrivacyDetail }) {
  const { t } = useTranslation('privacy');
  return (
    <Card size="small" title={heading(t('deeds.title'))}>
      {found.next === null && <span>{t('deeds.ended')}</span>}
      {found.state === 'executing' && <span role="status">{t('deeds.executing')}</span>}
      {found.next !== null && found.state !== 'executing' && <OpenDeeds found={found} />}
    </Card>
  );
}

interface Given {
  readonly text: string;
  readonly outcome: PrivacyOutcome;
  readonly means: PrivacyMeans;
  readonly user: string;
  readonly workingDays: number;
}
const EMPTY: Given = { text: '', outcome: 'fulfilled', means: 'account-detail', user: '', workingDays: 5 };

function OpenDeeds({ found }: { found: PrivacyDetail }) {
  const { t } = useTranslation('privacy');
  const { message } = App.useApp();
  const isDecider = useHasRole('administrator', 'compliance-officer');
  const names = allowed(found, isDecider);
  const [name, setName] = useState<Name>(names[0] ?? 'note');
  const [given, setGiven] = useState(EMPTY);
  const deed = useDeed(found.id);
  const chosen = names.includes(name) ? name : (names[0] ?? 'note');
  const submit = (): void =>
    deed.mutate(deedOf(chosen, given), {
      onSuccess: () => {
        setGiven(EMPTY);
        void message.success(t('deeds.done'));
      },
    });
  const isComplete = given.text.trim() !== '' && (chosen !== 'identity' || given.user !== '');
  const isErasing =
    chosen === 'answer' && given.outcome !== 'refused' && (found.kind === 'delete' || found.kind === 'close-account');
  const button = (
    <Button type="primary" htmlType={isErasing ? 'button' : 'submit'} disabled={!isComplete} loading={deed.isPending}>
      {t('deeds.submit')}
    </Button>
  );
  return (
    <Form layout="vertical" onFinish={submit}>
      {found.state === 'acknowledged' && !names.includes('answer') && (
        <p style={{ marginTop: 0 }}>{t('deeds.readOnly')}</p>
      )}
      <Form.Item label={t('deeds.deed')}>
        <Select
          aria-label={t('deeds.deed')}
          value={chosen}
          options={names.map((one) => ({ value: one, label: t(`deeds.names.${one}`) }))}
          onChange={setName}
        />
      </Form.Item>
      <DeedFields name={chosen} given={given} isErasing={isErasing} onChange={setGiven} />
      <Form.Item label={t('deeds.text')} extra={t('deeds.textHint')}>
        <Input.TextArea
          aria-label={t('deeds.text')}
          value={given.text}
          maxLength={CHARS_MAX}
          autoSize={{ minRows: 3, maxRows: 14 }}
          onChange={(event) => setGiven({ ...given, text: event.target.value })}
        />
      </Form.Item>
      {isErasing ? (
        <Popconfirm title={t('deeds.eraseSure')} disabled={!isComplete} onConfirm={submit}>
          {button}
        </Popconfirm>
      ) : (
        button
      )}
      <ProblemNotice error={deed.error} />
    </Form>
  );
}

/** What one deed asks for besides words. */
function DeedFields(props: { name: Name; given: Given; isErasing: boolean; onChange: (given: Given) => void }) {
  const { t } = useTranslation('privacy');
  const { name, given, isErasing, onChange } = props;
  if (name === 'answer')
    return (
      <Flex vertical gap={12} style={{ marginBottom: 16 }}>
        <Select
          aria-label={t('deeds.outcome')}
          value={given.outcome}
          options={privacyOutcomeSchema.options.map((one) => ({ value: one, label: t(`outcomes.${one}`) }))}
          onChange={(outcome) => onChange({ ...given, outcome })}
        />
        {isErasing && <Alert type="warning" showIcon title={t('deeds.eraseHint')} />}
        {given.outcome !== 'fulfilled' && <Alert type="info" showIcon title={t('deeds.refuseHint')} />}
      </Flex>
    );
  if (name === 'extend')
    return (
      <Form.Item label={t('deeds.workingDays')}>
        <InputNumber
          aria-label={t('deeds.workingDays')}
          min={1}
          max={DAYS_MAX}
          precision={0}
          value={given.workingDays}
          onChange={(workingDays) => onChange({ ...given, workingDays: workingDays ?? 1 })}
        />
      </Form.Item>
    );
  if (name !== 'identity') return null;
  return (
    <>
      <Form.Item label={t('deeds.means')}>
        <Select
          aria-label={t('deeds.means')}
          value={given.means}
          options={privacyMeansSchema.options.map((one) => ({ value: one, label: t(`means.${one}`) }))}
          onChange={(means) => onChange({ ...given, means })}
        />
      </Form.Item>
      <Form.Item label={t('deeds.user')} extra={t('deeds.userHint')}>
        <Input
          aria-label={t('deeds.user')}
          value={given.user}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => onChange({ ...given, user: event.target.value })}
        />
      </Form.Item>
    </>
  );
}

function deedOf(name: Name, { text, outcome, means, user, workingDays }: Given): Deed {
  if (name === 'answer') return { name, body: { outcome, text } };
  if (name === 'extend') return { name, body: { workingDays, text } };
  if (name === 'identity') return { name, body: { means, user, text } };
  return { name, body: { text } };
}
