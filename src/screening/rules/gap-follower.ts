import { findGapEnds } from './find-gap-ends.ts';
import { GapWindow, type TakeOpen } from './gap-window.ts';
import type { Known } from './judge.ts';
import { failedAt, LIVE, matchForward, type Pattern } from './matching.ts';
import type { PatternPlan } from './rule-plan.ts';
import type { TextIndexes } from './text-index.ts';

/** Patterns of which it is remembered where they were taken last; a power of two. */
const RECENT = 64;
/** Units from one occurrence to the next that are worth a window on the places between. */
const APART_UNITS_MIN = 16;

/** The first part of a term with several gaps, while its other parts may follow. */
interface Chain {
  readonly start: number;
  readonly end: number;
  readonly pattern: number;
  readonly plan: PatternPlan;
}

/** Takes an occurrence of a whole term with gaps. */
export type TakeWhole = (start: number, end: number, pattern: number, plan: PatternPlan) => void;

/** Finds where terms with gaps end whose first parts were found. */
export class GapFollower {
  readonly #indexes: TextIndexes;
  readonly #take: TakeWhole;
  /** Null where nobody asks what is open. */
  readonly #takeOpen: TakeOpen | null;
  /** By pattern, of terms with one gap. */
  readonly #windows = new Map<number, GapWindow>();
  // Patterns that were taken last, and where those ended; others may take each other's place.
  readonly #recentPatterns = new Int32Array(RECENT).fill(-1);
  readonly #recentEnds = new Int32Array(RECENT);
  /** Where the occurrence being taken ends. */
  readonly #ends: number[] = [];
  /** Of terms with several gaps. */
  #chains: Chain[] = [];

  constructor(indexes: TextIndexes, take: TakeWhole, takeOpen: TakeOpen | null) {
    this.#indexes = indexes;
    this.#take = take;
    this.#takeOpen = takeOpen;
  }

  /** Goes on with what the text before left open; what ended up to `readUntil` was taken. */
  readOn(known: Known, readUntil: number): void {
    for (const [pattern, window] of this.#windows) {
      if (window.isOpen) window.readOn(known);
      else this.#windows.delete(pattern);
    }
    const chains = this.#chains;
    this.#chains = [];
    for (const chain of chains) this.#follow(chain, known, readUntil);
  }

  /** Takes a first part. */
  add(start: number, end: number, pattern: number, plan: PatternPlan, known: Known): void {
    const [last, ...others] = plan.gap?.rest ?? [];
    if (plan.gap === null || last === undefined) return;
    if (others.length > 0) {
      this.#follow({ start, end, pattern, plan }, known, end);
      return;
    }
    if (this.#isAlone(pattern, end) && this.#lookBehind(last, plan.gap.chars, start, end, pattern, plan, known)) return;
    let window = this.#windows.get(pattern);
    if (window === undefined) {
      const takeEnd = (from: number, to: number): void => this.#take(from, to, pattern, plan);
      window = new GapWindow(last, plan.gap.chars, this.#indexes.of(last.table), takeEnd, this.#takeOpen);
      this.#windows.set(pattern, window);
    }
    window.add(start, end, known);
  }

  /** Was no occurrence of the pattern taken so short a time before that both look at the same places? */
  #isAlone(pattern: number, end: number): boolean {
    const slot = pattern & (RECENT - 1);
    const isAlone = this.#recentPatterns[slot] !== pattern || end - (this.#recentEnds[slot] ?? 0) > APART_UNITS_MIN;
    this.#recentPatterns[slot] = pattern;
    this.#recentEnds[slot] = end;
    return isAlone && !this.#windows.has(pattern);
  }

  /** Takes the ends behind a first part that stands alone; returns false, and takes none, where the text does not say yet. */
  #lookBehind(
    part: Pattern,
    gap: number,
    start: number,
    end: number,
    pattern: number,
    plan: PatternPlan,
    { text, origin, isEnd }: Known,
  ): boolean {
    const index = this.#indexes.of(part.table);
    const isOver = index.readAround(text, origin, start, end, gap);
    if (!isOver && !isEnd) return false;
    const limit = isOver ? index.firstBeyond(end, gap) : index.to;
    const ends = this.#ends;
    ends.length = 0;
    let until = isOver ? limit : origin + text.length + 1;
    for (let at = index.last(part.symbols[0] ?? 0); at >= end; at = index.lastBefore(at)) {
      if (at >= limit) continue;
      const result = matchForward(part, text, at - origin, text.length);
      if (result === LIVE) {
        if (!isEnd) return false;
        until = origin + text.length + 1;
      } else if (result >= 0) ends.push(result + origin);
      else until = Math.max(until, failedAt(result) + origin);
    }
    for (let found = ends.pop(); found !== undefined; found = ends.pop()) this.#take(start, found, pattern, plan);
    this.#takeOpen?.(start, end, until);
    return true;
  }

  /** Hands over the patterns that are open, and where they start. */
  eachOpen(take: (pattern: number, start: number) => void): void {
    for (const [pattern, window] of this.#windows) for (const start of window.openStarts) take(pattern, start);
    for (const { pattern, start } of this.#chains) take(pattern, start);
  }

  /** Finds where a term with several gaps ends; keeps its first part while more ends may come. */
  #follow(chain: Chain, known: Known, readUntil: number): void {
    const { start, end, pattern, plan } = chain;
    if (plan.gap === null) return;
    const { text, origin, isEnd } = known;
    const search = findGapEnds(plan.gap.rest, plan.gap.chars, text, end - origin, text.length);
    for (const found of search.ends) if (found + origin > readUntil) this.#take(start, found + origin, pattern, plan);
    const isLeft = search.until === Number.POSITIVE_INFINITY;
    if (isLeft && !isEnd) this.#chains.push(chain);
    this.#takeOpen?.(start, end, isLeft && isEnd ? origin + text.length + 1 : search.until + origin);
  }
}
