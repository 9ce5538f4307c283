import { makeCursor } from '../automaton.ts';
import { type Folding, type FoldTable, foldTableOf, foldTerm } from '../fold.ts';
import { HitRows } from '../hit-rows.ts';
import { type Lane, readLane, type ScreenHit } from '../lane.ts';
import type { Allowance } from './allowance-watch.ts';
import { PartCompiler } from './compile-parts.ts';
import type { Conditions } from './judge.ts';
import { LoneRules, type Redeemer } from './lone-rules.ts';
import { makePhrases } from './phrases.ts';
import { lookbackOf, type PatternPlan, type PlannedTerm, type RulePlan } from './rule-plan.ts';

/** A pattern that is no term of its own: a part of a combination. */
export interface ExtraPattern {
  readonly folding: Folding;
  readonly symbols: Uint16Array;
}

interface RuledTerm {
  readonly term: number;
  readonly planned: PlannedTerm;
  readonly redeemers: Redeemer[];
}

/** Terms of one group, from one number up to another, and the phrases that redeem all of them. */
interface AllowedGroup {
  readonly first: number;
  readonly last: number;
  readonly phrases: readonly { readonly text: string; readonly path: string }[];
}

/** A lane with the folding that it was built for. */
export interface FoldedLane {
  readonly lane: Lane;
  readonly folding: Folding;
}

const NO_TAGS = { tags: [], actions: [] };

/** Gathers the rules while terms are numbered, and makes the plan when the lanes are built. */
export class RuleCompiler {
  readonly #ruled = new Map<number, RuledTerm>();
  readonly #groups: AllowedGroup[] = [];

  /** Takes a term that has rules; `term` is its number over all terms. */
  addTerm(term: number, planned: PlannedTerm): void {
    this.#ruled.set(term, { term, planned, redeemers: [] });
  }

  /** Takes the phrases that redeem all terms from one number up to, but without, another. */
  addAllowed(first: number, last: number, phrases: readonly string[], path: string): void {
    if (phrases.length === 0 || first === last) return;
    this.#groups.push({
      first,
      last,
      phrases: phrases.map((text, index) => ({ text, path: `${path}.${index}` })),
    });
  }

  /** The parts of combinations, to be numbered in this order behind all terms. */
  get extras(): ExtraPattern[] {
    return [...this.#ruled.values()].flatMap(({ planned }) =>
      planned.others.map(({ symbols }) => ({ folding: planned.folding, symbols })),
    );
  }

  /**
   * The plan, or null when no term has a rule that matters. `terms` is the number of terms, behind which the extras stand.
   *
   * @throws HeguiError E_REQUEST_INVALID for an allow phrase that no text can match.
   */
  finish(lanes: readonly FoldedLane[], terms: number): RulePlan | null {
    this.#redeemByTerms();
    for (const group of this.#groups) this.#redeemByGroup(group, lanes);
    const patterns: (PatternPlan | undefined)[] = new Array<undefined>(terms).fill(undefined);
    const lone = new LoneRules();
    const parts = new PartCompiler();
    let extra = terms;
    for (const ruled of this.#ruled.values()) {
      const { planned: own, term } = ruled;
      const part = own.others.length === 0 ? null : parts.begin(own);
      const plan = planMain(ruled, part);
      if (plan !== null) {
        patterns[term] = plan;
        lone.add(term, plan.conditions, ruled.redeemers, own.isWhole);
        parts.add(term, plan);
      }
      for (const { wholeWord } of own.others) {
        const other = planPart(ruled, wholeWord, parts.next);
        patterns.push(other);
        lone.add(extra, other.conditions, [], false);
        parts.add(extra, other);
        extra += 1;
      }
    }
    const planned = patterns.filter((plan) => plan !== undefined);
    if (planned.length === 0) return null;
    const lookbacks = planned.map(({ conditions }) => (conditions === null ? 0 : lookbackOf(conditions)));
    const lookbackUnits = lookbacks.reduce((most, units) => Math.max(most, units), 0);
    return { patterns, lone, ...parts.finish(extra), lookbackUnits };
  }

  #redeemByTerms(): void {
    for (const { planned, redeemers } of this.#ruled.values()) {
      for (const symbols of planned.allow) {
        for (const before of findAll(symbols, planned.head)) redeemers.push({ symbols, before });
      }
    }
  }

  // The lanes themselves find which terms of the group a phrase holds, so that time grows with the phrases only.
  #redeemByGroup({ first, last, phrases }: AllowedGroup, lanes: readonly FoldedLane[]): void {
    const own = lanes.filter(({ lane }) => lane.terms.some((term) => term >= first && term < last));
    for (const { text, path } of phrases) {
      for (const { lane, folding } of own) {
        const symbols = foldTerm(text, folding, path);
        for (const { start, term } of occurrencesIn(lane, text)) {
          if (term < first || term >= last) continue;
          this.#redeemersOf(term, folding).push({ symbols, before: countSymbols(text.slice(0, start), folding) });
        }
      }
    }
  }

  #redeemersOf(term: number, folding: Folding): Redeemer[] {
    const known = this.#ruled.get(term);
    if (known !== undefined) return known.redeemers;
    const redeemers: Redeemer[] = [];
    this.#ruled.set(term, { term, planned: { ...UNRULED, folding }, redeemers });
    return redeemers;
  }
}

const UNRULED: Omit<PlannedTerm, 'folding'> = {
  isWhole: true,
  head: new Uint16Array(),
  rest: [],
  gapChars: 0,
  wholeWord: false,
  context: null,
  allow: [],
  others: [],
};

function planMain({ term, planned, redeemers }: RuledTerm, part: number | null): PatternPlan | null {
  const { folding, wholeWord, context, rest, gapChars } = planned;
  const hasConditions = wholeWord || context !== null || redeemers.length > 0;
  if (!hasConditions && rest.length === 0 && part === null) return null;
  const table = foldTableOf(folding);
  const conditions: Conditions = { table, wholeWord, allowance: makeAllowance(table, redeemers), context };
  return {
    term,
    conditions: hasConditions ? conditions : null,
    gap: rest.length === 0 ? null : { chars: gapChars, rest },
    part,
  };
}

function planPart({ term, planned }: RuledTerm, wholeWord: boolean, part: number): PatternPlan {
  const conditions = { table: foldTableOf(planned.folding), wholeWord, allowance: null, context: null };
  return { term, conditions: wholeWord ? conditions : null, gap: null, part };
}

function makeAllowance(table: FoldTable, redeemers: readonly Redeemer[]): Allowance | null {
  if (redeemers.length === 0) return null;
  const phrases = makePhrases(
    table,
    redeemers.map(({ symbols }) => symbols),
  );
  return { phrases, before: redeemers.reduce((most, { before }) => Math.max(most, before), 0) };
}

function occurrencesIn(lane: Lane, text: string): ScreenHit[] {
  const found = new HitRows();
  readLane(lane, makeCursor(), text, 0, text.length, { text, origin: 0 }, found);
  return found.toHits(NO_TAGS);
}

function countSymbols(text: string, folding: Folding): number {
  return text === '' ? 0 : foldTerm(`${text}\u4e00`, folding, 'allow').length - 1;
}

/** Every place of `whole` at which `part` stands. */
function findAll(whole: Uint16Array, part: Uint16Array): number[] {
  const places: number[] = [];
  for (let at = 0; at + part.length <= whole.length; at += 1) {
    if (part.every((symbol, index) => whole[at + index] === symbol)) places.push(at);
  }
  return places;
}
