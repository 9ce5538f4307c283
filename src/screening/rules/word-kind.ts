import type { FoldTable } from '../fold.ts';

const LETTER = /\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic}/u;
const DIGIT = /\p{Nd}/u;

/** By folding, what was answered before: one more than the kind. */
const wordKinds = new WeakMap<FoldTable, Uint8Array>();

/** 1 for a letter of a script that writes words with spaces between, 2 for a digit, 0 for all else. */
export function wordKind(table: FoldTable, unit: number): number {
  let known = wordKinds.get(table);
  if (known === undefined) {
    known = new Uint8Array(table.units.length);
    wordKinds.set(table, known);
  }
  const kind = known[unit] ?? 0;
  if (kind > 0) return kind - 1;
  const character = String.fromCharCode(table.units[unit] ?? unit);
  const found = LETTER.test(character) ? 1 : DIGIT.test(character) ? 2 : 0;
  known[unit] = found + 1;
  return found;
}
