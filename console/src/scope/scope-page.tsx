import { PrinterOutlined, RedoOutlined, SaveOutlined } from '@ant-design/icons';
import { decideScope, type FactName, type FactValue, readFacts, writeMemo } from '@hegui/scope';
import { Alert, App, Button, Col, DatePicker, Flex, Row, Select, Typography } from 'antd';
import dayjs from 'dayjs';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { CopyButton, PageHeader, ProblemNotice, useHasRole } from '../app/index.ts';
import { type Answers, answersOf, factsOf } from './answers.ts';
import { ChangeNotice } from './change-notice.tsx';
import { FindingsView } from './findings-view.tsx';
import { MemosCard } from './memos-card.tsx';
import { useKeepMemo, useScopedServices, useScopeState } from './queries.ts';
import { Questionnaire } from './questionnaire.tsx';
import { useMemoLanguage } from './use-language.ts';

const CHINA_OFFSET_MS = 8 * 3_600_000;
const chinaToday = (): string => new Date(Date.now() + CHINA_OFFSET_MS).toISOString().slice(0, 10);

/** A questionnaire that asks only what still matters, beside what follows; kept as a memo of a service when wanted. */
export function ScopePage() {
  const { t } = useTranslation('scope');
  const language = useMemoLanguage();
  const [answers, setAnswers] = useState<Answers>({});
  const [edited, setEdited] = useState<FactName | null>(null);
  const [detail, setDetail] = useState('');
  const [date, setDate] = useState(chinaToday);
  const [search, setSearch] = useSearchParams();
  const serviceId = search.get('service');
  const state = useScopeState(serviceId);
  const mayKeep = useHasRole('administrator', 'compliance-officer');
  const given = useMemo(() => factsOf(answers, detail), [answers, detail]);
  const facts = useMemo(() => readFacts(given), [given]);
  const findings = useMemo(() => decideScope(facts, date), [facts, date]);
  const answer = (fact: FactName, value: FactValue | null): void => {
    setAnswers({ ...answers, [fact]: value });
    if (fact === edited) setEdited(null);
  };
  const restart = (): void => {
    setAnswers({});
    setEdited(null);
    setDetail('');
  };
  const takeLatest = (): void => {
    const latest = state.data?.latest;
    if (latest == null) return;
    const taken = answersOf({ ...latest.facts, ...state.data?.told });
    setAnswers(taken.answers);
    setDetail(taken.detail);
    setEdited(null);
  };
  return (
    <>
      <div className="no-print">
        <PageHeader
          title={t('title')}
          description={t('description')}
          actions={
            <>
              <CopyButton text={JSON.stringify(given, null, 2)} label={t('copy')} size="middle" type="default" />
              <Button icon={<RedoOutlined />} onClick={restart}>
                {t('restart')}
              </Button>
              <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
                {t('print')}
              </Button>
              {mayKeep && <KeepButton serviceId={serviceId} facts={given} day={date} />}
            </>
          }
        />
        <Flex vertical gap={16}>
          <Alert type="info" showIcon title={t('advice')} />
          <Flex gap={16} wrap>
            <ServiceField serviceId={serviceId} onService={(id) => setSearch(id === null ? {} : { service: id })} />
            <Day date={date} onDay={setDate} />
          </Flex>
          {serviceId !== null && state.error !== null && <ProblemNotice error={state.error} />}
          {state.data !== undefined && (
            <>
              <ChangeNotice state={state.data} />
              <MemosCard memos={state.data.memos} onTake={takeLatest} />
            </>
          )}
          <Row gutter={[16, 16]}>
            <Col xs={24} xl={10}>
              <Questionnaire
                answers={answers}
                questions={findings.questions}
                edited={edited}
                detail={detail}
                onAnswer={answer}
                onEdit={setEdited}
                onDetail={setDetail}
              />
            </Col>
            <Col xs={24} xl={14}>
              <FindingsView findings={findings} />
            </Col>
          </Row>
        </Flex>
      </div>
      <pre className="print-only memo">{writeMemo(facts, findings, date, language).join('\n')}</pre>
    </>
  );
}

/** Which service the answers are about; none is a fair answer, for a service that is only thought of. */
function ServiceField({ serviceId, onService }: { serviceId: string | null; onService: (id: string | null) => void }) {
  const { t } = useTranslation('scope');
  const services = useScopedServices();
  const id = useId();
  return (
    <Flex gap={8} align="center">
      <label htmlFor={id}>
        <Typography.Text>{t('service')}</Typography.Text>
      </label>
      <Select
        id={id}
        style={{ minWidth: 200 }}
        value={serviceId ?? ''}
        loading={services.isPending}
        onChange={(chosen) => onService(chosen === '' ? null : chosen)}
        options={[
          { value: '', label: t('serviceNone') },
          ...(services.data ?? []).map((service) => ({ value: service.id, label: service.name })),
        ]}
      />
    </Flex>
  );
}

interface KeepButtonProps {
  readonly serviceId: string | null;
  readonly facts: object;
  readonly day: string;
}

function KeepButton({ serviceId, facts, day }: KeepButtonProps) {
  const { t } = useTranslation('scope');
  const { message, modal } = App.useApp();
  const keep = useKeepMemo(serviceId);
  const save = (): void =>
    keep.mutate(
      { facts, day },
      {
        onSuccess: ({ number }) => void message.success(t('kept', { number })),
        onError: (error) => void modal.error({ content: <ProblemNotice error={error} /> }),
      },
    );
  return (
    <Button
      type="primary"
      icon={<SaveOutlined />}
      disabled={serviceId === null || Object.keys(facts).length === 0}
      loading={keep.isPending}
      onClick={save}
    >
      {t('keep')}
    </Button>
  );
}

function Day({ date, onDay }: { date: string; onDay: (date: string) => void }) {
  const { t } = useTranslation('scope');
  const id = useId();
  return (
    <Flex gap={8} align="center">
      <label htmlFor={id}>
        <Typography.Text>{t('day')}</Typography.Text>
      </label>
      <DatePicker
        id={id}
        allowClear={false}
        value={dayjs(date)}
        onChange={(day) => {
          if (day !== null) onDay(day.format('YYYY-MM-DD'));
        }}
      />
    </Flex>
  );
}
