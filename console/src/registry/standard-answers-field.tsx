import { CloseOutlined } from '@ant-design/icons';
import { type Policy, policySchema } from '@hegui/contract';
import { Button, Flex, Form, Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useRiskName } from '../app/index.ts';
import { RiskSelect } from '../content/risk-select.tsx';

type Answers = Policy['standardAnswers'];

interface StandardAnswersFieldProps {
  readonly answers: Answers;
  readonly mayChange: boolean;
  readonly onChange: (answers: Answers) => void;
}

/** The standard answers: the default, and those of single risks or groups. */
export function StandardAnswersField({ answers, mayChange, onChange }: StandardAnswersFieldProps) {
  const { t } = useTranslation('registry');
  const defaultText = answers.default ?? '';
  const codes = Object.keys(answers)
    .filter((code) => code !== 'default')
    .sort();
  return (
    <>
      {['default', ...codes].map((code) => (
        <Answer
          key={code}
          code={code}
          text={answers[code] ?? ''}
          onChange={(text) => onChange({ ...answers, [code]: text })}
          onRemove={code !== 'default' && mayChange ? () => onChange(without(answers, code)) : null}
        />
      ))}
      {mayChange && (
        <div style={{ maxWidth: 420 }}>
          <RiskSelect
            key={codes.length}
            withGroups
            without={codes}
            placeholder={t('policy.answerAdd')}
            ariaLabel={t('policy.answerAdd')}
            onChange={(code) => code !== undefined && onChange({ ...answers, [code]: defaultText })}
          />
        </div>
      )}
    </>
  );
}

interface AnswerProps {
  readonly code: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly onRemove: (() => void) | null;
}

function Answer({ code, text, onChange, onRemove }: AnswerProps) {
  const { t } = useTranslation('registry');
  const id = useId();
  const riskName = useRiskName();
  const name = code === 'default' ? t('policy.answerDefault') : `${code} ${riskName(code) ?? ''}`;
  const isValid = policySchema.shape.standardAnswers.safeParse({ default: text }).success;
  return (
    <Form.Item
      label={name}
      htmlFor={id}
      validateStatus={isValid ? '' : 'error'}
      help={isValid ? undefined : t('policy.answerRule')}
    >
      <Flex gap={8} align="flex-start">
        <Input.TextArea
          id={id}
          value={text}
          maxLength={2_000}
          autoSize={{ minRows: 1, maxRows: 6 }}
          aria-label={t('policy.answerFor', { name })}
          onChange={(event) => onChange(event.target.value)}
        />
        {onRemove !== null && (
          <Button
            type="text"
            icon={<CloseOutlined />}
            aria-label={t('policy.answerRemove', { code })}
            onClick={onRemove}
          />
        )}
      </Flex>
    </Form.Item>
  );
}

const without = (answers: Answers, code: string): Answers =>
  Object.fromEntries(Object.entries(answers).filter(([one]) => one !== code));
