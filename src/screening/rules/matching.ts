import { type FoldTable, INVISIBLE, INVISIBLES_MAX, SEPARATOR, SEPARATORS_MAX, SYMBOL } from '../fold.ts';

/** A text as one folding sees it, with the comparison of folded symbols at a place. Offsets are those within `text`. */
export interface Pattern {
  readonly symbols: Uint16Array;
  readonly table: FoldTable;
}

/** The text ended before the pattern did. */
export const LIVE = -1;

/** How a failed comparison tells where it failed: the first offset at which that was certain. */
export const failedAt = (result: number): number => -2 - result;
const fail = (text: string, at: number): number => -2 - afterCodePoint(text, at);

/** The offset behind the code point that starts at `at`, or whose second half stands there. */
export function afterCodePoint(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit < 0xdc00 ? at + 2 : at + 1;
}

/** The offset of the code point that ends at `at`. */
export function beforeCodePoint(text: string, at: number): number {
  const unit = text.charCodeAt(at - 1);
  return unit >= 0xdc00 && unit < 0xe000 ? at - 2 : at - 1;
}

/**
 * Compares a pattern with the text from `at` to `to`: returns the offset behind it, LIVE when the text ends first, or
 * below that where it failed (see `failedAt`).
 */
export const matchForward = ({ symbols, table }: Pattern, text: string, at: number, to: number): number =>
  compareForward(table, symbols, 0, symbols.length, text, at, to);

/** The same for `length` of the symbols, from `first` on, of which `known` are known to end right before `at`. */
export function compareForward(
  table: FoldTable,
  symbols: Uint16Array,
  first: number,
  length: number,
  text: string,
  at: number,
  to: number,
  known = 0,
): number {
  let matched = known;
  let separators = 0;
  let invisibles = 0;
  for (let index = at; index < to; ) {
    const unit = text.charCodeAt(index);
    const kind = table.kinds[unit] ?? SYMBOL;
    if (kind === SYMBOL) {
      if (table.units[unit] !== symbols[first + matched]) return fail(text, index);
      matched += 1;
      index += 1;
      if (matched === length) return index;
      separators = 0;
      invisibles = 0;
      continue;
    }
    if (matched === 0) return fail(text, index);
    if (kind === SEPARATOR) separators += 1;
    else invisibles += 1;
    if (separators > SEPARATORS_MAX || invisibles > INVISIBLES_MAX) return fail(text, index);
    index += kind === SEPARATOR || kind === INVISIBLE ? 1 : 2;
  }
  return LIVE;
}

/** Where `length` of the symbols, from `first` on, start if they end right before `at`; -1 if not, or if that is before `floor`. */
export function compareBackward(
  table: FoldTable,
  symbols: Uint16Array,
  first: number,
  length: number,
  text: string,
  at: number,
  floor: number,
): number {
  let left = length;
  let separators = 0;
  let invisibles = 0;
  let index = at;
  while (left > 0) {
    const from = beforeSkippable(table, text, index);
    if (from < floor) return -1;
    const unit = text.charCodeAt(from);
    const kind = table.kinds[unit] ?? SYMBOL;
    index = from;
    if (kind === SYMBOL) {
      left -= 1;
      if (table.units[unit] !== symbols[first + left]) return -1;
      separators = 0;
      invisibles = 0;
      continue;
    }
    if (kind === SEPARATOR) separators += 1;
    else invisibles += 1;
    if (separators > SEPARATORS_MAX || invisibles > INVISIBLES_MAX) return -1;
  }
  return index;
}

// Units are compared one by one, but an invisible pair is skipped as a whole.
function beforeSkippable(table: FoldTable, text: string, at: number): number {
  const before = beforeCodePoint(text, at);
  if (before === at - 1) return before;
  return (table.kinds[text.charCodeAt(before)] ?? SYMBOL) === SYMBOL ? at - 1 : before;
}

/** Counts characters on the way through a text: invisible ones only once there are more than 256. */
export class CharCounter {
  readonly #table: FoldTable;
  /** Without the invisible ones. */
  visible = 0;
  #invisible = 0;

  constructor(table: FoldTable) {
    this.#table = table;
  }

  get count(): number {
    return this.visible + Math.max(0, this.#invisible - INVISIBLES_MAX);
  }

  clear(): void {
    this.visible = 0;
    this.#invisible = 0;
  }

  add(unit: number): void {
    const kind = this.#table.kinds[unit] ?? SYMBOL;
    if (kind === SYMBOL || kind === SEPARATOR) this.visible += 1;
    else this.#invisible += 1;
  }
}
