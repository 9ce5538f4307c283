import type { Followed } from './decide-scope.ts';
import { FACT_TEXTS } from './fact-texts.ts';
import { possibleValues } from './fact-view.ts';
import { CHOICES, FACT_NAMES, type FactName, type Facts, LISTS, REPRESENTATIVES } from './facts.ts';
import type { FindingName, Question } from './findings.ts';
import type { Worlds } from './worlds.ts';

/** Nobody answers more at a time; the rest is asked once these are known. */
const QUESTIONS_MAX = 12;

/**
 * The facts whose knowledge would change a finding, most findings first. Each value of each unknown fact is tried: of
 * the ways that were followed, those that fit the value are merged again and compared.
 */
export function askWhatMatters(
  facts: Facts,
  { worlds, contradictions }: Worlds,
  followed: readonly Followed[],
): Question[] {
  const atOdds = new Set(contradictions.flatMap(({ first, second }) => [first.fact, second.fact]));
  const open = new Map<FactName, Set<FindingName>>();
  for (const one of followed) {
    if (one.exploration.leaves.length < 2) continue;
    for (const fact of one.exploration.read) {
      if (facts.known.has(fact) && !atOdds.has(fact)) continue;
      if (changes(one, fact, atOdds.has(fact))) add(open, fact, one.finding);
    }
  }
  // A contradiction is asked about even where it decides nothing.
  for (const fact of atOdds) if (!open.has(fact)) open.set(fact, new Set());
  const order = (fact: FactName): number => (atOdds.has(fact) ? -100 : 0) - (open.get(fact)?.size ?? 0);
  return [...open.keys()]
    .sort((one, other) => order(one) - order(other) || FACT_NAMES.indexOf(one) - FACT_NAMES.indexOf(other))
    .slice(0, Math.max(QUESTIONS_MAX, worlds.length > 1 ? atOdds.size : 0))
    .map((fact) => questionOf(fact, atOdds.has(fact), [...(open.get(fact) ?? [])]));
}

function add(open: Map<FactName, Set<FindingName>>, fact: FactName, finding: FindingName): void {
  const findings = open.get(fact) ?? new Set<FindingName>();
  findings.add(finding);
  open.set(fact, findings);
}

/** Whether some answer about the fact leaves another result than there is without it. */
function changes({ exploration }: Followed, fact: FactName, isAtOdds: boolean): boolean {
  const merged = keyOf(exploration.leaves);
  const count = REPRESENTATIVES.get(fact)?.length ?? 0;
  if (isAtOdds) {
    const believed = exploration.leaves.filter(({ world }) => world.known.has(fact));
    const dropped = exploration.leaves.filter(({ world }) => !world.known.has(fact));
    return [believed, dropped].some((leaves) => leaves.length > 0 && keyOf(leaves) !== merged);
  }
  return Array.from({ length: count }, (_, at) => at).some((at) => {
    const fitting = exploration.leaves.filter(({ possible }) => (possibleValues(possible, fact) & (1 << at)) !== 0);
    return fitting.length > 0 && keyOf(fitting) !== merged;
  });
}

/** What leaves come to together: the value all share, or the items all share. */
function keyOf(leaves: Followed['exploration']['leaves']): string {
  const first = leaves[0]?.outcome.value;
  if (first === undefined || leaves.length === 0) return '';
  if (typeof first === 'string') return leaves.every(({ outcome }) => outcome.value === first) ? first : 'uncertain';
  return first.filter((item) => leaves.every(({ outcome }) => outcome.value.includes(item))).join();
}

function questionOf(fact: FactName, isAtOdds: boolean, findings: readonly FindingName[]): Question {
  const { askZh, askEn } = FACT_TEXTS[fact];
  return {
    fact,
    kind: isAtOdds ? 'contradiction' : 'unknown',
    zh: isAtOdds ? `所答与另一事实矛盾，请核对：${askZh}` : askZh,
    en: isAtOdds ? `This contradicts another fact; please check: ${askEn}` : askEn,
    values: valuesOf(fact),
    changes: findings,
  };
}

/** What may be answered; empty for a number. */
export function valuesOf(fact: FactName): readonly (string | boolean)[] {
  const values: unknown = Reflect.get(CHOICES, fact) ?? Reflect.get(LISTS, fact) ?? [];
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string' || typeof value === 'boolean') : [];
}
