import { type FoldTable, INVISIBLE_PAIR, INVISIBLES_MAX, SEPARATOR, SEPARATORS_MAX, SYMBOL } from '../fold.ts';

/**
 * Whether the alphabet's folding alone makes the text between two offsets a term, from its first unit to its last; the term is
 * `length` of the folded units, from `first` on.
 */
export function isPlainMatch(
  table: FoldTable,
  folded: Uint16Array,
  first: number,
  length: number,
  text: string,
  from: number,
  to: number,
): boolean {
  let at = 0;
  let separators = 0;
  let invisibles = 0;
  for (let index = from; index < to; index += 1) {
    const unit = text.charCodeAt(index);
    const kind = table.kinds[unit] ?? SYMBOL;
    if (kind === SYMBOL) {
      if (at === length || table.units[unit] !== folded[first + at]) return false;
      at += 1;
      separators = 0;
      invisibles = 0;
      continue;
    }
    if (kind === INVISIBLE_PAIR) index += 1;
    if (kind === SEPARATOR) separators += 1;
    else invisibles += 1;
    if (at < length && (separators > SEPARATORS_MAX || invisibles > INVISIBLES_MAX)) return false;
  }
  return at === length;
}
