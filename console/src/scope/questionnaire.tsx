import { EditOutlined } from '@ant-design/icons';
import {
  FACT_NAMES,
  FACT_TEXTS,
  type FactName,
  type FactValue,
  FINDING_TEXTS,
  type Question,
  questionAbout,
  tellValue,
} from '@hegui/scope';
import { Button, Card, Flex, Input, Typography } from 'antd';
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answers } from './answers.ts';
import { FactControl } from './fact-control.tsx';
import { useMemoLanguage } from './use-language.ts';

interface QuestionnaireProps {
  readonly answers: Answers;
  readonly questions: readonly Question[];
  /** A fact whose answer is being changed; it stands first. */
  readonly edited: FactName | null;
  readonly detail: string;
  readonly onAnswer: (fact: FactName, value: FactValue | null) => void;
  readonly onEdit: (fact: FactName) => void;
  readonly onDetail: (detail: string) => void;
}

/** More at once would hide that each answer may make others needless. */
const SHOWN_MAX = 3;

/** Asks what still matters, and shows what was answered. */
export function Questionnaire(props: QuestionnaireProps) {
  return (
    <Flex vertical gap={16}>
      <OpenQuestions {...props} />
      <Answered {...props} />
    </Flex>
  );
}

function OpenQuestions({ answers, questions, edited, onAnswer }: QuestionnaireProps) {
  const { t } = useTranslation('scope');
  const open = questions.filter(({ fact }) => !(fact in answers) && fact !== edited);
  const all = edited === null ? open : [questionAbout(edited), ...open];
  const list = useRef<HTMLDivElement>(null);
  const answered = Object.keys(answers).length;
  const turn = `${answered} ${edited ?? ''}`;
  const lastTurn = useRef(turn);
  useEffect(() => {
    // The question that had the focus is gone; whoever uses the keyboard goes on with the next one.
    if (lastTurn.current !== turn) list.current?.focus();
    lastTurn.current = turn;
  }, [turn]);
  return (
    <Card title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('next')}</h2>}>
      <div
        ref={list}
        tabIndex={-1}
        role="status"
        style={{ display: 'flex', flexDirection: 'column', gap: 20, outline: 0 }}
      >
        {all.length === 0 && (
          <div>
            <Typography.Text strong>{questions.length === 0 ? t('done') : t('skipped')}</Typography.Text>
            <br />
            <Typography.Text type="secondary">{t('doneHelp')}</Typography.Text>
          </div>
        )}
        {all.slice(0, SHOWN_MAX).map((question) => (
          <OneQuestion
            key={question.fact}
            question={question}
            value={answers[question.fact] ?? null}
            onAnswer={(value) => onAnswer(question.fact, value)}
          />
        ))}
        {all.length > SHOWN_MAX && (
          <Typography.Text type="secondary">{t('more', { count: all.length - SHOWN_MAX })}</Typography.Text>
        )}
      </div>
    </Card>
  );
}

interface OneQuestionProps {
  readonly question: Question;
  readonly value: FactValue | null;
  readonly onAnswer: (value: FactValue | null) => void;
}

function OneQuestion({ question, value, onAnswer }: OneQuestionProps) {
  const { t } = useTranslation('scope');
  const language = useMemoLanguage();
  const id = useId();
  const changes = question.changes.map((finding) => FINDING_TEXTS[finding][language]);
  return (
    <section aria-labelledby={id}>
      <Typography.Text strong id={id}>
        {question[language]}
      </Typography.Text>
      {changes.length > 0 && (
        <Typography.Paragraph type="secondary" style={{ fontSize: 12, margin: '2px 0 8px' }}>
          {t('changes', { findings: changes.join(language === 'zh' ? '、' : ', ') })}
        </Typography.Paragraph>
      )}
      <FactControl question={question} value={value} labelledBy={id} onAnswer={onAnswer} />
    </section>
  );
}

function Answered({ answers, detail, onEdit, onDetail }: QuestionnaireProps) {
  const { t } = useTranslation('scope');
  const language = useMemoLanguage();
  const id = useId();
  const told = FACT_NAMES.filter((fact) => fact in answers);
  return (
    <Card title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('answers')}</h2>}>
      {told.length === 0 && <Typography.Paragraph type="secondary">{t('noAnswers')}</Typography.Paragraph>}
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {told.map((fact) => {
          const value = answers[fact] ?? null;
          const name = FACT_TEXTS[fact][language];
          return (
            <li key={fact} style={{ display: 'flex', alignItems: 'center', gap: 8, padding: '2px 0' }}>
              <span style={{ flex: 1, minWidth: 0 }}>
                <Typography.Text type="secondary">{name}: </Typography.Text>
                {value === null ? t('unknown') : tellValue(fact, value, language)}
              </span>
              <Button
                size="small"
                type="text"
                icon={<EditOutlined />}
                aria-label={t('edit', { fact: name })}
                onClick={() => onEdit(fact)}
              />
            </li>
          );
        })}
      </ul>
      <label htmlFor={id} style={{ display: 'block', margin: '12px 0 4px' }}>
        <Typography.Text type="secondary">{t('detail')}</Typography.Text>
      </label>
      <Input.TextArea
        id={id}
        rows={2}
        maxLength={10_000}
        value={detail}
        onChange={({ target }) => onDetail(target.value)}
      />
    </Card>
  );
}
