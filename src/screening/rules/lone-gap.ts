import type { FoldTable } from '../fold.ts';
import { findGapEnds } from './find-gap-ends.ts';
import {
  GAP_CHARS,
  GAP_PARTS,
  GAP_TABLE,
  GAP_WIDTH,
  type GapRules,
  PART_FIRST,
  PART_SYMBOLS,
  PART_WIDTH,
  SEVERAL,
} from './gap-rules.ts';
import type { Known } from './judge.ts';
import { compareForward, failedAt, LIVE } from './matching.ts';
import type { PatternPlan, RulePlan } from './rule-plan.ts';
import type { TextIndex, TextIndexes } from './text-index.ts';

/** Takes an occurrence of a whole term with gaps. */
export type TakeWhole = (start: number, end: number, pattern: number, plan: PatternPlan) => void;

/** Looks behind one first part of terms with gaps. Each look goes over the same places again: it is for those that stand alone. */
export class LoneGap {
  readonly #patterns: RulePlan['patterns'];
  readonly #rules: GapRules;
  readonly #indexes: TextIndexes;
  readonly #take: TakeWhole;
  // The first part that is looked behind, and behind where its ends are taken.
  #start = 0;
  #end = 0;
  #pattern = 0;
  #readUntil = 0;
  /** Where its gap is over, as far as the text is known. */
  #limit = 0;
  /** The first offset at which it is certain that no more comes. */
  #until = 0;

  constructor({ patterns, gaps }: RulePlan, indexes: TextIndexes, take: TakeWhole) {
    this.#patterns = patterns;
    this.#rules = gaps;
    this.#indexes = indexes;
    this.#take = take;
  }

  /**
   * Takes the ends behind a first part, from `start` to `end`, that lie behind `readUntil`. Returns the first offset at which it is
   * certain that no more comes; Infinity while more would if the text went on.
   */
  look(start: number, end: number, pattern: number, known: Known, readUntil: number): number {
    const { places, code, tables } = this.#rules;
    const place = places[pattern] ?? 0;
    const table = tables[code[place + GAP_TABLE] ?? 0];
    if (table === undefined) return end;
    const index = this.#indexes.of(table);
    const chars = code[place + GAP_CHARS] ?? 0;
    const isOver = index.readAround(known.text, known.origin, start, end, chars);
    this.#start = start;
    this.#end = end;
    this.#pattern = pattern;
    this.#readUntil = readUntil;
    this.#limit = isOver ? index.firstBeyond(end, chars) : index.to;
    this.#until = isOver ? this.#limit : Number.POSITIVE_INFINITY;
    const parts = code[place + GAP_PARTS] ?? 0;
    for (let number = 0, part = place + GAP_WIDTH; number < parts; number += 1, part += PART_WIDTH) {
      if (index.last(code[part + PART_FIRST] ?? 0) < end) continue;
      if (code[part + PART_SYMBOLS] === SEVERAL) this.#searchSeveral(known);
      else this.#search(part, number, index, table, known);
    }
    return this.#until;
  }

  /** Looks for a last part wherever its first symbol stands. */
  #search(part: number, number: number, index: TextIndex, table: FoldTable, { text, origin }: Known): void {
    const { code, symbols } = this.#rules;
    const first = code[part + PART_SYMBOLS] ?? 0;
    const length = symbols[first] ?? 0;
    for (let at = index.last(code[part + PART_FIRST] ?? 0); at >= this.#end; at = index.lastBefore(at)) {
      if (at >= this.#limit) continue;
      const result = compareForward(table, symbols, first + 1, length, text, at - origin, text.length);
      const knownAt = result < 0 ? failedAt(result) : result;
      this.#until = result === LIVE ? Number.POSITIVE_INFINITY : Math.max(this.#until, knownAt + origin);
      if (result >= 0 && result + origin > this.#readUntil) this.#takeEnd(number, result + origin);
    }
  }

  #takeEnd(number: number, end: number): void {
    const tail = this.#patterns[this.#pattern]?.gap?.tails[number];
    if (tail !== undefined) this.#take(this.#start, end, tail.pattern, tail.plan);
  }

  #searchSeveral({ text, origin }: Known): void {
    const plan = this.#patterns[this.#pattern];
    if (plan === undefined || plan.gap === null) return;
    const search = findGapEnds(plan.gap.rest, plan.gap.chars, text, this.#end - origin, text.length);
    for (const end of search.ends)
      if (end + origin > this.#readUntil) this.#take(this.#start, end + origin, this.#pattern, plan);
    this.#until = search.until + origin;
  }
}
