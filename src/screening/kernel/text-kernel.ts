import { CLASS_INVISIBLE_PAIR, CLASS_OTHER, FIRST_SYMBOL } from '../alphabet.ts';
import type { Automaton } from '../automaton.ts';
import { type CopyText, makeCopyText } from './copy-text.ts';
import type { KernelEngine, MakeEngine } from './engine.ts';
import * as layout from './layout.ts';
import { makeGapRules, makePacks } from './skip-tables.ts';
import { readSymbols } from './symbol-reader.ts';
import { buildTables, type KernelTables } from './tables.ts';

/**
 * Takes a batch of hits: three numbers each (start, end, term) in `hits` from `from` to `to`. They are overwritten once it
 * returns.
 */
export type TakeHits = (hits: Int32Array, from: number, to: number) => void;

export type HitOrder = 'sorted' | 'any';

const DETOUR_MAX = 64;
const BATCH_HITS = 1_024;
/** The kernel writes so many symbols at once and moves on only past those that are there. */
const WRITTEN_AHEAD = 8;

/** Finds all terms of one automaton in whole texts, much faster than it, with memory and tables of its own. */
export interface TextKernel {
  /**
   * Hands over all hits: those of a block by start, then end, then term, or in any order, which is cheaper where there are
   * many. Where a text is made to be slow, the automaton takes over for a while, so that no text takes much longer than
   * others.
   */
  read(text: string, take: TakeHits, order: HitOrder): void;
  readonly engine: KernelEngine;
  /** Bytes of tables and buffers. */
  readonly bytes: number;
}

/**
 * Makes the kernel of an automaton; `numbers` gives its terms the numbers that hits carry. Returns null when the terms do
 * not fit the kernel's tables; the automaton serves then.
 */
export function makeTextKernel(automaton: Automaton, numbers: Int32Array, makeEngine: MakeEngine): TextKernel | null {
  return canRead(automaton) ? new BlockKernel(automaton, numbers, makeEngine) : null;
}

// Kinds of units that the kernel does not know would be taken for symbols; and symbols are 16 bits wide.
function canRead({ starts }: Automaton): boolean {
  return FIRST_SYMBOL === CLASS_INVISIBLE_PAIR + 1 && starts.length < 0x1_0000;
}

// Half a surrogate pair counts as U+FFFD, which only matters if either may be in a term or is skipped.
function modeOf({ classes }: Automaton): number {
  const halves = [0xfffd, ...Array.from({ length: 0x800 }, (_, index) => 0xd800 + index)];
  const cares = halves.some((unit) => classes[unit] !== CLASS_OTHER);
  const skips = classes.some((symbol) => symbol !== CLASS_OTHER && symbol < FIRST_SYMBOL);
  return (cares ? layout.CARES : 0) | (skips ? layout.SKIPS : 0);
}

interface Region {
  readonly field: number;
  readonly bytes: number;
  readonly data: Int32Array | Uint16Array | null;
}

class BlockKernel implements TextKernel {
  readonly engine: KernelEngine;
  readonly bytes: number;
  readonly #numbers: Int32Array;
  readonly #units: Uint16Array;
  readonly #copy: CopyText;
  readonly #several: Int32Array;
  /** How many symbols behind a place the kernel may look at. */
  readonly #ahead: number;
  readonly #automaton: Automaton;
  readonly #terms: Int32Array;
  readonly #batch = new Int32Array(3 * BATCH_HITS);
  /** Segments that the automaton reads before the kernel is tried again, now and the next time it gives up. */
  #detour = 0;
  #detourNext = 1;

  constructor(automaton: Automaton, numbers: Int32Array, makeEngine: MakeEngine) {
    const tables = buildTables(automaton, numbers);
    this.#automaton = automaton;
    this.#terms = numbers;
    this.#ahead = Math.max(2, tables.depthMax - 1);
    this.#several = tables.several;
    const regions = listRegions(automaton, tables, this.#ahead);
    this.bytes = regions.reduce((sum, { bytes }) => sum + align(bytes), layout.HEADER_BYTES);
    this.engine = makeEngine(this.bytes);
    this.#numbers = new Int32Array(this.engine.memory);
    this.#units = new Uint16Array(this.engine.memory);
    placeRegions(this.engine.memory, regions);
    this.#numbers[layout.FIRST_PLAIN] = automaton.firstPlain;
    this.#numbers[layout.MODE] = modeOf(automaton);
    this.#copy = makeCopyText(this.engine.memory, this.#numbers[layout.TEXT] ?? 0, layout.SEGMENT_UNITS);
  }

  read(text: string, take: TakeHits, order: HitOrder): void {
    this.#numbers[layout.GAP] = layout.GAP_NONE;
    this.#detour = 0;
    this.#detourNext = 1;
    let symbols = 0;
    for (let at = 0; at < text.length; ) {
      const end = endSegment(text, at);
      this.#copy(text, at, end);
      symbols = this.engine.exports.map(end - at, at, symbols);
      const searched = end === text.length ? symbols : Math.max(0, symbols - this.#ahead);
      if (end === text.length) this.#endSymbols(symbols);
      this.#search(searched, symbols, take, order === 'sorted' ? 1 : 0);
      this.#keep(searched, symbols);
      symbols -= searched;
      at = end;
    }
  }

  #search(searched: number, symbols: number, take: TakeHits, inOrder: number): void {
    const sorted = (this.#numbers[layout.SORTED] ?? 0) >>> 2;
    if (this.#detour > 0) {
      this.#detour -= 1;
      this.#readSlowly(0, searched, symbols, take);
      return;
    }
    for (let first = 0; first < searched; first += layout.BLOCK) {
      const hits = this.engine.exports.search(first, Math.min(first + layout.BLOCK, searched), inOrder);
      if (hits < 0) {
        // Each time the kernel gives up, it is tried again later.
        this.#detour = this.#detourNext;
        this.#detourNext = Math.min(DETOUR_MAX, 2 * this.#detourNext);
        this.#readSlowly(first, searched, symbols, take);
        return;
      }
      if (hits === 0) continue;
      if (this.#several.length === 0) take(this.#numbers, sorted, sorted + 3 * hits);
      else this.#takeSeveral(sorted, sorted + 3 * hits, take);
    }
  }

  /** Reads the rest of a segment with the automaton: the symbols are there, as far ahead as the longest term reaches. */
  #readSlowly(from: number, searched: number, symbols: number, take: TakeHits): void {
    const base = (this.#numbers[layout.SYMBOLS] ?? 0) >>> 1;
    const batch = this.#batch;
    let filled = 0;
    readSymbols(this.#automaton, this.#units, base + from, base + symbols, base + searched, (first, last, term) => {
      batch[filled] = this.#offsetOf(first - base);
      batch[filled + 1] = this.#offsetOf(last - base) + 1;
      batch[filled + 2] = this.#terms[term] ?? 0;
      filled += 3;
      if (filled < batch.length) return;
      take(batch, 0, filled);
      filled = 0;
    });
    if (filled > 0) take(batch, 0, filled);
  }

  #offsetOf(symbol: number): number {
    const isDense = ((this.#numbers[layout.MODE] ?? 0) & layout.SKIPS) === 0;
    if (isDense) return (this.#numbers[layout.OFFSET] ?? 0) + symbol;
    return this.#numbers[((this.#numbers[layout.POSITIONS] ?? 0) >>> 2) + symbol] ?? 0;
  }

  // What stands behind the last symbol belongs to no term.
  #endSymbols(symbols: number): void {
    const first = ((this.#numbers[layout.SYMBOLS] ?? 0) >>> 1) + symbols;
    this.#units.fill(0, first, first + 3);
  }

  #keep(from: number, to: number): void {
    if (from === 0) return;
    const symbols = (this.#numbers[layout.SYMBOLS] ?? 0) >>> 1;
    const positions = (this.#numbers[layout.POSITIONS] ?? 0) >>> 2;
    this.#units.copyWithin(symbols, symbols + from, symbols + to);
    if (((this.#numbers[layout.MODE] ?? 0) & layout.SKIPS) === 0) return;
    this.#numbers.copyWithin(positions, positions + from, positions + to);
  }

  /** Hands over the hits, each term of a group that folds to the same by itself. */
  #takeSeveral(from: number, to: number, take: TakeHits): void {
    const numbers = this.#numbers;
    const batch = this.#batch;
    const several = this.#several;
    let filled = 0;
    for (let hit = from; hit < to; hit += 3) {
      const start = numbers[hit] ?? 0;
      const end = numbers[hit + 1] ?? 0;
      let term = numbers[hit + 2] ?? 0;
      let place = (term & layout.SEVERAL) === 0 ? -1 : term & ~layout.SEVERAL;
      if (place >= 0) term = several[place] ?? -1;
      while (term >= 0) {
        batch[filled] = start;
        batch[filled + 1] = end;
        batch[filled + 2] = term;
        filled += 3;
        if (filled === batch.length) {
          take(batch, 0, filled);
          filled = 0;
        }
        if (place < 0) break;
        place += 1;
        term = several[place] ?? -1;
      }
    }
    if (filled > 0) take(batch, 0, filled);
  }
}

// A pair of surrogates is read in one piece.
function endSegment(text: string, at: number): number {
  const end = at + layout.SEGMENT_UNITS;
  if (end >= text.length) return text.length;
  return (text.charCodeAt(end - 1) & 0xfc00) === 0xd800 ? end - 1 : end;
}

function align(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}

function listRegions(automaton: Automaton, tables: KernelTables, ahead: number): Region[] {
  const symbolsMax = layout.SEGMENT_UNITS + ahead + WRITTEN_AHEAD;
  const foundBytes = layout.HIT_BYTES * (layout.FOUND_MAX + layout.FOUND_SLACK);
  const data = (field: number, values: Int32Array | Uint16Array): Region => ({
    field,
    bytes: values.byteLength,
    data: values,
  });
  const room = (field: number, bytes: number): Region => ({ field, bytes, data: null });
  return [
    room(layout.TEXT, 2 * layout.SEGMENT_UNITS),
    room(layout.SYMBOLS, 2 * symbolsMax),
    room(layout.POSITIONS, 4 * symbolsMax),
    room(layout.LIST_A, 8 * (layout.BLOCK + 1)),
    room(layout.LIST_B, 8 * (layout.BLOCK + 1)),
    room(layout.COUNTS, 4 * (layout.BLOCK + 2)),
    room(layout.FOUND, foundBytes),
    room(layout.SORTED, foundBytes),
    data(layout.GAP_RULES, makeGapRules()),
    data(layout.PACKS, makePacks()),
    data(layout.CLASSES, markSurrogates(automaton)),
    data(layout.SURROGATES, automaton.classes.slice(0xd800, 0xe000)),
    data(layout.SINGLES, tables.singles),
    data(layout.FILTER, tables.filter),
    data(layout.FILTER_ROWS, tables.filterRows),
    data(layout.PAIRS, tables.pairs),
    data(layout.PAIR_ROWS, tables.pairRows),
    data(layout.PREFIXES, tables.prefixes),
    data(layout.PREFIX_ROWS, tables.prefixRows),
    data(layout.NODES, tables.nodes),
  ];
}

function markSurrogates(automaton: Automaton): Uint16Array {
  if ((modeOf(automaton) & layout.SKIPS) === 0) return automaton.classes;
  return automaton.classes.slice().fill(CLASS_INVISIBLE_PAIR, 0xd800, 0xe000);
}

function placeRegions(memory: ArrayBuffer, regions: readonly Region[]): void {
  const header = new Int32Array(memory, 0, layout.HEADER_BYTES / 4);
  let at = layout.HEADER_BYTES;
  for (const { field, bytes, data } of regions) {
    header[field] = at;
    if (data instanceof Int32Array) new Int32Array(memory, at, data.length).set(data);
    else if (data !== null) new Uint16Array(memory, at, data.length).set(data);
    at += align(bytes);
  }
}
