import type { FoldTable } from '../fold.ts';
import type { Conditions } from './judge.ts';

// What the code of a pattern begins with; its allow phrases follow, then its context terms.
export const FLAGS = 0;
export const TABLE = 1;
export const PHRASES = 2;
export const CONTEXT_TERMS = 3;
export const WITHIN = 4;
export const LONGEST = 5;
export const HEAD_WIDTH = 6;
/**
 * Numbers before the symbols of an allow phrase: how many of them stand before the term, how many up to its end if it always stands
 * there as itself (else as many as before it), and how many there are.
 */
export const PHRASE_WIDTH = 3;
/** The number before the symbols of a context term: how many there are. */
export const CONTEXT_TERM_WIDTH = 1;

export const IS_WHOLE_WORD = 1;
export const REQUIRES = 2;
/** An occurrence that holds is a hit: the pattern is all of its term. */
export const IS_TERM = 4;

/** Symbols that the phrases and context terms of a pattern may have, all together, to be compared around each occurrence. */
const SYMBOLS_MAX = 64;
const FIRST_CAPACITY = 1 << 8;

/** An allow phrase that holds a term, and how many of its symbols stand before the term and up to the end of what is surely its own. */
export interface Redeemer {
  readonly symbols: Uint16Array;
  readonly before: number;
  readonly known: number;
}

/**
 * The conditions of patterns as numbers in one row. A text made of terms asks for others at every third character: as objects,
 * each would be a walk through memory.
 */
export class LoneRules {
  /** By pattern, where its code begins; 0 for one without rules, -1 for one that has more than fits. */
  places: Int32Array = new Int32Array(FIRST_CAPACITY);
  code: Uint16Array = new Uint16Array(FIRST_CAPACITY);
  readonly tables: FoldTable[] = [];
  /** Characters before an occurrence in which a context term near it may begin, for all patterns. */
  reach = 0;
  #used = 1;

  /** Takes note that a pattern has rules. */
  add(pattern: number, conditions: Conditions | null, redeemers: readonly Redeemer[], isTerm: boolean): void {
    while (pattern >= this.places.length) this.places = grow(this.places, new Int32Array(2 * this.places.length));
    const symbols = [...redeemers, ...(conditions?.context?.phrases.symbols ?? []).map((one) => ({ symbols: one }))];
    const count = symbols.reduce((sum, one) => sum + one.symbols.length, 0);
    const isLong = count > SYMBOLS_MAX;
    this.places[pattern] =
      conditions === null || isLong ? -1 : this.#encode(conditions, redeemers, isTerm ? IS_TERM : 0);
  }

  #encode({ table, wholeWord, context }: Conditions, redeemers: readonly Redeemer[], flags: number): number {
    const place = this.#used;
    const { symbols: terms, longest } = context?.phrases ?? { symbols: [], longest: 0 };
    const requires = context?.requires === true;
    // No context term is longer, with all that may be skipped inside it.
    this.reach = Math.max(this.reach, (context?.within ?? 0) + 5 * longest);
    this.#put([
      flags | (wholeWord ? IS_WHOLE_WORD : 0) | (requires ? REQUIRES : 0),
      this.#tableOf(table),
      redeemers.length,
      terms.length,
      context?.within ?? 0,
      longest,
    ]);
    for (const { before, known, symbols } of redeemers) this.#put([before, known, symbols.length, ...symbols]);
    for (const symbols of terms) this.#put([symbols.length, ...symbols]);
    return place;
  }

  #tableOf(table: FoldTable): number {
    const known = this.tables.indexOf(table);
    return known < 0 ? this.tables.push(table) - 1 : known;
  }

  #put(numbers: readonly number[]): void {
    const first = this.#used;
    this.#used += numbers.length;
    while (this.#used > this.code.length) this.code = grow(this.code, new Uint16Array(2 * this.code.length));
    this.code.set(numbers, first);
  }
}

function grow<T extends Int32Array | Uint16Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
