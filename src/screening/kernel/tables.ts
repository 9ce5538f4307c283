import type { Automaton } from '../automaton.ts';
import {
  FIRST_WORD_SHIFT,
  HAS_TERM,
  IS_TAIL,
  LEAF,
  MIX,
  RECORD,
  ROW_MIX_SHIFT,
  SIZE_SHIFT,
  VALUE_SHIFT,
} from './layout.ts';
import { Trie } from './trie.ts';

/** The tables of the kernel, each a piece of its memory. */
export interface KernelTables {
  /**
   * Words of 32 bits, a row of them for each symbol that starts a term. The second symbol's hash chooses the word; its bits 0
   * to 15 stand for third symbols, bits 16 to 31 for terms of two. Rows keep what is read often close together.
   */
  readonly filter: Int32Array;
  /** By symbol: first word of its row times 32, plus how far a hash of 16 bits is shifted to choose one. */
  readonly filterRows: Int32Array;
  /** Entries of two numbers, a row of them for each symbol that starts a term of two: the second symbol, and the term. */
  readonly pairs: Int32Array;
  /** By symbol: first entry of its row times 32, plus log2 of the row's length. */
  readonly pairRows: Int32Array;
  /** The same for longer terms: the second and third symbol, and where they lead. */
  readonly prefixes: Int32Array;
  /** By symbol: first entry of its row times 32, plus log2 of the row's length. */
  readonly prefixRows: Int32Array;
  /** By symbol, the term it is alone. */
  readonly singles: Int32Array;
  /** Records; see `layout.ts`. The first numbers are not used, so that no record stands at 0. */
  readonly nodes: Int32Array;
  /** Groups of terms that fold to the same, each ended by -1. */
  readonly several: Int32Array;
  /** Symbols of the longest term. */
  readonly depthMax: number;
}

/** Lays the automaton's terms out for the kernel; `numbers` gives its terms the numbers that hits carry. */
export function buildTables(automaton: Automaton, numbers: Int32Array): KernelTables {
  const trie = new Trie(automaton, numbers);
  const records = new Records(trie);
  const rows = new Rows(automaton.starts.length);
  const singles = new Int32Array(automaton.firstPlain).fill(-1);
  trie.eachStart((a, first) => {
    const single = trie.termOf(first);
    if (single >= 0) singles[a] = single;
    trie.eachChild(first, (b, second) => {
      const pair = trie.termOf(second);
      if (pair >= 0) rows.addPair(b, (pair << VALUE_SHIFT) | LEAF);
      trie.eachChild(second, (c, third) => rows.addPrefix(b, c, records.valueOf(third)));
    });
    rows.end(a);
  });
  return {
    ...rows.finish(),
    singles,
    nodes: records.finish(),
    several: Int32Array.from(trie.several),
    depthMax: automaton.depths.reduce((most, depth) => Math.max(most, depth), 0),
  };
}

/** The rows of the filter and of what it leads to, one first symbol after the other. */
class Rows {
  readonly #filterRows: Int32Array;
  // The first word is empty: the rows of all symbols that start nothing.
  readonly #filter = new Numbers(1);
  readonly #pairs: RowTable;
  readonly #prefixes: RowTable;

  constructor(symbols: number) {
    this.#filterRows = new Int32Array(symbols).fill(FIRST_WORD_SHIFT);
    this.#pairs = new RowTable(symbols);
    this.#prefixes = new RowTable(symbols);
  }

  addPair(second: number, value: number): void {
    this.#pairs.add(second, value);
  }

  addPrefix(second: number, third: number, value: number): void {
    this.#prefixes.add(second | (third << 16), value);
  }

  /** Lays out what was added as the rows of `first`. */
  end(first: number): void {
    const pairs = this.#pairs.keys;
    const prefixes = this.#prefixes.keys;
    const count = pairs.length + prefixes.length;
    if (count === 0) return;
    const log2 = Math.min(FIRST_WORD_SHIFT, Math.ceil(Math.log2(count)) + 1);
    const row = this.#filter.take(2 ** log2);
    const shift = FIRST_WORD_SHIFT - log2;
    this.#filterRows[first] = row * 32 + shift;
    for (const second of pairs) {
      const hash = hashSecond(second);
      this.#mark(row + (hash >>> shift), 16 | (hash & 15));
    }
    for (const key of prefixes) this.#mark(row + (hashSecond(key & 0xffff) >>> shift), (key >>> 16) & 15);
    this.#pairs.end(first);
    this.#prefixes.end(first);
  }

  finish(): Pick<KernelTables, 'filter' | 'filterRows' | 'pairs' | 'pairRows' | 'prefixes' | 'prefixRows'> {
    const pairs = this.#pairs.finish();
    const prefixes = this.#prefixes.finish();
    return {
      filter: this.#filter.finish(),
      filterRows: this.#filterRows,
      pairs: pairs.entries,
      pairRows: pairs.rows,
      prefixes: prefixes.entries,
      prefixRows: prefixes.rows,
    };
  }

  #mark(word: number, bit: number): void {
    this.#filter.set(word, this.#filter.get(word) | (1 << bit));
  }
}

const hashSecond = (second: number): number => Math.imul(second, MIX) >>> 16;

/** Entries of a key that is not 0 and a value; a row of them for each first symbol that has any. */
class RowTable {
  keys: number[] = [];
  readonly #rows: Int32Array;
  // The first entry is empty: the row of all symbols that have none.
  readonly #entries = new Numbers(2);
  #values: number[] = [];

  constructor(symbols: number) {
    this.#rows = new Int32Array(symbols);
  }

  add(key: number, value: number): void {
    this.keys.push(key);
    this.#values.push(value);
  }

  /** Lays out what was added as the row of `first`, a quarter to two thirds of it filled. */
  end(first: number): void {
    const count = this.keys.length;
    if (count === 0) return;
    const log2 = Math.ceil(Math.log2(1.5 * count + 0.5));
    const row = this.#entries.take(2 * 2 ** log2) / 2;
    const mask = 2 ** log2 - 1;
    this.#rows[first] = row * 32 + log2;
    for (const [index, key] of this.keys.entries()) {
      let place = (Math.imul(key, MIX) >>> ROW_MIX_SHIFT) & mask;
      while (this.#entries.get(2 * (row + place)) !== 0) place = (place + 1) & mask;
      this.#entries.set(2 * (row + place), key);
      this.#entries.set(2 * (row + place) + 1, this.#values[index] ?? 0);
    }
    this.keys = [];
    this.#values = [];
  }

  finish(): { readonly rows: Int32Array; readonly entries: Int32Array } {
    return { rows: this.#rows, entries: this.#entries.finish() };
  }
}

/** Numbers in one array that grows. */
class Numbers {
  #numbers: Int32Array = new Int32Array(1 << 12);
  #length: number;

  constructor(length: number) {
    this.#length = length;
  }

  /** Sets `count` numbers aside, all 0; returns the place of the first. */
  take(count: number): number {
    const first = this.#length;
    this.#length += count;
    if (this.#length > this.#numbers.length) {
      const grown = new Int32Array(Math.max(this.#length, 2 * this.#numbers.length));
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    return first;
  }

  get(place: number): number {
    return this.#numbers[place] ?? 0;
  }

  set(place: number, number: number): void {
    this.#numbers[place] = number;
  }

  finish(): Int32Array {
    return this.#numbers.slice(0, this.#length);
  }
}

/** What follows a third symbol, as records. */
class Records {
  readonly #trie: Trie;
  readonly #numbers = new Numbers(2);

  constructor(trie: Trie) {
    this.#trie = trie;
  }

  finish(): Int32Array {
    return this.#numbers.finish();
  }

  /** Where a state leads: the only term there, or a record. */
  valueOf(state: number): number {
    const term = this.#trie.termOf(state);
    if (!this.#trie.hasChildren(state)) return (term << VALUE_SHIFT) | LEAF;
    const tail = term < 0 ? this.#tailOf(state) : null;
    return ((tail === null ? this.#addRow(state, term) : this.#addTail(tail)) << VALUE_SHIFT) | RECORD;
  }

  /** The symbols below a state that leads to one term only, and that term. */
  #tailOf(state: number): { readonly symbols: number[]; readonly term: number } | null {
    const symbols: number[] = [];
    for (let at = this.#trie.onlyChild(state); at !== 0; at = this.#trie.onlyChild(at)) {
      symbols.push(this.#trie.symbolOf(at));
      const term = this.#trie.termOf(at);
      if (term >= 0) return this.#trie.hasChildren(at) ? null : { symbols, term };
    }
    return null;
  }

  #addTail({ symbols, term }: { readonly symbols: number[]; readonly term: number }): number {
    const record = this.#numbers.take(2 + ((symbols.length + 1) >> 1));
    this.#numbers.set(record, IS_TAIL | (symbols.length << SIZE_SHIFT));
    this.#numbers.set(record + 1, term);
    for (const [index, symbol] of symbols.entries()) {
      const place = record + 2 + (index >> 1);
      this.#numbers.set(place, this.#numbers.get(place) | (symbol << (16 * (index & 1))));
    }
    return record;
  }

  #addRow(state: number, term: number): number {
    const children = this.#trie.countChildren(state);
    const log2 = children === 1 ? 0 : Math.ceil(Math.log2((4 * children) / 3));
    const head = term < 0 ? 1 : 2;
    const record = this.#numbers.take(head + 2 * 2 ** log2);
    this.#numbers.set(record, (term < 0 ? 0 : HAS_TERM) | (log2 << SIZE_SHIFT));
    if (term >= 0) this.#numbers.set(record + 1, term);
    const mask = 2 ** log2 - 1;
    this.#trie.eachChild(state, (symbol, child) => {
      const value = this.valueOf(child);
      let place = (Math.imul(symbol, MIX) >>> ROW_MIX_SHIFT) & mask;
      while (this.#numbers.get(record + head + 2 * place) !== 0) place = (place + 1) & mask;
      this.#numbers.set(record + head + 2 * place, symbol);
      this.#numbers.set(record + head + 2 * place + 1, value);
    });
    return record;
  }
}
