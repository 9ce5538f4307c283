import { FIRST_SYMBOL } from '../alphabet.ts';
import { type Automaton, CELLS, FILTER, ROW, ROW_SHIFT } from '../automaton.ts';
import { SEVERAL } from './layout.ts';

/** The terms of an automaton as a tree, for those who read it from the root; states are those of the automaton. */
export class Trie {
  readonly #automaton: Automaton;
  /** The lane's numbers of the automaton's terms. */
  readonly #numbers: Int32Array;
  /** Groups of terms that fold to the same, each ended by -1. */
  readonly several: number[] = [];

  constructor(automaton: Automaton, numbers: Int32Array) {
    this.#automaton = automaton;
    this.#numbers = numbers;
  }

  /** Calls `take` with each symbol that starts a term and the state it leads to. */
  eachStart(take: (symbol: number, state: number) => void): void {
    const { starts } = this.#automaton;
    for (let symbol = FIRST_SYMBOL; symbol < starts.length; symbol += 1) {
      const state = starts[symbol] ?? 0;
      if (state !== 0) take(symbol, state);
    }
  }

  /** Calls `take` with each symbol that continues `state` and the state it leads to. */
  eachChild(state: number, take: (symbol: number, state: number) => void): void {
    const { cells } = this.#automaton;
    if (cells[state + FILTER] === 0) return;
    const row = cells[state + ROW] ?? 0;
    const first = CELLS * (row >>> ROW_SHIFT);
    const end = first + CELLS * (1 << row);
    for (let child = first; child < end; child += CELLS) {
      const symbol = (cells[child] ?? 0) >> 1;
      if (symbol !== 0) take(symbol, child);
    }
  }

  hasChildren(state: number): boolean {
    return this.#automaton.cells[state + FILTER] !== 0;
  }

  /** The state's only child, or 0 when it has none or several: rows of one are those of an only child. */
  onlyChild(state: number): number {
    const row = this.#automaton.cells[state + ROW] ?? 0;
    return this.hasChildren(state) && (row & ((1 << ROW_SHIFT) - 1)) === 0 ? CELLS * (row >>> ROW_SHIFT) : 0;
  }

  symbolOf(state: number): number {
    return (this.#automaton.cells[state] ?? 0) >> 1;
  }

  countChildren(state: number): number {
    let count = 0;
    this.eachChild(state, () => {
      count += 1;
    });
    return count;
  }

  /** The term that ends exactly in the state: its number, or SEVERAL plus a place in `several`; -1 when none does. */
  termOf(state: number): number {
    const { owns, terms } = this.#automaton;
    const first = owns[state / CELLS] ?? -1;
    if (first < 0) return -1;
    const packed = terms[first] ?? 1;
    if ((packed & 1) !== 0) return this.#numberOf(packed);
    const group = this.several.length;
    for (let place = first; ; place += 1) {
      const next = terms[place] ?? 1;
      this.several.push(this.#numberOf(next));
      if ((next & 1) !== 0) break;
    }
    this.several.push(-1);
    return SEVERAL | group;
  }

  #numberOf(packed: number): number {
    return this.#numbers[packed >> 1] ?? 0;
  }
}
