import { INVISIBLES_MAX } from '../fold.ts';
import type { OpenOccurrence, Settle } from './open-occurrence.ts';
import { type Phrases, PhraseTracker } from './phrases.ts';
import { LOOKBACK_UNITS } from './term-rules.ts';
import { WaitingLine } from './waiting-line.ts';

/** Terms that must stand near an occurrence, or must not. */
export interface Context {
  readonly requires: boolean;
  /** Characters that may lie between. */
  readonly within: number;
  readonly phrases: Phrases;
}

/** Characters up to a place, those that leave no ink apart. */
export interface CharCount {
  readonly visible: number;
  readonly invisible: number;
}

/** Characters between two places, as rules count them: invisible ones only once there are more than may be skipped. */
const between = (from: CharCount, to: CharCount): number =>
  to.visible - from.visible + Math.max(0, to.invisible - from.invisible - INVISIBLES_MAX);

/** A context term that came. */
interface Found extends CharCount {
  readonly start: number;
  readonly end: number;
}

/** Context terms that are remembered, at most and at least. */
const REMEMBERED_MAX = 2_048;
const REMEMBERED_MIN = 1_024;

/** Finds which occurrences have a context term near. */
export class ContextWatch<T extends OpenOccurrence> {
  readonly #context: Context;
  readonly #tracker: PhraseTracker;
  readonly #settle: Settle<T>;
  /** Those that none was near so far, by their end. */
  readonly #line = new WaitingLine<T>();
  /** Of them those behind whose last character the text has not come. */
  readonly #unclosed = new WaitingLine<T>();
  /** Those that came, by their end. */
  #found: Found[] = [];

  constructor(context: Context, settle: Settle<T>) {
    this.#context = context;
    this.#tracker = new PhraseTracker(context.phrases);
    this.#settle = settle;
  }

  get isIdle(): boolean {
    return this.#line.length === 0;
  }

  clear(): void {
    this.#tracker.clear();
    this.#found = [];
  }

  /** Takes an occurrence that ends where the text has been read to; it has its count, and `before` is up to its start. */
  add(open: T, before: CharCount): void {
    if (this.#isNearFound(open.start, before)) {
      this.#settle(open, this.#context.requires, open.end);
      return;
    }
    open.closedAt = Number.POSITIVE_INFINITY;
    this.#line.push(open);
    this.#unclosed.push(open);
  }

  /** Reads the unit at `at`; what it decides is certain at `knownAt`. `count` is up to there, and changes later. */
  read(unit: number, at: number, knownAt: number, count: CharCount): void {
    this.#tracker.read(unit, at);
    for (const start of this.#tracker.completed) this.#find(start, at + 1, count);
    if (this.#line.length === 0) return;
    this.#close(knownAt, count);
    this.#miss(at, knownAt);
  }

  /** At the end of the text, a context that has not come does not come. */
  finish(at: number): void {
    this.#line.drop((open) => {
      this.#settle(open, !this.#context.requires, at);
      return true;
    });
    this.#unclosed.drop(() => true);
  }

  /** Did a context term come before that runs into the occurrence or ends near enough before it? */
  #isNearFound(start: number, before: CharCount): boolean {
    for (let index = this.#found.length - 1; index >= 0; index -= 1) {
      const found = this.#found[index];
      if (found === undefined || (found.end < start && between(found, before) > this.#context.within)) return false;
      if (found.start >= start - LOOKBACK_UNITS) return true;
    }
    return false;
  }

  #find(start: number, end: number, count: CharCount): void {
    this.#found.push({ start, end, visible: count.visible, invisible: count.invisible });
    if (this.#found.length > REMEMBERED_MAX) this.#found = this.#found.slice(-REMEMBERED_MIN);
    for (let last = this.#line.last(); last !== undefined && last.closedAt > start; last = this.#line.last()) {
      if (start < last.start - LOOKBACK_UNITS) {
        this.#findFar(start, end);
        return;
      }
      this.#settle(last, this.#context.requires, end);
      this.#line.dropLast();
    }
  }

  // A context term may be so long that it is too far before those that began last.
  #findFar(start: number, end: number): void {
    this.#line.drop((open) => {
      const isNear = open.closedAt > start && start >= open.start - LOOKBACK_UNITS;
      if (isNear) this.#settle(open, this.#context.requires, end);
      return isNear;
    });
  }

  /** Notes which occurrences are too far back now for another context term to begin near them. */
  #close(knownAt: number, count: CharCount): void {
    for (let first = this.#unclosed.first(); first !== undefined; first = this.#unclosed.first()) {
      if (first.waiting !== 0 && between(first, count) <= this.#context.within) return;
      first.closedAt = knownAt;
      this.#unclosed.dropFirst();
    }
  }

  /** Lets those go near which none goes on any more. */
  #miss(at: number, knownAt: number): void {
    for (let first = this.#line.first(); first !== undefined; first = this.#line.first()) {
      const isDecided = first.waiting === 0;
      if (!isDecided && first.closedAt > knownAt) return;
      const live = isDecided ? -1 : this.#firstLive(first);
      if (live >= 0) {
        // What keeps the first waiting keeps the others, unless it is too far before them.
        if (at - live > LOOKBACK_UNITS) this.#missFar(knownAt);
        return;
      }
      this.#settle(first, !this.#context.requires, knownAt);
      this.#line.dropFirst();
    }
  }

  #missFar(knownAt: number): void {
    this.#line.drop((open) => {
      const isMissed = open.closedAt <= knownAt && this.#firstLive(open) < 0;
      if (isMissed) this.#settle(open, !this.#context.requires, knownAt);
      return isMissed;
    });
  }

  #firstLive({ start, closedAt }: T): number {
    return this.#tracker.firstLive(start - LOOKBACK_UNITS, closedAt);
  }
}
