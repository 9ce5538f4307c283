import { CONSTRAINTS, type Constraint } from './constraints.ts';
import type { World } from './explore.ts';
import { ALL_POSSIBLE, narrow } from './fact-view.ts';
import { FACT_NAMES, type FactName, type Facts, type FactValue } from './facts.ts';

/** How the facts can be read, and what about them contradicts itself. */
export interface Worlds {
  readonly worlds: readonly World[];
  readonly contradictions: readonly Constraint[];
}

/** Beyond this many contradictions every fact at odds is taken as unknown at once. */
const FOLLOWED_MAX = 4;

/**
 * One world for facts that agree. For each contradiction, one world in which either fact is not believed; then what
 * is found is certain only where it does not matter which of them is wrong.
 */
export function worldsOf({ known }: Facts): Worlds {
  const contradictions = CONSTRAINTS.filter(({ first, second }) => isTold(known, first) && isTold(known, second));
  const unbelieved =
    contradictions.length > FOLLOWED_MAX
      ? [new Set(contradictions.flatMap(({ first, second }) => [first.fact, second.fact]))]
      : choices(contradictions);
  const worlds = unbelieved.flatMap((facts) => worldWithout(known, facts));
  // Facts so much at odds that no single one can be dropped: then none of those at odds is believed.
  const all = new Set(contradictions.flatMap(({ first, second }) => [first.fact, second.fact]));
  return { worlds: worlds.length > 0 ? worlds : worldWithout(known, all), contradictions };
}

function isTold(known: ReadonlyMap<FactName, FactValue>, { fact, holds }: Constraint['first']): boolean {
  const value = known.get(fact);
  return value !== undefined && holds(value);
}

function choices(contradictions: readonly Constraint[]): Set<FactName>[] {
  const found = contradictions.reduce<FactName[][]>(
    (sets, { first, second }) =>
      sets.flatMap((set) => [
        [...set, first.fact],
        [...set, second.fact],
      ]),
    [[]],
  );
  const byKey = new Map(found.map((facts) => [[...new Set(facts)].sort().join(), new Set(facts)]));
  return [...byKey.values()];
}

function worldWithout(told: Facts['known'], unbelieved: ReadonlySet<FactName>): World[] {
  const known = FACT_NAMES.map((fact) => (unbelieved.has(fact) ? undefined : told.get(fact)));
  const possible = [...ALL_POSSIBLE];
  // What one constraint strikes out may make another one strike.
  let before = '';
  while (before !== possible.join()) {
    before = possible.join();
    if (!narrow(known, possible)) return [];
  }
  return [{ known, possible }];
}
