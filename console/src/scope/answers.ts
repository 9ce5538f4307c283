import { FACT_NAMES, type FactName, type FactValue, NUMBERS } from '@hegui/scope';

/** What was answered; null is "not known", and what is absent was not answered. */
export type Answers = Readonly<Partial<Record<FactName, FactValue | null>>>;

/** The facts object of the published form. */
export function factsOf(answers: Answers, detail: string): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  const extra: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(answers)) {
    if (name.startsWith('extra.')) extra[name.slice('extra.'.length)] = value;
    else facts[name] = value;
  }
  if (detail !== '') facts.audience_detail = detail;
  return Object.keys(extra).length === 0 ? facts : { ...facts, extra };
}

/** Largest number that makes sense and whether it is a whole one; null for what is no number. */
export const numberOf = (fact: FactName): { readonly max: number; readonly isWhole: boolean } | null =>
  Object.entries(NUMBERS).find(([name]) => name === fact)?.[1] ?? null;

const isFact = (name: string): name is FactName => FACT_NAMES.some((fact) => fact === name);

/** The answers that a facts object holds; what it leaves out was not answered. */
export function answersOf(facts: Readonly<Record<string, unknown>>): { answers: Answers; detail: string } {
  const { extra, audience_detail: detail, ...told } = facts;
  const inner = Object.entries(extra ?? {}).map(([name, value]) => [`extra.${name}`, value] as const);
  const answers: Partial<Record<FactName, FactValue | null>> = {};
  for (const [name, value] of [...Object.entries(told), ...inner])
    if (isFact(name) && isAnswer(value)) answers[name] = value;
  return { answers, detail: typeof detail === 'string' ? detail : '' };
}

const isAnswer = (value: unknown): value is FactValue | null =>
  value === null ||
  ['string', 'boolean', 'number'].includes(typeof value) ||
  (Array.isArray(value) && value.every((item) => typeof item === 'string'));
