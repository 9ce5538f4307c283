import { makeAlphabet } from './alphabet.ts';
import {
  type Automaton,
  CELLS,
  FALL,
  FILTER,
  FILTER_SHIFT,
  findChild,
  hashPair,
  hashSymbol,
  PLACE_SHIFT,
  ROW,
  ROW_BASE,
  ROW_SHIFT,
} from './automaton.ts';
import type { FoldTable } from './fold.ts';
import { RunSorter } from './run-sorter.ts';

/** 32 bits a term keep wrong answers of the pair filter rare; the cap keeps it in the second-level cache. */
const PAIR_WORDS_LOG2_MIN = 8;
const PAIR_WORDS_LOG2_MAX = 17;

/**
 * Builds the automaton of the folded terms, shallow states first.
 *
 * A state is a run of terms that share their first `depth` symbols. When its turn comes, the run is sorted by the next
 * symbol, which cuts it into the runs of its children: the terms get sorted on the way, one symbol at a time. A state's
 * longest proper suffix is shallower, hence complete by then. Time and memory grow with the number of symbols only.
 */
export function buildAutomaton(table: FoldTable, terms: readonly Uint16Array[]): Automaton {
  const alphabet = makeAlphabet(table, terms);
  const sorter = new RunSorter(alphabet.classes, terms);
  const states = new States(sorter.symbolsTotal + 1, terms.length, alphabet.size);
  for (let state = 0; state < states.count; state += 1) expandState(states, sorter, state);
  return {
    ...states.finish(sorter.order),
    classes: alphabet.classes,
    firstPlain: alphabet.firstPlain,
    skips: table.skips,
  };
}

/** The states in the order of their depth; a state is its number in that order, 0 is the root. */
class States {
  count = 1;
  /** See `Automaton.cells`; complete for the states that were expanded. */
  cells: Int32Array;
  readonly starts: Int32Array;
  readonly pairs: Int32Array;
  readonly pairShift: number;
  readonly firstOf: Int32Array;
  readonly lastOf: Int32Array;
  /** First place of the sorted terms that end in the state, or -1. */
  readonly ownOf: Int32Array;
  /** The longest proper suffix in which terms end, or 0. */
  readonly linkOf: Int32Array;
  readonly depthOf: Uint16Array;
  /** 1 for a place of the sorted terms after which the terms of its state are over. */
  readonly isLastOwn: Uint8Array;
  readonly #slotOf: Int32Array;
  /** The state of the longest proper suffix. */
  readonly #suffixOf: Int32Array;
  /** The number of the state in each slot. */
  #stateAt: Int32Array;
  /** All slots from here on are free. */
  #top = 1;

  constructor(countMax: number, termCount: number, alphabetSize: number) {
    const pairWordsLog2 = Math.min(PAIR_WORDS_LOG2_MAX, Math.max(PAIR_WORDS_LOG2_MIN, Math.ceil(Math.log2(termCount))));
    this.pairs = new Int32Array(2 ** pairWordsLog2);
    this.pairShift = 32 - pairWordsLog2;
    // About as many slots as there are states; both double when full.
    this.cells = new Int32Array(CELLS * countMax);
    this.#stateAt = new Int32Array(countMax);
    this.starts = new Int32Array(alphabetSize);
    this.#slotOf = new Int32Array(countMax);
    this.firstOf = new Int32Array(countMax);
    this.lastOf = new Int32Array(countMax);
    this.depthOf = new Uint16Array(countMax);
    this.#suffixOf = new Int32Array(countMax);
    this.ownOf = new Int32Array(countMax).fill(-1);
    this.linkOf = new Int32Array(countMax);
    this.isLastOwn = new Uint8Array(termCount);
    this.lastOf[0] = termCount;
  }

  /** Completes what a state takes over from its suffix; both its terms and those of all shallower states are known. */
  linkSuffix(state: number): void {
    if (state === 0) return;
    const suffix = this.#suffixOf[state] ?? 0;
    this.linkOf[state] = (this.ownOf[suffix] ?? -1) >= 0 ? suffix : (this.linkOf[suffix] ?? 0);
    const cell = CELLS * (this.#slotOf[state] ?? 0);
    const suffixCell = CELLS * (this.#slotOf[suffix] ?? 0);
    const isLeaf = this.cells[suffixCell + FILTER] === 0;
    this.cells[cell + FALL] = isLeaf ? (this.cells[suffixCell + FALL] ?? 0) : suffixCell;
    const isFound = (this.ownOf[state] ?? -1) >= 0 || this.linkOf[state] !== 0;
    if (isFound) this.cells[cell] = (this.cells[cell] ?? 0) | 1;
  }

  /** Sets aside the row of a state's children. The root has none: `starts` leads to its children. */
  openRow(state: number, children: number): void {
    const size = state === 0 ? children : rowSize(children);
    if (CELLS * (this.#top + size) > this.cells.length) this.#grow(this.#top + size);
    const row = this.#top * ROW_BASE + Math.log2(size);
    if (state !== 0) this.cells[CELLS * (this.#slotOf[state] ?? 0) + ROW] = row;
    this.#top += size;
  }

  addChild(parent: number, symbol: number, first: number, last: number): void {
    const state = this.count;
    this.count += 1;
    const slot = parent === 0 ? state : this.#placeChild(CELLS * (this.#slotOf[parent] ?? 0), symbol);
    if (parent === 0) this.starts[symbol] = CELLS * slot;
    this.cells[CELLS * slot] = 2 * symbol;
    this.#stateAt[slot] = state;
    this.#slotOf[state] = slot;
    this.firstOf[state] = first;
    this.lastOf[state] = last;
    this.depthOf[state] = (this.depthOf[parent] ?? 0) + 1;
    if (parent === 0) return;
    if (this.depthOf[state] === 2) this.#addPair((this.cells[CELLS * (this.#slotOf[parent] ?? 0)] ?? 0) >> 1, symbol);
    this.#suffixOf[state] = this.#stateAt[this.#step(this.#suffixOf[parent] ?? 0, symbol) / CELLS] ?? 0;
  }

  #addPair(first: number, second: number): void {
    const hash = hashPair(first, second);
    const word = hash >>> this.pairShift;
    this.pairs[word] = (this.pairs[word] ?? 0) | (1 << (hash & 31));
  }

  #step(suffix: number, symbol: number): number {
    let from = CELLS * (this.#slotOf[suffix] ?? 0);
    for (; from !== 0; from = this.cells[from + FALL] ?? 0) {
      const child = findChild(this.cells, from, symbol);
      if (child !== 0) return child;
    }
    return this.starts[symbol] ?? 0;
  }

  /** The tables by slot, as the automaton reads them. */
  finish(order: Int32Array): Omit<Automaton, 'classes' | 'firstPlain' | 'skips'> {
    const links = new Int32Array(this.#top);
    const owns = new Int32Array(this.#top).fill(-1);
    const depths = new Uint16Array(this.#top);
    for (let state = 1; state < this.count; state += 1) {
      const slot = this.#slotOf[state] ?? 0;
      links[slot] = this.#slotOf[this.linkOf[state] ?? 0] ?? 0;
      owns[slot] = this.ownOf[state] ?? -1;
      depths[slot] = this.depthOf[state] ?? 0;
    }
    const cells = this.cells.slice(0, CELLS * this.#top);
    const terms = order.map((term, place) => 2 * term + (this.isLastOwn[place] ?? 0));
    const shallowMax = CELLS * this.starts.filter((start) => start !== 0).length;
    const { starts, pairs, pairShift } = this;
    return { cells, starts, shallowMax, pairs, pairShift, links, owns, depths, terms, states: this.count };
  }

  #placeChild(parentCell: number, symbol: number): number {
    const row = this.cells[parentCell + ROW] ?? 0;
    const hash = hashSymbol(symbol);
    this.cells[parentCell + FILTER] = (this.cells[parentCell + FILTER] ?? 0) | (1 << (hash >>> FILTER_SHIFT));
    const mask = (1 << row) - 1;
    const base = row >>> ROW_SHIFT;
    let place = (hash >>> PLACE_SHIFT) & mask;
    while (this.cells[CELLS * (base + place)] !== 0) place = (place + 1) & mask;
    return base + place;
  }

  #grow(slots: number): void {
    const capacity = Math.max(slots, (2 * this.cells.length) / CELLS);
    const cells = new Int32Array(CELLS * capacity);
    cells.set(this.cells);
    this.cells = cells;
    const stateAt = new Int32Array(capacity);
    stateAt.set(this.#stateAt);
    this.#stateAt = stateAt;
  }
}

/** Slots of a row: a power of two with at least a quarter free, so that a search soon meets a free one; 1 for 1. */
function rowSize(children: number): number {
  return children === 1 ? 1 : 2 ** Math.ceil(Math.log2((4 * children) / 3));
}

function expandState(states: States, sorter: RunSorter, state: number): void {
  const first = states.firstOf[state] ?? 0;
  const last = states.lastOf[state] ?? 0;
  const endedUntil = sorter.sortRun(first, last, states.depthOf[state] ?? 0);
  if (endedUntil > first) {
    states.ownOf[state] = first;
    states.isLastOwn[endedUntil - 1] = 1;
  }
  states.linkSuffix(state);
  const count = sorter.findSymbols(endedUntil, last);
  if (count === 0) return;
  states.openRow(state, count);
  for (let child = 0; child < count; child += 1) {
    const from = sorter.starts[child] ?? 0;
    states.addChild(state, sorter.symbols[child] ?? 0, from, sorter.starts[child + 1] ?? last);
  }
}
