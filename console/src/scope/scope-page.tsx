import { PrinterOutlined, RedoOutlined } from '@ant-design/icons';
import { decideScope, type FactName, type FactValue, readFacts, writeMemo } from '@hegui/scope';
import { Alert, Button, Col, DatePicker, Flex, Row, Typography } from 'antd';
import dayjs from 'dayjs';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton, PageHeader } from '../app/index.ts';
import { type Answers, factsOf } from './answers.ts';
import { FindingsView } from './findings-view.tsx';
import { Questionnaire } from './questionnaire.tsx';
import { useMemoLanguage } from './use-language.ts';

const CHINA_OFFSET_MS = 8 * 3_600_000;
const chinaToday = (): string => new Date(Date.now() + CHINA_OFFSET_MS).toISOString().slice(0, 10);

/** A questionnaire that asks only what still matters, beside what follows. Worked out here and kept nowhere. */
export function ScopePage() {
  const { t } = useTranslation('scope');
  const language = useMemoLanguage();
  const [answers, setAnswers] = useState<Answers>({});
  const [edited, setEdited] = useState<FactName | null>(null);
  const [detail, setDetail] = useState('');
  const [date, setDate] = useState(chinaToday);
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
              <Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()}>
                {t('print')}
              </Button>
            </>
          }
        />
        <Flex vertical gap={16}>
          <Alert type="info" showIcon title={t('advice')} />
          <Day date={date} onDay={setDate} />
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
