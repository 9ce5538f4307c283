export { decideScope, findingOf } from './decide-scope.ts';
export { FACT_TEXTS } from './fact-texts.ts';
export { factValueText } from './fact-value-texts.ts';
export { CHOICES, FACT_NAMES, type FactName, type Facts, type FactValue, LISTS, NUMBERS } from './facts.ts';
export { FINDING_TEXTS, valueText } from './finding-texts.ts';
export type {
  Bilingual,
  FindingName,
  Findings,
  Question,
  Reading,
  Reason,
  ReasonSource,
} from './findings.ts';
export { confidenceText, type MemoLanguage, tellSource, tellValue, writeMemo } from './memo.ts';
export { questionAbout } from './questions.ts';
export { readFacts } from './read-facts.ts';
export { writeFindings } from './write-findings.ts';
