import type { Evasion } from '../evasion/index.ts';
import { type Folding, type FoldTable, foldingKey, foldTableOf, foldTerm, hasSpellings } from '../fold.ts';
import type { Allowance } from './allowance-watch.ts';
import { PartCompiler } from './compile-parts.ts';
import { GapRules } from './gap-rules.ts';
import type { Conditions } from './judge.ts';
import { LoneRules, type Redeemer } from './lone-rules.ts';
import { type FoldedLane, PhraseFinder } from './phrase-finder.ts';
import { makePhrases } from './phrases.ts';
import { type GapTail, lookbackOf, type PatternPlan, type PlannedTerm, type RulePlan } from './rule-plan.ts';

/** A pattern that is no term of its own: a part of a combination. */
export interface ExtraPattern {
  readonly folding: Folding;
  readonly symbols: Uint16Array;
}

interface RuledTerm {
  readonly term: number;
  readonly planned: PlannedTerm;
  /** Are all its occurrences the symbols of its head, one after the other, and nothing else? */
  readonly isLiteral: boolean;
  readonly redeemers: Redeemer[];
  readonly head: Head;
}

/** A first part that terms with one gap share: their numbers, and what the plan has of them. */
interface Head {
  readonly terms: number[];
  readonly tails: GapTail[];
}

const NO_TAILS: Head = { terms: [], tails: [] };

/** Terms of one group, from one number up to another, and the phrases that redeem all of them. */
interface AllowedGroup {
  readonly first: number;
  readonly last: number;
  readonly folding: Folding;
  readonly phrases: readonly { readonly text: string; readonly path: string }[];
}

/** Gathers the rules while terms are numbered, and makes the plan when the lanes are built. */
export class RuleCompiler {
  readonly #ruled = new Map<number, RuledTerm>();
  readonly #groups: AllowedGroup[] = [];
  /** Terms with one gap by what they share. */
  readonly #heads = new Map<string, Head>();

  /**
   * Takes a term that has rules; `term` is its number over all terms. Returns whether its first part is to be looked for: not where
   * another of its group that has the same one before its gap already is.
   */
  addTerm(term: number, planned: PlannedTerm, group: number): boolean {
    const isLiteral = planned.rest.length === 0 && !hasSpellings(planned.folding);
    const head = this.#headOf(planned, group);
    this.#ruled.set(term, { term, planned, isLiteral, redeemers: [], head });
    if (planned.rest.length !== 1) return true;
    head.terms.push(term);
    return head.terms.length === 1;
  }

  #headOf({ folding, rest, gapChars, head }: PlannedTerm, group: number): Head {
    if (rest.length !== 1) return NO_TAILS;
    const key = `${group} ${foldingKey(folding)} ${gapChars} ${head.join(' ')}`;
    const known = this.#heads.get(key) ?? { terms: [], tails: [] };
    this.#heads.set(key, known);
    return known;
  }

  /** Takes the phrases that redeem all terms of a group, from one number up to, but without, another. */
  addAllowed(first: number, last: number, folding: Folding, phrases: readonly string[], path: string): void {
    if (phrases.length === 0 || first === last) return;
    this.#groups.push({
      first,
      last,
      folding,
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
   * The plan, or null when no term has a rule that matters. `terms` is the number of terms, behind which the extras stand; what is
   * found in a phrase is found as in any text, in every spelling that a term asks for.
   *
   * @throws HeguiError E_REQUEST_INVALID for an allow phrase that no text can match.
   */
  finish(lanes: readonly FoldedLane[], evasion: Evasion, terms: number): RulePlan | null {
    const finder = new PhraseFinder(lanes, evasion);
    for (const ruled of this.#ruled.values()) redeemByTerm(ruled, finder);
    for (const group of this.#groups) this.#redeemByGroup(group, finder);
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
    return { patterns, lone, gaps: new GapRules(patterns), ...parts.finish(extra), lookbackUnits };
  }

  // The lanes themselves find which terms of the group a phrase holds, so that time grows with the phrases only.
  #redeemByGroup({ first, last, folding: asked, phrases }: AllowedGroup, finder: PhraseFinder): void {
    const lanes = finder.lanesOf(first, last);
    const heads = new Map([...this.#heads.values()].map(({ terms }) => [terms[0], terms] as const));
    for (const { text, path } of phrases) {
      for (const { folding } of lanes) foldTerm(text, folding, path);
      for (const { start, end, term: found, folding } of finder.find(text, lanes, first, last))
        for (const term of heads.get(found) ?? [found]) {
          const ruled = this.#ruledOf(term, folding, asked);
          ruled.redeemers.push(redeemerAt(text, start, end, folding, ruled.isLiteral));
        }
    }
  }

  #ruledOf(term: number, folding: Folding, asked: Folding): RuledTerm {
    const known = this.#ruled.get(term);
    if (known !== undefined) return known;
    const ruled = {
      term,
      planned: { ...UNRULED, folding },
      isLiteral: !hasSpellings(asked),
      redeemers: [],
      head: NO_TAILS,
    };
    this.#ruled.set(term, ruled);
    return ruled;
  }
}

/** A term's own phrases redeem it wherever it stands in one of them. */
function redeemByTerm({ term, planned, isLiteral, redeemers }: RuledTerm, finder: PhraseFinder): void {
  const { allow, folding, head, rest } = planned;
  const lanes = allow.length === 0 || isLiteral ? [] : finder.lanesWith(folding);
  for (const { text, symbols } of allow) {
    if (isLiteral || rest.length > 0) {
      const own = isLiteral ? head.length : 0;
      for (const before of findAll(symbols, head)) redeemers.push({ symbols, before, known: before + own });
    } else {
      for (const { start, end } of finder.find(text, lanes, term, term + 1))
        redeemers.push(redeemerAt(text, start, end, folding, false));
    }
  }
}

function redeemerAt(text: string, start: number, end: number, folding: Folding, isLiteral: boolean): Redeemer {
  const before = countSymbols(text.slice(0, start), folding);
  const known = isLiteral ? countSymbols(text.slice(0, end), folding) : before;
  return { symbols: foldTerm(text, folding, 'allow'), before, known };
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

function planMain({ term, planned, redeemers, head }: RuledTerm, part: number | null): PatternPlan | null {
  const { folding, wholeWord, context, rest, gapChars } = planned;
  const hasConditions = wholeWord || context !== null || redeemers.length > 0;
  if (!hasConditions && rest.length === 0 && part === null) return null;
  const table = foldTableOf(folding);
  const conditions: Conditions = { table, wholeWord, allowance: makeAllowance(table, redeemers), context };
  const plan: PatternPlan = {
    term,
    conditions: hasConditions ? conditions : null,
    gap: rest.length === 0 ? null : { chars: gapChars, rest, tails: head.tails },
    part,
  };
  const [last, ...others] = rest;
  if (last !== undefined && others.length === 0) head.tails.push({ part: last, pattern: term, plan });
  return plan;
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
