import { type FoldTable, INVISIBLES_MAX, SEPARATOR, SYMBOL } from '../fold.ts';
import { CONTEXT_TERM_WIDTH, CONTEXT_TERMS, FIRST_BITS, LONGEST, type LoneRules, WITHIN } from './lone-rules.ts';
import { afterCodePoint, beforeCodePoint, compareForward, countBetween, failedAt, LIVE } from './matching.ts';
import { LOOKBACK_UNITS } from './term-rules.ts';

/** In the place of an offset, that has not come or may still come: behind the end of any text. */
export const NEVER: number = 2 ** 30;
/** Patterns that are remembered at once; others may take each other's place. A power of two. */
const MEMOS = 64;
/** How far a place is shifted for a memo: the code of no pattern is shorter. */
const PLACE_SHIFT = 3;

/** Around which occurrence of a pattern no context term begins, up to which place. Offsets are those of the whole text. */
interface Memo {
  place: number;
  start: number;
  end: number;
  /** From before all that matters to the occurrence up to here none begins near it, and none that may still come. */
  to: number;
  /** Where the last comparison failed that was begun before. */
  failedAt: number;
  // Characters from the end of the occurrence up to `to`.
  visible: number;
  invisible: number;
}

/**
 * Looks for the context terms of one occurrence. What lies between two occurrences of a pattern is looked at once, however many
 * stand close together.
 */
export class LoneContext {
  /** Where in the known text the first context term near was complete; NEVER when there is none. */
  foundAt: number = NEVER;
  /** Where it was certain that none comes; NEVER while one may. */
  missedAt: number = NEVER;
  readonly #rules: LoneRules;
  readonly #memos: readonly Memo[] = Array.from({ length: MEMOS }, () => ({
    place: 0,
    start: 0,
    end: 0,
    to: 0,
    failedAt: 0,
    visible: 0,
    invisible: 0,
  }));
  // Of the pattern being judged.
  #place = 0;
  #terms = 0;
  #within = 0;
  #firstBits = 0;

  constructor(rules: LoneRules) {
    this.#rules = rules;
  }

  /** Looks around the occurrence between two offsets of a text that begins at `origin`; the code of the terms is at `terms`. */
  look(place: number, terms: number, table: FoldTable, text: string, origin: number, start: number, end: number): void {
    const { code } = this.#rules;
    this.#place = place;
    this.#terms = terms;
    this.#within = code[place + WITHIN] ?? 0;
    this.#firstBits = (code[place + FIRST_BITS] ?? 0) | ((code[place + FIRST_BITS + 1] ?? 0) << 16);
    const memo = this.#memos[(place >>> PLACE_SHIFT) & (MEMOS - 1)];
    if (memo === undefined) return;
    if (this.#goesOn(memo, origin, start, end)) {
      this.#moveEnd(memo, table, text, origin, end);
      this.#lookAfter(memo, table, text, origin, start, end);
      // What failed late may have begun before all that matters to this occurrence.
      if (this.foundAt < NEVER || this.missedAt > memo.failedAt - origin) return;
    }
    this.foundAt = NEVER;
    this.missedAt = end;
    memo.failedAt = 0;
    memo.place = 0;
    this.#lookBefore(memo, table, text, origin, start, end);
    if (this.foundAt <= end) return;
    const isKnown = this.foundAt === NEVER && this.missedAt < NEVER;
    const { foundAt, missedAt } = this;
    memo.to = start + origin;
    memo.visible = 0;
    memo.invisible = 0;
    this.#lookAfter(memo, table, text, origin, start, end);
    this.foundAt = Math.min(foundAt, this.foundAt);
    this.missedAt = Math.max(missedAt, this.missedAt);
    memo.place = isKnown ? place : 0;
    memo.start = start + origin;
    memo.end = end + origin;
  }

  /** Does the memo hold for what stands before an occurrence? */
  #goesOn(memo: Memo, origin: number, start: number, end: number): boolean {
    const [from, to] = [start + origin, end + origin];
    return memo.place === this.#place && from >= memo.start && to >= memo.end && from <= memo.to && memo.end >= origin;
  }

  /** Counts from a later end on. */
  #moveEnd(memo: Memo, { kinds }: FoldTable, text: string, origin: number, end: number): void {
    const to = Math.min(end, memo.to - origin);
    for (let at = memo.end - origin; at < to; at = afterCodePoint(text, at)) {
      if ((kinds[text.charCodeAt(at)] ?? SYMBOL) <= SEPARATOR) memo.visible -= 1;
      else memo.invisible -= 1;
    }
    memo.end = end + origin;
  }

  /** Context terms that start before the occurrence: near it, or running into it. */
  #lookBefore(memo: Memo, table: FoldTable, text: string, origin: number, start: number, end: number): void {
    const { kinds, units } = table;
    const longest = this.#rules.code[this.#place + LONGEST] ?? 0;
    const floor = Math.max(0, start - LOOKBACK_UNITS);
    // No context term is longer, without and with all that may be skipped inside it.
    let symbols = this.#within + longest;
    let visible = this.#within + 5 * longest;
    for (let at = start; at > floor && symbols >= 0 && visible >= 0; ) {
      at = beforeCodePoint(text, at);
      if (at < floor) return;
      const unit = text.charCodeAt(at);
      const kind = kinds[unit] ?? SYMBOL;
      if (kind === SYMBOL) symbols -= 1;
      if (kind <= SEPARATOR) visible -= 1;
      // What fails at its first character fails before the end of the term, which is when the earliest verdict can be.
      if (((this.#firstBits >>> ((units[unit] ?? unit) & 31)) & 1) === 0) continue;
      this.#compareTerms(memo, table, text, origin, at, start, end);
      if (this.foundAt <= end) return;
    }
  }

  /** Context terms that start inside the occurrence or behind it, from where the memo ends on; leaves it where none began. */
  #lookAfter(memo: Memo, table: FoldTable, text: string, origin: number, start: number, end: number): void {
    const { kinds, units } = table;
    const within = this.#within;
    let { visible, invisible } = memo;
    let at = memo.to - origin;
    let isClean = true;
    this.foundAt = NEVER;
    this.missedAt = end;
    for (; at < text.length && visible + Math.max(0, invisible - INVISIBLES_MAX) <= within && at < this.foundAt; ) {
      const unit = text.charCodeAt(at);
      if (((this.#firstBits >>> ((units[unit] ?? unit) & 31)) & 1) !== 0) {
        const isFree = this.#compareTerms(memo, table, text, origin, at, start, end);
        if (!isFree && isClean) {
          isClean = false;
          this.#leave(memo, at + origin, visible, invisible);
        }
      }
      if (at >= end) {
        if ((kinds[unit] ?? SYMBOL) <= SEPARATOR) visible += 1;
        else invisible += 1;
      }
      at = afterCodePoint(text, at);
    }
    if (isClean) this.#leave(memo, at + origin, visible, invisible);
    const isOver = visible + Math.max(0, invisible - INVISIBLES_MAX) > within;
    this.missedAt = isOver ? Math.max(this.missedAt, at) : NEVER;
  }

  #leave(memo: Memo, to: number, visible: number, invisible: number): void {
    memo.to = to;
    memo.visible = visible;
    memo.invisible = invisible;
  }

  /** Compares all context terms with one place of the text; false when one is there, or may still come. */
  #compareTerms(
    memo: Memo,
    table: FoldTable,
    text: string,
    origin: number,
    at: number,
    start: number,
    end: number,
  ): boolean {
    const { code } = this.#rules;
    let isFree = true;
    let term = this.#terms;
    for (let left = code[this.#place + CONTEXT_TERMS] ?? 0; left > 0; left -= 1) {
      const length = code[term] ?? 0;
      const result = compareForward(table, code, term + CONTEXT_TERM_WIDTH, length, text, at, text.length);
      term += CONTEXT_TERM_WIDTH + length;
      if (result === LIVE) {
        this.missedAt = NEVER;
        isFree = false;
      } else if (result < 0) {
        this.missedAt = Math.max(this.missedAt, failedAt(result));
        memo.failedAt = Math.max(memo.failedAt, failedAt(result) + origin);
      } else if (result >= start || countBetween(table, text, result, start) <= this.#within) {
        this.foundAt = Math.min(this.foundAt, Math.max(result, end));
        isFree = false;
      }
    }
    return isFree;
  }
}
