import { type FactName, type FactValue, NUMBERS } from '@hegui/scope';

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
