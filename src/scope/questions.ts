import type { Constraint } from './constraints.ts';
import type { Exploration, Leaf } from './explore.ts';
import { FACT_TEXTS } from './fact-texts.ts';
import { CHOICES, type FactName, type Facts, factIndex, LISTS, REPRESENTATIVES } from './facts.ts';
import { type FindingName, type Question, SINGLE_FINDINGS } from './findings.ts';

/** Nobody answers more at a time; the rest is asked once these are known. */
const QUESTIONS_MAX = 12;

/**
 * The facts whose knowledge would change what a rule came to. Each value of each unknown fact is tried: of the ways that
 * were followed, those that fit the value are merged again and compared.
 */
export function factsThatMatter(
  exploration: Exploration<string | readonly string[]>,
  told: Facts['known'],
  contradictions: readonly Constraint[],
): FactName[] {
  if (exploration.leaves.length < 2) return [];
  const atOdds = factsAtOdds(contradictions);
  const merged = keyOf(exploration.leaves);
  return exploration.read.filter((fact) => {
    if (atOdds.has(fact)) return changesIfDropped(exploration.leaves, fact, merged);
    return !told.has(fact) && changesIfKnown(exploration.leaves, fact, merged);
  });
}

const factsAtOdds = (contradictions: readonly Constraint[]): Set<FactName> =>
  new Set(contradictions.flatMap(({ first, second }) => [first.fact, second.fact]));

type Leaves = readonly Leaf<string | readonly string[]>[];

function changesIfKnown(leaves: Leaves, fact: FactName, merged: string): boolean {
  const index = factIndex.get(fact) ?? 0;
  return (REPRESENTATIVES.get(fact) ?? []).some((_, at) => {
    const fitting = leaves.filter(({ possible }) => ((possible[index] ?? 0) & (1 << at)) !== 0);
    return fitting.length > 0 && keyOf(fitting) !== merged;
  });
}

function changesIfDropped(leaves: Leaves, fact: FactName, merged: string): boolean {
  const index = factIndex.get(fact) ?? 0;
  const believed = leaves.filter(({ world }) => world.known[index] !== undefined);
  const dropped = leaves.filter(({ world }) => world.known[index] === undefined);
  return [believed, dropped].some((some) => some.length > 0 && keyOf(some) !== merged);
}

/** What to ask, most findings first; what contradicts itself before all else, even where it decides nothing. */
export function askWhatMatters(
  contradictions: readonly Constraint[],
  followed: readonly { readonly finding: FindingName; readonly matters: readonly FactName[] }[],
): Question[] {
  const atOdds = factsAtOdds(contradictions);
  const open = new Map<FactName, Set<FindingName>>([...atOdds].map((fact) => [fact, new Set()]));
  for (const { finding, matters } of followed) {
    for (const fact of matters) open.set(fact, (open.get(fact) ?? new Set<FindingName>()).add(finding));
  }
  if (open.size === 0) return [];
  const weight = (fact: FactName): number => {
    const changed = [...(open.get(fact) ?? [])];
    // Of two that change as many findings, the one that settles an open answer before the one that adds to a list.
    return (atOdds.has(fact) ? FIRST : 0) + changed.length + changed.filter(isSingle).length / FIRST;
  };
  return [...open.keys()]
    .sort((one, other) => weight(other) - weight(one) || (factIndex.get(one) ?? 0) - (factIndex.get(other) ?? 0))
    .slice(0, Math.max(QUESTIONS_MAX, atOdds.size))
    .map((fact) => questionOf(fact, atOdds.has(fact), [...(open.get(fact) ?? [])]));
}

const isSingle = (finding: FindingName): boolean => SINGLE_FINDINGS.some((single) => single === finding);
/** More than there are findings. */
const FIRST = 100;

/** What leaves come to together: the value all share, or the items all share. */
function keyOf(leaves: Leaves): string {
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

/** A question about a fact, whatever it would change. */
export const questionAbout = (fact: FactName): Question => questionOf(fact, false, []);

/** What may be answered; empty for a number. */
export function valuesOf(fact: FactName): readonly (string | boolean)[] {
  const values: unknown = Reflect.get(CHOICES, fact) ?? Reflect.get(LISTS, fact) ?? [];
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string' || typeof value === 'boolean') : [];
}
