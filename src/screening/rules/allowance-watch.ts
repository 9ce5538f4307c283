import type { OpenOccurrence, Settle } from './open-occurrence.ts';
import { type Phrases, PhraseTracker } from './phrases.ts';
import { LOOKBACK_UNITS } from './term-rules.ts';
import { WaitingLine } from './waiting-line.ts';

/** Phrases that redeem a term which stands inside them. */
export interface Allowance {
  readonly phrases: Phrases;
  /** Symbols that a phrase has before the term, at most. */
  readonly before: number;
}

/** Finds which occurrences lie inside an allow phrase: one that begins at their start or before, and ends at their end or behind. */
export class AllowanceWatch<T extends OpenOccurrence> {
  readonly #tracker: PhraseTracker;
  readonly #settle: Settle<T>;
  /** Those that some phrase may still redeem, by their start. */
  readonly #line = new WaitingLine<T>();

  constructor({ phrases }: Allowance, settle: Settle<T>) {
    this.#tracker = new PhraseTracker(phrases);
    this.#settle = settle;
  }

  get isIdle(): boolean {
    return this.#line.length === 0;
  }

  clear(): void {
    this.#tracker.clear();
  }

  /** Takes an occurrence that ends where the text has been read to. */
  add(open: T): void {
    const { start, end } = open;
    if (this.#tracker.completed.some((from) => isInside(start, from))) this.#settle(open, false, end);
    else if (this.#firstLive(open) < 0) this.#settle(open, true, end);
    // Gaps let an occurrence end before another that began later.
    else this.#line.add(open, (one, other) => one.start < other.start);
  }

  /** Reads the unit at `at`; what it decides is certain at `knownAt`. */
  read(unit: number, at: number, knownAt: number): void {
    this.#tracker.read(unit, at);
    if (this.#line.length === 0) return;
    for (const from of this.#tracker.completed) this.#redeem(from, at + 1);
    this.#release(at, knownAt);
  }

  /** At the end of the text, a phrase that has not been completed does not redeem. */
  finish(at: number): void {
    this.#line.drop((open) => {
      this.#settle(open, true, at);
      return true;
    });
  }

  /** A phrase that began at `from` is complete at `end`. */
  #redeem(from: number, end: number): void {
    for (let last = this.#line.last(); last !== undefined && last.start >= from; last = this.#line.last()) {
      if (!isInside(last.start, from)) {
        this.#redeemFar(from, end);
        return;
      }
      this.#settle(last, false, end);
      this.#line.dropLast();
    }
  }

  // A phrase may be so long that it is too far before those that began last.
  #redeemFar(from: number, end: number): void {
    this.#line.drop((open) => {
      const isRedeemed = isInside(open.start, from);
      if (isRedeemed) this.#settle(open, false, end);
      return isRedeemed;
    });
  }

  /** Lets those go that no phrase which goes on began before. */
  #release(at: number, knownAt: number): void {
    for (let first = this.#line.first(); first !== undefined; first = this.#line.first()) {
      const live = first.waiting === 0 ? -1 : this.#firstLive(first);
      if (live >= 0) {
        // What keeps the first waiting keeps the others, unless it is too far before them.
        if (at - live > LOOKBACK_UNITS) this.#releaseFar(knownAt);
        return;
      }
      this.#settle(first, true, knownAt);
      this.#line.dropFirst();
    }
  }

  #releaseFar(knownAt: number): void {
    this.#line.drop((open) => {
      const isFree = this.#firstLive(open) < 0;
      if (isFree) this.#settle(open, true, knownAt);
      return isFree;
    });
  }

  #firstLive({ start }: T): number {
    return this.#tracker.firstLive(start - LOOKBACK_UNITS, start + 1);
  }
}

const isInside = (start: number, from: number): boolean => from <= start && from >= start - LOOKBACK_UNITS;
