import { CLASS_INVISIBLE_PAIR, CLASS_OTHER, CLASS_SEPARATOR, FIRST_SYMBOL } from './alphabet.ts';
import { INVISIBLES_MAX, SEPARATORS_MAX } from './fold.ts';
import { Starts } from './starts.ts';

/** Numbers in `cells` for each slot: 16 bytes, so that all a step asks of a state lies in one cache line. */
export const CELLS = 4;
/** Behind the check comes the row of the children: the slot it starts at times ROW_BASE, plus log2 of its length. */
export const ROW = 1;
/** Bit `hash >>> FILTER_SHIFT` is set for each child: most symbols that lead nowhere are told apart here. */
export const FILTER = 2;
/** The state of the longest proper suffix that has children. */
export const FALL = 3;
export const ROW_SHIFT = 5;
export const ROW_BASE: number = 1 << ROW_SHIFT;
export const FILTER_SHIFT = 27;
export const PLACE_SHIFT = 7;

/**
 * An Aho-Corasick automaton in one table. It reads a text of any length and knows after each unit which terms end there,
 * and how many symbols at the end of the text could still become a term.
 *
 * It is a double array (a base in the parent, a check in the child) in which every state has a row of its own: the child
 * by a symbol lies at or soon after the place its hash names. A plain double array lets rows overlap, and a search for
 * room decides the build time; Chinese lists have rows so wide and so thin that it finds little. Here nothing is searched.
 *
 * A state is CELLS times its slot, so that it is an index into `cells`; 0 is the root.
 */
export interface Automaton {
  /** UTF-16 unit to class. */
  readonly classes: Uint16Array;
  /** Whether some class stands for characters that are skipped. */
  readonly skips: boolean;
  /** The classes from here on are symbols that need no thought of their own: no term consists of one alone. */
  readonly firstPlain: number;
  /** Symbol to the root's child by it; 0 when there is none. */
  readonly starts: Int32Array;
  /** States up to this one are at most one symbol deep. */
  readonly shallowMax: number;
  /** A bit for each pair of symbols that some term starts with, at a place its hash names; a few pairs too many. */
  readonly pairs: Int32Array;
  /** How far the hash of a pair is shifted to give a word of `pairs`. */
  readonly pairShift: number;
  /**
   * First of each slot the check: twice the symbol that leads here, plus 1 where terms end in the state or in a suffix of
   * it; 0 in a free slot. Then ROW, FILTER (0 for a state without children) and FALL.
   */
  readonly cells: Int32Array;
  // By slot:
  /** The slot of the longest proper suffix in which terms end; 0 when there is none. */
  readonly links: Int32Array;
  /** First place in `terms` of those that end exactly here; -1 when none does. */
  readonly owns: Int32Array;
  /** Symbols from the root. */
  readonly depths: Uint16Array;
  /** Twice the number of a term, plus 1 at the last of those that end in the same state. */
  readonly terms: Int32Array;
  readonly states: number;
}

/** Where a reading stands; all that changes with each unit fits in four numbers. Offsets are those of the whole text read so far. */
export interface Cursor {
  /** A state with children, or the root: its depth is the number of symbols that could still become a term. */
  state: number;
  /** Characters skipped since the last symbol: separators in the high half, invisible ones in the low half. */
  gap: number;
  /** Where the last skipped character ended; 0 before the first. */
  skippedUntil: number;
  /** The slot at which `seek` stopped because terms end there; 0 when it came to its end. */
  found: number;
  /** Where terms started that something is skipped in; null before the first. */
  starts: Starts | null;
}

const GAP_SEPARATOR = 0x1_0000;
const GAP_MASK = GAP_SEPARATOR - 1;

export function makeCursor(): Cursor {
  return { state: 0, gap: 0, skippedUntil: 0, found: 0, starts: null };
}

/** Copies where a reading stands; both are of the same text. */
export function copyCursor(from: Cursor, to: Cursor): void {
  to.state = from.state;
  to.gap = from.gap;
  to.skippedUntil = from.skippedUntil;
  to.found = from.found;
}

/**
 * Reads `text` from `from` to `to` and stops after the first unit at which terms end: returns where it stopped and leaves
 * their slot in `cursor.found` (0 when it came to `to`).
 *
 * The text must be well formed between the two; `origin` is the offset of its first unit in the whole text. This is the
 * hot loop of the product, and it allocates nothing. Most symbols neither end nor continue anything: as long as no state
 * deeper than one symbol is live, `state` is 0, the symbol before stands for it, and one bit of `pairs` tells whether the
 * two begin a term. None of that waits for the step before, which is what makes it fast.
 */
export function seek(
  automaton: Automaton,
  cursor: Cursor,
  text: string,
  origin: number,
  from: number,
  to: number,
): number {
  const { classes, cells, starts, pairs, pairShift, firstPlain, shallowMax } = automaton;
  let previous = (cells[cursor.state] ?? 0) >> 1;
  let state = cursor.state > shallowMax ? cursor.state : 0;
  let gap = cursor.gap;
  for (let index = from; index < to; index += 1) {
    const symbol = classes[text.charCodeAt(index)] ?? 0;
    if (symbol < FIRST_SYMBOL) {
      if (symbol === CLASS_INVISIBLE_PAIR) index += 1;
      if (previous === 0) continue;
      if (symbol !== CLASS_OTHER) {
        cursor.skippedUntil = origin + index + 1;
        gap += symbol === CLASS_SEPARATOR ? GAP_SEPARATOR : 1;
        if (gap < (SEPARATORS_MAX + 1) * GAP_SEPARATOR && (gap & GAP_MASK) <= INVISIBLES_MAX) continue;
      }
      state = 0;
      previous = 0;
      continue;
    }
    gap = 0;
    const hash = hashPair(previous, symbol);
    const mayStart = ((pairs[hash >>> pairShift] ?? 0) >>> (hash & 31)) & 1;
    const before = previous;
    previous = symbol;
    if (state !== 0) state = findDeep(cells, state, symbol, shallowMax);
    if (state === 0) {
      if (mayStart !== 0) state = findChild(cells, starts[before] ?? 0, symbol);
      if (state === 0 && symbol >= firstPlain) continue;
    }
    const reached = state === 0 ? (starts[symbol] ?? 0) : state;
    if (((cells[reached] ?? 0) & 1) !== 0) {
      cursor.found = reached / CELLS;
      cursor.state = continuing(cells, reached);
      cursor.gap = 0;
      return index + 1;
    }
  }
  cursor.found = 0;
  cursor.state = state === 0 ? continuing(cells, starts[previous] ?? 0) : state;
  cursor.gap = gap;
  return to;
}

// Where nothing continues, reading goes on from the longest suffix where something does.
function continuing(cells: Int32Array, state: number): number {
  return cells[state + FILTER] === 0 ? (cells[state + FALL] ?? 0) : state;
}

/** The state, deeper than one symbol, that the longest suffix of `state` that can read `symbol` leads to; 0 when none can. */
function findDeep(cells: Int32Array, state: number, symbol: number, shallowMax: number): number {
  for (let from = state; from > shallowMax; from = cells[from + FALL] ?? 0) {
    const child = findChild(cells, from, symbol);
    if (child !== 0) return child;
  }
  return 0;
}

/** The child of a state by a symbol; 0 when there is none. The root's children stand in `starts`. */
export function findChild(cells: Int32Array, state: number, symbol: number): number {
  const hash = hashSymbol(symbol);
  if ((((cells[state + FILTER] ?? 0) >>> (hash >>> FILTER_SHIFT)) & 1) === 0) return 0;
  const row = cells[state + ROW] ?? 0;
  const mask = (1 << row) - 1;
  const first = (hash >>> PLACE_SHIFT) & mask;
  let place = first;
  do {
    const child = CELLS * ((row >>> ROW_SHIFT) + place);
    const check = (cells[child] ?? 0) >> 1;
    if (check === symbol) return child;
    if (check === 0) return 0;
    place = (place + 1) & mask;
  } while (place !== first);
  return 0;
}

/** Spreads the bits of a symbol; the high ones choose the filter's bit, lower ones the place in a row. */
export function hashSymbol(symbol: number): number {
  return Math.imul(symbol, 0x9e3779b1);
}

/** Spreads the bits of a pair; the high ones choose a word of `pairs`, the low five a bit in it. */
export function hashPair(first: number, second: number): number {
  return Math.imul((first << 16) | second, 0x9e3779b1);
}

/** The number of symbols at the end of what was read that could still become a term. */
export function liveSymbols(automaton: Automaton, cursor: Cursor): number {
  return automaton.depths[cursor.state / CELLS] ?? 0;
}

/**
 * Where the last `symbols` symbols before `end` start; offsets are those of the whole text, of which `text` holds the part
 * from `origin` on, at least as far back as the start.
 *
 * @param row how many of the terms that end there come before, or OPEN_PLACE for what is still open.
 */
export function findStart(
  automaton: Automaton,
  cursor: Cursor,
  text: string,
  origin: number,
  end: number,
  symbols: number,
  row: number,
): number {
  if (!automaton.skips || cursor.skippedUntil <= end - symbols) return end - symbols;
  cursor.starts ??= new Starts();
  return cursor.starts.find(automaton.classes, text, origin, end, symbols, row);
}
