import { instrumentOf } from '../law/index.ts';
import { CONSTRAINTS } from './constraints.ts';
import type { FactTest } from './fact-test.ts';
import { FACT_NAMES, type FactName, type FactValue, REPRESENTATIVES } from './facts.ts';

const fullMasks = new Map(FACT_NAMES.map((name) => [name, (1 << (REPRESENTATIVES.get(name)?.length ?? 0)) - 1]));

/** What is possible for the unknown facts: bits over their representatives; a fact that is not here is wholly open. */
export type Possible = ReadonlyMap<FactName, number>;

export const possibleValues = (possible: Possible, fact: FactName): number =>
  possible.get(fact) ?? fullMasks.get(fact) ?? 0;

/**
 * The facts as a rule sees them. A question about an unknown fact takes one answer now and leaves the other for a later
 * run; what was taken narrows what is possible for the rest of the run.
 */
export class FactView {
  readonly date: string;
  /** Facts the rule asked for. */
  readonly read = new Set<FactName>();
  /** Set when the answers taken contradict each other; the run counts for nothing. */
  isImpossible = false;
  private readonly known: ReadonlyMap<FactName, FactValue>;
  private readonly answers: readonly boolean[];
  private readonly taken: boolean[] = [];
  private narrowed: Map<FactName, number>;

  /** @param answers what to take at the first questions about unknown facts; later ones take yes. */
  constructor(known: ReadonlyMap<FactName, FactValue>, possible: Possible, date: string, answers: readonly boolean[]) {
    this.known = known;
    this.narrowed = new Map(possible);
    this.date = date;
    this.answers = answers;
  }

  is({ fact, holds, mask }: FactTest): boolean {
    this.read.add(fact);
    const value = this.known.get(fact);
    if (value !== undefined) return holds(value);
    const open = possibleValues(this.narrowed, fact);
    if ((open & ~mask) === 0) return true;
    if ((open & mask) === 0) return false;
    const answer = this.answers[this.taken.length] ?? true;
    this.taken.push(answer);
    this.narrowed.set(fact, answer ? open & mask : open & ~mask);
    this.isImpossible ||= !narrow(this.known, this.narrowed);
    return answer;
  }

  isAny(...tests: readonly FactTest[]): boolean {
    return tests.some((test) => this.is(test));
  }

  isKnown(fact: FactName): boolean {
    return this.known.has(fact);
  }

  /** Whether an instrument binds on the day in question. */
  isInForce(instrument: string): boolean {
    const { inForce } = instrumentOf(instrument);
    return inForce === null || inForce <= this.date;
  }

  /** What was still possible at the end of the run. */
  get possible(): Possible {
    return this.narrowed;
  }

  get answersTaken(): readonly boolean[] {
    return this.taken;
  }
}

/** Strikes out what the constraints rule out. @returns false when nothing is left of a fact. */
export function narrow(known: ReadonlyMap<FactName, FactValue>, possible: Map<FactName, number>): boolean {
  for (const { first, second } of CONSTRAINTS) {
    const ruledOut = isCertain(known, possible, first) ? second : isCertain(known, possible, second) ? first : null;
    if (ruledOut === null || known.has(ruledOut.fact)) continue;
    const open = possibleValues(possible, ruledOut.fact);
    const left = open & ~ruledOut.mask;
    if (left === 0) return false;
    if (left !== open) possible.set(ruledOut.fact, left);
  }
  return true;
}

function isCertain(
  known: ReadonlyMap<FactName, FactValue>,
  possible: Possible,
  { fact, holds, mask }: FactTest,
): boolean {
  const value = known.get(fact);
  return value === undefined ? (possibleValues(possible, fact) & ~mask) === 0 : holds(value);
}
