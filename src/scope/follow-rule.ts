import type { Calendar } from './calendar.ts';
import { CONSTRAINTS } from './constraints.ts';
import { type Exploration, explore, type Leaf } from './explore.ts';
import { FactTrie } from './fact-trie.ts';
import type { FactView } from './fact-view.ts';
import { FACT_NAMES, type FactName, type Facts } from './facts.ts';
import type { FindingName, Reason } from './findings.ts';
import { explain, mergeItems, mergeSingle } from './merge.ts';
import type { ListRule, Outcome, SingleRule } from './outcome.ts';
import { factsThatMatter } from './questions.ts';
import type { Worlds } from './worlds.ts';

/** One service on one day. */
export interface Situation extends Worlds {
  readonly told: Facts['known'];
  readonly calendar: Calendar;
  /**
   * The day and what each fact is or may be, as numbers: first the facts in their order, last the day. Situations with
   * the same numbers at some facts agree on them.
   */
  readonly numbers: readonly number[];
}

/** What a rule came to. Shared between situations that do not differ for it; nobody changes it. */
export interface Followed<Value> {
  readonly finding: FindingName;
  readonly value: Value;
  readonly reason: Reason;
  /** Facts of which some answer would change the value. */
  readonly matters: readonly FactName[];
}

/** Situations of which a rule keeps what it came to; then it forgets them all. */
const KEPT_MAX = 4_000;

/** Where the day stands among the numbers of a situation. */
const DAY_PLACE = FACT_NAMES.length;

/** Facts that a constraint ties to each fact, itself among them, one bit each. */
const tiedBits = FACT_NAMES.map((_, index) =>
  CONSTRAINTS.reduce(
    (bits, { first, second }) =>
      first.index === index || second.index === index ? bits | (1 << first.index) | (1 << second.index) : bits,
    1 << index,
  ),
);

/**
 * Follows one rule. Most services differ in facts that most rules never ask for, so what a rule came to is kept by the
 * facts it has ever asked for and those tied to them.
 */
export class RuleFollower<Value extends string | readonly string[]> {
  private readonly finding: FindingName;
  private readonly decide: (facts: FactView) => Outcome<Value>;
  private readonly merge: (leaves: readonly Leaf<Value>[]) => Value;
  private kept = new FactTrie<Followed<Value>>();
  private keptCount = 0;
  private footprintBits = 0;
  private footprint: readonly number[] = [DAY_PLACE];

  constructor(
    finding: FindingName,
    decide: (facts: FactView) => Outcome<Value>,
    merge: (leaves: readonly Leaf<Value>[]) => Value,
  ) {
    this.finding = finding;
    this.decide = decide;
    this.merge = merge;
  }

  follow(situation: Situation): Followed<Value> {
    if (situation.contradictions.length > 0) return this.work(situation).followed;
    const known = this.kept.get(situation.numbers, this.footprint);
    if (known !== undefined) return known;
    const { followed, exploration } = this.work(situation);
    this.widen(exploration.consultedBits);
    if (this.keptCount >= KEPT_MAX) this.forget();
    this.keptCount += 1;
    this.kept.set(situation.numbers, this.footprint, followed);
    return followed;
  }

  private work({ worlds, contradictions, told, calendar }: Situation): {
    readonly followed: Followed<Value>;
    readonly exploration: Exploration<Value>;
  } {
    const exploration = explore(this.decide, worlds, calendar);
    const value = this.merge(exploration.leaves);
    const reason = explain<Value>({ finding: this.finding, value, exploration, told });
    const matters = factsThatMatter(exploration, told, contradictions);
    return { followed: { finding: this.finding, value, reason, matters }, exploration };
  }

  private forget(): void {
    this.kept = new FactTrie();
    this.keptCount = 0;
  }

  private widen(bits: number): void {
    const tied = tiedBits.reduce((all, more, index) => ((bits & (1 << index)) === 0 ? all : all | more), bits);
    if ((tied & ~this.footprintBits) === 0) return;
    this.footprintBits |= tied;
    const facts = FACT_NAMES.flatMap((_, index) => ((this.footprintBits & (1 << index)) === 0 ? [] : [index]));
    this.footprint = [DAY_PLACE, ...facts];
    this.forget();
  }
}

export const followSingle = <Value extends string>({
  finding,
  decide,
}: SingleRule<Value>): RuleFollower<Value | 'uncertain'> =>
  new RuleFollower<Value | 'uncertain'>(finding, decide, (leaves) => mergeSingle<Value>(leaves));

export const followItems = ({ finding, decide }: ListRule): RuleFollower<readonly string[]> =>
  new RuleFollower<readonly string[]>(finding, decide, mergeItems);
