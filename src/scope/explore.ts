import { HeguiError } from '../kernel/errors.ts';
import type { Calendar } from './calendar.ts';
import { FactView, type Known, type Possible } from './fact-view.ts';
import { FACT_NAMES, type FactName } from './facts.ts';
import type { Outcome } from './outcome.ts';

/** One way to read the facts told: more than one only where they contradict each other. */
export interface World {
  readonly known: Known;
  readonly possible: Possible;
}

/** What a rule says if the unknown facts are as `possible` tells. */
export interface Leaf<Value> {
  readonly outcome: Outcome<Value>;
  readonly world: World;
  readonly possible: Possible;
}

export interface Exploration<Value> {
  readonly leaves: readonly Leaf<Value>[];
  /** Facts that the rule asked for on any way, in their order. */
  readonly read: readonly FactName[];
  /** Facts of which anything was asked, whether they are known too; one bit each. */
  readonly consultedBits: number;
}

/** No rule comes near; more would be a rule that never ends. */
const RUNS_MAX = 200_000;

/**
 * Follows a rule through every way in which the unknown facts could turn out, so that what it says is certain exactly
 * when all ways agree.
 *
 * @cost one run where every fact the rule asks for is known; else one run for each group of values it tells apart.
 */
export function explore<Value>(
  decide: (facts: FactView) => Outcome<Value>,
  worlds: readonly World[],
  calendar: Calendar,
): Exploration<Value> {
  const leaves: Leaf<Value>[] = [];
  let readBits = 0;
  let consultedBits = 0;
  let runs = 0;
  for (const world of worlds) {
    let answers: readonly boolean[] | null = [];
    while (answers !== null) {
      if (++runs > RUNS_MAX) throw new HeguiError('E_INTERNAL', 'a rule of scope does not come to an end');
      const view: FactView = new FactView(world.known, world.possible, calendar, answers);
      const found = decide(view);
      readBits |= view.readBits;
      consultedBits |= view.readBits | view.checkedBits;
      if (!view.isImpossible) leaves.push({ outcome: found, world, possible: view.possible });
      answers = nextAnswers(view.answersTaken);
    }
  }
  const read = FACT_NAMES.filter((_, index) => (readBits & (1 << index)) !== 0);
  return { leaves, read, consultedBits };
}

/** The next way: the last yes becomes a no. null when all were no. */
function nextAnswers(taken: readonly boolean[]): boolean[] | null {
  const at = taken.lastIndexOf(true);
  return at < 0 ? null : [...taken.slice(0, at), false];
}
