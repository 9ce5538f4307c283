import { type FoldTable, INVISIBLES_MAX, SEPARATOR, SEPARATORS_MAX, SYMBOL } from '../fold.ts';

/** Phrases that one folding sees, made ready to be looked for all at once. */
export interface Phrases {
  readonly table: FoldTable;
  readonly symbols: readonly Uint16Array[];
  /** By phrase and length: of a beginning of the phrase, the longest shorter one that it ends in. */
  readonly falls: readonly Uint16Array[];
  /** A bit for each first symbol, by its low five bits: most symbols of a text are told apart here. */
  readonly firstBits: number;
  /** By first symbol, the phrases that begin with it. */
  readonly byFirst: ReadonlyMap<number, readonly number[]>;
  /** Symbols of the longest one. */
  readonly longest: number;
}

/** Makes phrases ready; the same one twice counts once. */
export function makePhrases(table: FoldTable, all: readonly Uint16Array[]): Phrases {
  const symbols = [...new Map(all.map((one) => [one.join(' '), one] as const)).values()];
  const byFirst = Map.groupBy(symbols.keys(), (index) => symbols[index]?.[0] ?? 0);
  const longest = symbols.reduce((most, { length }) => Math.max(most, length), 0);
  const firstBits = [...byFirst.keys()].reduce((bits, symbol) => bits | (1 << (symbol & 31)), 0);
  return { table, firstBits, symbols, falls: symbols.map(fallsOf), byFirst, longest };
}

function fallsOf(symbols: Uint16Array): Uint16Array {
  const falls = new Uint16Array(symbols.length + 1);
  for (let length = 1; length < symbols.length; length += 1) {
    let fall = falls[length] ?? 0;
    while (fall > 0 && symbols[fall] !== symbols[length]) fall = falls[fall] ?? 0;
    falls[length + 1] = symbols[fall] === symbols[length] ? fall + 1 : 0;
  }
  return falls;
}

/**
 * Where each beginning of a phrase stands that a text has come to: a phrase is tried at every symbol of the text at once, and a
 * unit costs a step for each phrase of which something has been read, however many places that was from.
 */
export class PhraseTracker {
  /** The offsets at which the phrases began that the unit read last completed. */
  readonly completed: number[] = [];
  readonly #phrases: Phrases;
  /** By phrase, how many of its symbols the end of the text is. */
  readonly #lengths: Uint16Array;
  /** The phrases of which that is more than none. */
  #live: number[] = [];
  /** Offsets of the last symbols, at their count modulo the size, a power of two. */
  readonly #places: Int32Array;
  #count = 0;
  #separators = 0;
  #invisibles = 0;

  constructor(phrases: Phrases) {
    this.#phrases = phrases;
    this.#lengths = new Uint16Array(phrases.symbols.length);
    this.#places = new Int32Array(2 ** Math.ceil(Math.log2(phrases.longest + 1)));
  }

  /** Forgets what was read. */
  clear(): void {
    for (const phrase of this.#live) this.#lengths[phrase] = 0;
    this.#live = [];
    this.completed.length = 0;
  }

  /** Reads the unit at `offset`; of a pair that is skipped as a whole only the first. */
  read(unit: number, offset: number): void {
    this.completed.length = 0;
    const { table } = this.#phrases;
    const kind = table.kinds[unit] ?? SYMBOL;
    if (kind === SYMBOL) this.#readSymbol(table.units[unit] ?? unit, offset);
    else if (this.#live.length > 0) this.#skip(kind);
  }

  /** Does a phrase that began from `from` up to, but without, `until` still go on? Returns where the first did; -1 for none. */
  firstLive(from: number, until: number): number {
    let first = -1;
    for (const phrase of this.#live) {
      const falls = this.#phrases.falls[phrase];
      for (let length = this.#lengths[phrase] ?? 0; length > 0; length = falls?.[length] ?? 0) {
        const start = this.#placeOf(length);
        if (start >= until) break;
        if (start < from) continue;
        if (first < 0 || start < first) first = start;
        break;
      }
    }
    return first;
  }

  /** Where the last `length` symbols began. */
  #placeOf(length: number): number {
    return this.#places[(this.#count - length) & (this.#places.length - 1)] ?? 0;
  }

  #readSymbol(symbol: number, offset: number): void {
    this.#places[this.#count & (this.#places.length - 1)] = offset;
    this.#count += 1;
    this.#separators = 0;
    this.#invisibles = 0;
    if (this.#live.length > 0) this.#goOn(symbol);
    if (((this.#phrases.firstBits >>> (symbol & 31)) & 1) !== 0) this.#begin(symbol);
  }

  #begin(symbol: number): void {
    for (const phrase of this.#phrases.byFirst.get(symbol) ?? NONE) {
      if (this.#lengths[phrase] !== 0) continue;
      this.#setLength(phrase, 1);
      if (this.#lengths[phrase] !== 0) this.#live.push(phrase);
    }
  }

  /** Reads a symbol in all phrases that were begun, and drops those of which nothing is left. */
  #goOn(symbol: number): void {
    let kept = 0;
    for (const phrase of this.#live) {
      const symbols = this.#phrases.symbols[phrase];
      const falls = this.#phrases.falls[phrase];
      let length = this.#lengths[phrase] ?? 0;
      while (length > 0 && symbols?.[length] !== symbol) length = falls?.[length] ?? 0;
      this.#setLength(phrase, symbols?.[length] === symbol ? length + 1 : 0);
      if (this.#lengths[phrase] === 0) continue;
      this.#live[kept] = phrase;
      kept += 1;
    }
    this.#live.length = kept;
  }

  #setLength(phrase: number, length: number): void {
    const whole = this.#phrases.symbols[phrase]?.length ?? 0;
    if (length === whole) this.completed.push(this.#placeOf(length));
    this.#lengths[phrase] = length === whole ? (this.#phrases.falls[phrase]?.[length] ?? 0) : length;
  }

  #skip(kind: number): void {
    if (kind === SEPARATOR) this.#separators += 1;
    else this.#invisibles += 1;
    if (this.#separators <= SEPARATORS_MAX && this.#invisibles <= INVISIBLES_MAX) return;
    for (const phrase of this.#live) this.#lengths[phrase] = 0;
    this.#live.length = 0;
  }
}

const NONE: readonly number[] = [];
