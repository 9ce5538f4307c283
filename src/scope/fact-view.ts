import type { Calendar } from './calendar.ts';
import { CONSTRAINTS } from './constraints.ts';
import type { FactTest } from './fact-test.ts';
import { FACT_NAMES, type FactName, type FactValue, factIndex, REPRESENTATIVES } from './facts.ts';

/** Known values at the places of their facts; undefined where nothing is known. */
export type Known = readonly (FactValue | undefined)[];

/** What is possible for each unknown fact, at its place: bit i for its i-th representative. */
export type Possible = readonly number[];

/** Nothing is ruled out. */
export const ALL_POSSIBLE: Possible = FACT_NAMES.map((name) => (1 << (REPRESENTATIVES.get(name)?.length ?? 0)) - 1);

const constrained = FACT_NAMES.map((_, index) =>
  CONSTRAINTS.filter(({ first, second }) => first.index === index || second.index === index),
);

/**
 * The facts as a rule sees them. A question about an unknown fact takes one answer now and leaves the other for a later
 * run; what was taken narrows what is possible for the rest of the run.
 */
export class FactView {
  /** Facts the rule asked for, one bit each. */
  readBits = 0;
  /** Facts of which it asked only whether they are known. */
  checkedBits = 0;
  /** Set when the answers taken contradict each other; the run counts for nothing. */
  isImpossible = false;
  /** What was still possible at the end of the run. */
  possible: Possible;
  private readonly known: Known;
  private readonly calendar: Calendar;
  private readonly answers: readonly boolean[];
  private readonly taken: boolean[] = [];

  /** @param answers what to take at the first questions about unknown facts; later ones take yes. */
  constructor(known: Known, possible: Possible, calendar: Calendar, answers: readonly boolean[]) {
    this.known = known;
    this.possible = possible;
    this.calendar = calendar;
    this.answers = answers;
  }

  is({ index, holds, mask }: FactTest): boolean {
    this.readBits |= 1 << index;
    const value = this.known[index];
    if (value !== undefined) return holds(value);
    const open = this.possible[index] ?? 0;
    if ((open & ~mask) === 0) return true;
    if ((open & mask) === 0) return false;
    const answer = this.answers[this.taken.length] ?? true;
    this.taken.push(answer);
    const narrowed = [...this.possible];
    narrowed[index] = answer ? open & mask : open & ~mask;
    this.isImpossible ||= !narrow(this.known, narrowed, index);
    this.possible = narrowed;
    return answer;
  }

  isAny(...tests: readonly FactTest[]): boolean {
    return tests.some((test) => this.is(test));
  }

  isKnown(fact: FactName): boolean {
    const index = factIndex.get(fact) ?? 0;
    this.checkedBits |= 1 << index;
    return this.known[index] !== undefined;
  }

  /** Whether an instrument binds on the day in question. */
  isInForce(instrument: string): boolean {
    return this.calendar.binding.has(instrument);
  }

  get answersTaken(): readonly boolean[] {
    return this.taken;
  }
}

/**
 * Strikes out what the constraints on one fact, or on all, rule out.
 *
 * @returns false when nothing is left of a fact.
 */
export function narrow(known: Known, possible: number[], index?: number): boolean {
  for (const { first, second } of index === undefined ? CONSTRAINTS : (constrained[index] ?? [])) {
    const ruledOut = isCertain(known, possible, first) ? second : isCertain(known, possible, second) ? first : null;
    if (ruledOut === null || known[ruledOut.index] !== undefined) continue;
    const open = possible[ruledOut.index] ?? 0;
    const left = open & ~ruledOut.mask;
    if (left === 0) return false;
    possible[ruledOut.index] = left;
  }
  return true;
}

function isCertain(known: Known, possible: Possible, { index, holds, mask }: FactTest): boolean {
  const value = known[index];
  return value === undefined ? ((possible[index] ?? 0) & ~mask) === 0 : holds(value);
}
