import type { Exploration, Leaf } from './explore.ts';
import { FACT_TEXTS } from './fact-texts.ts';
import { type FactName, type FactValue, factIndex, REPRESENTATIVES } from './facts.ts';
import type { Bilingual, FindingName, Reading, Reason, ReasonSource } from './findings.ts';
import type { Outcome } from './outcome.ts';

/** The one value of all leaves; `uncertain` where they differ. */
export function mergeSingle<Value extends string>(leaves: readonly Leaf<Value | 'uncertain'>[]): Value | 'uncertain' {
  const first = leaves[0]?.outcome.value ?? 'uncertain';
  return leaves.every(({ outcome }) => outcome.value === first) ? first : 'uncertain';
}

/** The items that hold on every way. */
export function mergeItems(leaves: readonly Leaf<readonly string[]>[]): readonly string[] {
  const first = leaves[0]?.outcome.value ?? [];
  if (leaves.length === 1) return first;
  return first.filter((item) => leaves.every(({ outcome }) => outcome.value.includes(item)));
}

interface ToExplain<Value> {
  readonly finding: FindingName;
  readonly value: Value;
  readonly exploration: Exploration<Value>;
  /** What was told, before anything was left aside because of a contradiction. */
  readonly told: ReadonlyMap<FactName, FactValue>;
}

/** Facts that are open are for the provider to tell, unless it is their meaning that is open. */
const ASK_IF_UNSURE: Bilingual = {
  zh: '请先补充事实；自己无法判断的，向省级网信办咨询。',
  en: 'Tell the facts first; where you cannot judge them yourself, ask the provincial CAC.',
};

const SOURCES_MAX = 12;
const READINGS_MAX = 8;

/** Why a finding is as it is: the facts, the law, and what is open. */
export function explain<Value extends string | readonly string[]>(given: ToExplain<Value>): Reason {
  const { finding, value, exploration, told } = given;
  const outcomes = [...new Set(exploration.leaves.map(({ outcome }) => outcome))];
  const unknown = exploration.read.filter((fact) => !told.has(fact) && isOpenIn(fact, exploration.leaves));
  const facts = Object.fromEntries(
    exploration.read.flatMap((fact) => {
      const known = told.get(fact);
      return known === undefined ? [] : [[fact, known]];
    }),
  );
  const deciding = outcomes.find((one) => sameValue(one.value, value)) ?? outcomes[0];
  const isSplit = outcomes.length > 1 && !outcomes.every((one) => sameValue(one.value, value));
  return {
    finding,
    value,
    facts,
    unknown,
    sources: sourcesOf(outcomes),
    readings: isSplit ? readingsOf(outcomes) : (deciding?.readings ?? []),
    ask: outcomes.find(({ ask }) => ask !== null)?.ask ?? (isSplit ? ASK_IF_UNSURE : null),
    ...(isSplit ? splitText(unknown) : { zh: deciding?.zh ?? '', en: deciding?.en ?? '' }),
    later: [],
  };
}

/** Whether what was found on some value of the fact differs from what was found on another. */
function isOpenIn(fact: FactName, leaves: readonly Leaf<string | readonly string[]>[]): boolean {
  if (leaves.length < 2) return false;
  const index = factIndex.get(fact) ?? 0;
  const found = (REPRESENTATIVES.get(fact) ?? []).flatMap((_, at) => {
    const fitting = leaves.filter(({ possible }) => ((possible[index] ?? 0) & (1 << at)) !== 0);
    return fitting.length === 0
      ? []
      : [[...new Set(fitting.map(({ outcome }) => String(outcome.value)))].sort().join('|')];
  });
  return new Set(found).size > 1;
}

const sameValue = (one: string | readonly string[], other: string | readonly string[]): boolean =>
  typeof one === 'string' || typeof other === 'string' ? one === other : one.join() === other.join();

function sourcesOf(outcomes: readonly Outcome<unknown>[]): ReasonSource[] {
  if (outcomes.length === 1) return [...(outcomes[0]?.sources ?? [])];
  return [...new Map(outcomes.flatMap(({ sources }) => sources).map((source) => [source.id, source])).values()].slice(
    0,
    SOURCES_MAX,
  );
}

function readingsOf(outcomes: readonly Outcome<string | readonly string[]>[]): Reading[] {
  const byValue = new Map<string, Reading>();
  for (const { value, zh, en } of outcomes) {
    const key = typeof value === 'string' ? value : value.join(', ');
    if (!byValue.has(key) && key !== '') byValue.set(key, { value: key, zh, en });
  }
  return [...byValue.values()].slice(0, READINGS_MAX);
}

function splitText(unknown: readonly FactName[]): { zh: string; en: string } {
  if (unknown.length === 0)
    return {
      zh: '所给事实互相矛盾，取信不同则结论不同。',
      en: 'The facts told contradict each other, and what follows depends on which is right.',
    };
  return {
    zh: `取决于尚不清楚的事实：${unknown.map((fact) => FACT_TEXTS[fact].zh).join('、')}。`,
    en: `It depends on facts that are not known: ${unknown.map((fact) => FACT_TEXTS[fact].en).join(', ')}.`,
  };
}
