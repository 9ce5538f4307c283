import { GapWindow, type TakeEnd, type TakeOpen, untilMoreComes } from './gap-window.ts';
import type { Known } from './judge.ts';
import { LoneGap, type TakeWhole } from './lone-gap.ts';
import type { RulePlan } from './rule-plan.ts';
import type { TextIndexes } from './text-index.ts';

/** Patterns of which it is remembered where they were taken last; a power of two. */
const RECENT = 64;
/** Units from one occurrence to the next that are worth a window on the places between. */
const APART_UNITS_MIN = 16;

/** A first part that other parts may follow. */
interface Chain {
  readonly start: number;
  readonly end: number;
  readonly pattern: number;
}

/** Finds where terms with gaps end whose first parts were found. */
export class GapFollower {
  readonly #patterns: RulePlan['patterns'];
  readonly #indexes: TextIndexes;
  readonly #lone: LoneGap;
  readonly #take: TakeWhole;
  /** Null where nobody asks what is open. */
  readonly #takeOpen: TakeOpen | null;
  /** By pattern, of terms with one gap whose first part stands close to itself. */
  readonly #windows = new Map<number, GapWindow>();
  // Patterns that were taken last, and where those ended; others may take each other's place.
  readonly #recentPatterns = new Int32Array(RECENT).fill(-1);
  readonly #recentEnds = new Int32Array(RECENT);
  /** All others for which more of the text must come. */
  #chains: Chain[] = [];

  constructor(plan: RulePlan, indexes: TextIndexes, take: TakeWhole, takeOpen: TakeOpen | null) {
    this.#patterns = plan.patterns;
    this.#lone = new LoneGap(plan, indexes, take);
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
    if (this.#chains.length === 0) return;
    const chains = this.#chains;
    this.#chains = [];
    for (const chain of chains)
      if (this.#look(chain.start, chain.end, chain.pattern, known, readUntil)) this.#chains.push(chain);
  }

  /** Takes a first part. */
  add(start: number, end: number, pattern: number, known: Known): void {
    const window = this.#isAlone(pattern, end) ? null : this.#windowOf(pattern);
    if (window !== null) window.add(start, end, known);
    else if (this.#look(start, end, pattern, known, end)) this.#chains.push({ start, end, pattern });
  }

  /** Hands over the patterns that are open, and where they start. */
  eachOpen(take: (pattern: number, start: number) => void): void {
    for (const window of this.#windows.values()) window.eachOpen(take);
    for (const { pattern, start } of this.#chains) {
      take(pattern, start);
      for (const tail of this.#patterns[pattern]?.gap?.tails ?? []) take(tail.pattern, start);
    }
  }

  /** Was no occurrence of the pattern taken so short a time before that both look at the same places? */
  #isAlone(pattern: number, end: number): boolean {
    const slot = pattern & (RECENT - 1);
    const isAlone = this.#recentPatterns[slot] !== pattern || end - (this.#recentEnds[slot] ?? 0) > APART_UNITS_MIN;
    this.#recentPatterns[slot] = pattern;
    this.#recentEnds[slot] = end;
    return isAlone && (this.#windows.size === 0 || !this.#windows.has(pattern));
  }

  /** The window of a pattern; null for one with several gaps. */
  #windowOf(pattern: number): GapWindow | null {
    const known = this.#windows.get(pattern);
    if (known !== undefined) return known;
    const gap = this.#patterns[pattern]?.gap;
    const part = gap?.tails[0]?.part;
    if (gap == null || part === undefined) return null;
    const takeEnd: TakeEnd = (from, to, tail) => this.#take(from, to, tail.pattern, tail.plan);
    const window = new GapWindow(gap.tails, gap.chars, this.#indexes.of(part.table), takeEnd, this.#takeOpen);
    this.#windows.set(pattern, window);
    return window;
  }

  /** Takes the ends behind a first part that lie behind `readUntil`; returns whether more may come. */
  #look(start: number, end: number, pattern: number, known: Known, readUntil: number): boolean {
    const until = this.#lone.look(start, end, pattern, known, readUntil);
    const isLeft = until === Number.POSITIVE_INFINITY;
    this.#takeOpen?.(start, end, isLeft ? untilMoreComes(known) : until);
    return isLeft && !known.isEnd;
  }
}
