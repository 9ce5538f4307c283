import { type FoldTable, INVISIBLE, INVISIBLE_PAIR, SEPARATOR, SYMBOL } from './fold.ts';

/** Classes of units that are in no term, or that may stand between the characters of one. Symbols come after them. */
export const CLASS_OTHER = 0;
export const CLASS_SEPARATOR = SEPARATOR;
export const CLASS_INVISIBLE = INVISIBLE;
export const CLASS_INVISIBLE_PAIR = INVISIBLE_PAIR;
export const FIRST_SYMBOL = 4;

export interface Alphabet {
  /** UTF-16 unit to class. */
  readonly classes: Uint16Array;
  /** One more than the highest class. */
  readonly size: number;
  /** The symbols below it are terms on their own, those from here on are not. */
  readonly firstPlain: number;
}

/**
 * The classes of the units that occur in the folded terms: those that are a term on their own, then the others, most
 * frequent first, which keeps the busy part of the tables together in the cache.
 */
export function makeAlphabet(table: FoldTable, terms: readonly Uint16Array[]): Alphabet {
  const counts = new Uint32Array(table.units.length);
  const used: number[] = [];
  const alone = new Set<number>();
  for (const term of terms) {
    for (let index = 0; index < term.length; index += 1) {
      const unit = term[index] ?? 0;
      if (counts[unit] === 0) used.push(unit);
      counts[unit] = (counts[unit] ?? 0) + 1;
    }
    if (term.length === 1) alone.add(term[0] ?? 0);
  }
  const byCount = (a: number, b: number): number => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b;
  const ranked = [...[...alone].sort(byCount), ...used.filter((unit) => !alone.has(unit)).sort(byCount)];
  const symbols = new Uint16Array(table.units.length);
  for (const [rank, unit] of ranked.entries()) symbols[unit] = FIRST_SYMBOL + rank;
  // The kinds that skip have the numbers of their classes, and a symbol in no term has class 0.
  const classes = Uint16Array.from(table.kinds);
  for (let unit = 0; unit < classes.length; unit += 1) {
    if (classes[unit] === SYMBOL) classes[unit] = symbols[table.units[unit] ?? 0] ?? CLASS_OTHER;
  }
  return { classes, size: FIRST_SYMBOL + ranked.length, firstPlain: FIRST_SYMBOL + alone.size };
}
