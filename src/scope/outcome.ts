import { scopeSourceOf } from '../law/index.ts';
import type { FactView } from './fact-view.ts';
import type { Bilingual, ListFinding, Reading, ReasonSource, SingleFinding } from './findings.ts';

/** What a rule says of one complete reading of the facts, and why. */
export interface Outcome<Value> extends Bilingual {
  readonly value: Value;
  readonly sources: readonly ReasonSource[];
  readonly readings: readonly Reading[];
  readonly ask: Bilingual | null;
}

/** Decides one finding. Pure: it asks the view about facts and nothing else. */
export interface SingleRule<Value extends string> {
  readonly finding: SingleFinding;
  readonly decide: (facts: FactView) => Outcome<Value | 'uncertain'>;
}

/** Decides some items of a list. Deadlines are items `name: term`. */
export interface ListRule {
  readonly finding: ListFinding;
  readonly decide: (facts: FactView) => Outcome<readonly string[]>;
}

/** @param basis ids of sources, which are checked when the module is loaded. */
export const outcome = <const Value>(
  value: Value,
  basis: readonly string[],
  zh: string,
  en: string,
): Outcome<Value> => ({
  value,
  sources: basis.map(citeSource),
  zh,
  en,
  readings: [],
  ask: null,
});

export function citeSource(id: string): ReasonSource {
  const { instrument, article, confidence } = scopeSourceOf(id);
  return { id, instrument: instrument.zh, article, confidence };
}

export const ASK_PROVINCIAL_CAC: Bilingual = {
  zh: '请向主体所在地的省级网信办咨询，并保留书面答复。',
  en: 'Ask the provincial CAC where the provider is seated, and keep its written answer.',
};

/** For what neither text nor official notice decides: at least two readings, and whom to ask. */
export const undecided = (
  basis: readonly string[],
  zh: string,
  en: string,
  readings: readonly Reading[],
  ask: Bilingual = ASK_PROVINCIAL_CAC,
): Outcome<'uncertain'> => ({ ...outcome('uncertain', basis, zh, en), readings, ask });

export const reading = (value: string, zh: string, en: string): Reading => ({ value, zh, en });

/** No item of a list, with nothing to say about it. */
export const NO_ITEMS: Outcome<readonly string[]> = outcome([], [], '', '');

export const items = (
  value: readonly string[],
  basis: readonly string[],
  zh: string,
  en: string,
): Outcome<readonly string[]> => ({ ...outcome('', basis, zh, en), value });
