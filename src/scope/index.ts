export { decideScope } from './decide-scope.ts';
export { FACT_TEXTS } from './fact-texts.ts';
export { CHOICES, FACT_NAMES, type FactName, type Facts, type FactValue, LISTS, NUMBERS } from './facts.ts';
export type {
  Bilingual,
  FindingName,
  Findings,
  Question,
  Reading,
  Reason,
  ReasonSource,
} from './findings.ts';
export { readFacts } from './read-facts.ts';
