import { type FactName, type FactValue, factValueText, LISTS, type Question } from '@hegui/scope';
import { Button, Checkbox, Flex, InputNumber, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { numberOf } from './answers.ts';
import { useMemoLanguage } from './use-language.ts';

interface FactControlProps {
  readonly question: Pick<Question, 'fact' | 'values'>;
  readonly value: FactValue | null;
  /** Id of the element that words the question. */
  readonly labelledBy: string;
  readonly onAnswer: (value: FactValue | null) => void;
}

/** One question's answer: a choice counts at once, a list or a number when it is confirmed. */
export function FactControl(props: FactControlProps) {
  if (props.question.fact in LISTS) return <ListControl {...props} />;
  return numberOf(props.question.fact) === null ? <ChoiceControl {...props} /> : <NumberControl {...props} />;
}

// "unclear" and "unknown" are the button beside the answers.
const isAnswer = (value: string | boolean): boolean => value !== 'unclear' && value !== 'unknown';

// Buttons and no radios: what counts at once must not count while arrow keys pass over it.
function ChoiceControl({ question, value, labelledBy, onAnswer }: FactControlProps) {
  const language = useMemoLanguage();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need the question again as its legend.
    <div role="group" aria-labelledby={labelledBy} style={{ display: 'flex', flexWrap: 'wrap', gap: 6 }}>
      {question.values.filter(isAnswer).map((one) => (
        <Button
          key={String(one)}
          size="small"
          type={one === value ? 'primary' : 'default'}
          aria-pressed={one === value}
          style={{ height: 'auto', minHeight: 28, whiteSpace: 'normal', textAlign: 'start' }}
          onClick={() => onAnswer(one)}
        >
          {factValueText(question.fact, one)[language]}
        </Button>
      ))}
      <Skip fact={question.fact} onAnswer={onAnswer} />
    </div>
  );
}

function ListControl({ question, value, labelledBy, onAnswer }: FactControlProps) {
  const { t } = useTranslation('scope');
  const language = useMemoLanguage();
  const [chosen, setChosen] = useState<string[]>(typeof value === 'object' && value !== null ? [...value] : []);
  return (
    <Flex vertical gap={8}>
      <Checkbox.Group
        aria-labelledby={labelledBy}
        role="group"
        value={chosen}
        onChange={(values) => setChosen(values.map(String))}
        style={{ display: 'flex', flexWrap: 'wrap', gap: '6px 16px' }}
        options={question.values.map((one) => ({
          value: String(one),
          label: factValueText(question.fact, one)[language],
        }))}
      />
      <Typography.Text type="secondary">{t('noneOf')}</Typography.Text>
      <Flex gap={8}>
        <Button size="small" type="primary" onClick={() => onAnswer(chosen)}>
          {t('confirm')}
        </Button>
        <Skip fact={question.fact} onAnswer={onAnswer} />
      </Flex>
    </Flex>
  );
}

function NumberControl({ question, value, labelledBy, onAnswer }: FactControlProps) {
  const { t } = useTranslation('scope');
  const bounds = numberOf(question.fact);
  const [typed, setTyped] = useState<number | null>(typeof value === 'number' ? value : null);
  const isWhole = bounds?.isWhole === true;
  const confirm = (): void => {
    if (typed !== null) onAnswer(typed);
  };
  return (
    <Flex gap={8} wrap align="center">
      <InputNumber<number>
        aria-labelledby={labelledBy}
        min={0}
        max={bounds?.max ?? Number.MAX_SAFE_INTEGER}
        {...(isWhole ? { precision: 0 } : { step: 0.01 })}
        placeholder={t('number')}
        value={typed}
        onChange={setTyped}
        onPressEnter={confirm}
        style={{ width: 180 }}
      />
      <Button size="small" type="primary" disabled={typed === null} onClick={confirm}>
        {t('confirm')}
      </Button>
      <Skip fact={question.fact} onAnswer={onAnswer} />
    </Flex>
  );
}

function Skip({ fact, onAnswer }: { fact: FactName; onAnswer: (value: null) => void }) {
  const { t } = useTranslation('scope');
  return (
    <Button
      size="small"
      type="text"
      style={{ alignSelf: 'flex-start' }}
      data-fact={fact}
      onClick={() => onAnswer(null)}
    >
      {t('skip')}
    </Button>
  );
}
