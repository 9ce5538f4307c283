import {
  answerSchema,
  type IncidentFacts,
  incidentGradeSchema,
  incidentKindSchema,
  incidentOperatorSchema,
} from '@hegui/contract';
import { useTranslation } from 'react-i18next';
import { chinaInput } from '../registers/china-time.ts';
import type { FormField, Values } from '../registers/form-modal.tsx';

/** What is asked about an incident, line by line. */
export function useFactsFields(): FormField[] {
  const { t } = useTranslation('incidents');
  const { t: registers } = useTranslation('registers');
  const [china, mayBeEmpty, chinaOrEmpty] = [registers('china'), registers('mayBeEmpty'), registers('chinaOrEmpty')];
  const answers = answerSchema.options.map((value) => ({ value, label: t(`answers.${value}`) }));
  const asked = (name: 'leak' | 'minorsAffected' | 'suspectedCrime' | 'endangersPublic'): FormField => ({
    name,
    label: t(`facts.${name}`),
    kind: 'select',
    options: answers,
  });
  return [
    { name: 'title', label: t('facts.title'), kind: 'text' },
    { name: 'discoveredAt', label: t('facts.discoveredAt'), kind: 'instant', help: china },
    {
      name: 'grade',
      label: t('facts.grade'),
      kind: 'select',
      options: incidentGradeSchema.options.map((value) => ({ value, label: t(`grades.${value}`) })),
    },
    {
      name: 'kind',
      label: t('facts.kind'),
      kind: 'select',
      options: incidentKindSchema.options.map((value) => ({ value, label: t(`kinds.${value}`) })),
    },
    {
      name: 'operator',
      label: t('facts.operator'),
      kind: 'select',
      options: incidentOperatorSchema.options.map((value) => ({ value, label: t(`operators.${value}`) })),
    },
    { name: 'systems', label: t('facts.systems'), kind: 'area' },
    { name: 'occurredAt', label: t('facts.occurredAt'), kind: 'instant', isNullable: true, help: chinaOrEmpty },
    { name: 'effect', label: t('facts.effect'), kind: 'area', help: mayBeEmpty },
    { name: 'measures', label: t('facts.measures'), kind: 'area', help: mayBeEmpty },
    { name: 'cause', label: t('facts.cause'), kind: 'area', help: mayBeEmpty },
    asked('leak'),
    { name: 'leakedPersons', label: t('facts.leakedPersons'), kind: 'number', isNullable: true, help: mayBeEmpty },
    asked('minorsAffected'),
    asked('suspectedCrime'),
    asked('endangersPublic'),
  ];
}

/** Nothing is taken for granted: what nobody said is not clear yet. */
export const newFacts = (): Values => ({
  discoveredAt: chinaInput(new Date()),
  grade: 'ungraded',
  operator: 'other',
  leak: 'unclear',
  minorsAffected: 'unclear',
  suspectedCrime: 'unclear',
  endangersPublic: 'unclear',
});

/** The same lines with what was said so far. */
export const filledFacts = (facts: IncidentFacts): Values => ({
  ...facts,
  discoveredAt: chinaInput(facts.discoveredAt),
  occurredAt: facts.occurredAt === null ? '' : chinaInput(facts.occurredAt),
});
