import {
  type Folding,
  type FoldTable,
  foldTableOf,
  INVISIBLE_PAIR,
  INVISIBLES_MAX,
  SEPARATOR,
  SEPARATORS_MAX,
  SYMBOL,
} from '../fold.ts';
import { isSoundAllowed } from './sound-rules.ts';
import { soundTables } from './sounds.ts';
import { BY_LETTER, BY_MARK, BY_PARTS, HAS_LETTER } from './spelling.ts';

/** Longest term, in folded units, that is looked for in another spelling. */
export const EVASION_UNITS_MAX = 32;
/** Fewest Latin letters of a term in which other letters, digits and marks are taken for them. */
export const LOOKALIKE_LETTERS_MIN = 3;
/** Fewest Chinese characters of a term that is read by sound or looked for in parts. */
export const HANZI_MIN = 2;
/** Ways to read a term that has characters with several readings. */
export const SOUND_VARIANTS_MAX = 8;

export interface LatticeTerm {
  readonly number: number;
  readonly folded: Uint16Array;
  /** Whether a text found as this term counts as a hit that the alphabet does not find. `by` says what was needed. */
  readonly accepts: (matched: string, by: number) => boolean;
}

const isHanzi = (unit: number): boolean => (unit >= 0x3400 && unit < 0xa000) || unit === 0x3007;
const isLatin = (unit: number): boolean => (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a);

/** The term as one of a lane of shapes; null when it is too short or too long. */
export function toShapeTerm(
  folding: Folding,
  { folded, number }: { readonly folded: Uint16Array; readonly number: number },
): LatticeTerm | null {
  if (folded.length < 2 || folded.length > EVASION_UNITS_MAX) return null;
  const hanzi = folded.filter(isHanzi).length;
  const letters = folded.filter(isLatin).length;
  const canSplit = folding.split === true && hanzi >= HANZI_MIN;
  const canLookAlike = folding.lookalike === true && letters >= LOOKALIKE_LETTERS_MIN;
  if (folding.doubled !== true && !canSplit && !canLookAlike) return null;
  const table = foldTableOf(folding);
  const accepts = (matched: string, by: number): boolean => {
    if ((by & BY_PARTS) !== 0 && !canSplit) return false;
    if ((by & (BY_LETTER | BY_MARK)) !== 0 && !canLookAlike) return false;
    if ((by & BY_MARK) !== 0 && (by & HAS_LETTER) === 0) return false;
    return !isPlainMatch(table, folded, matched);
  };
  return { number, folded, accepts };
}

/** The term as one of a lane of sounds; null when it has fewer than two Chinese characters. */
export function toSoundTerm(
  folding: Folding,
  table: FoldTable,
  { folded, number }: { readonly folded: Uint16Array; readonly number: number },
): LatticeTerm | null {
  const { usual } = soundTables();
  const hanzi = folded.filter((unit) => (usual[unit] ?? 0) !== 0).length;
  if (hanzi < HANZI_MIN || folded.length > EVASION_UNITS_MAX) return null;
  const accepts = (matched: string): boolean =>
    !isPlainMatch(table, folded, matched) && isSoundAllowed(folding, table, folded, matched);
  return { number, folded, accepts };
}

/** The term's symbols in a lane of sounds, one sequence for each way to read it; at most SOUND_VARIANTS_MAX. */
export function soundVariants(folded: Uint16Array): number[][] {
  const { usual, others } = soundTables();
  let variants: number[][] = [[]];
  for (const unit of folded) {
    const first = usual[unit] ?? 0;
    const readings = first === 0 ? [unit] : [first, ...(others.get(unit) ?? [])];
    const widened = variants.length * readings.length <= SOUND_VARIANTS_MAX ? readings : readings.slice(0, 1);
    variants = widened.flatMap((reading) => variants.map((variant) => [...variant, reading]));
  }
  return variants;
}

/** Whether the alphabet's folding alone makes the text the term, from its first unit to its last. */
export function isPlainMatch(table: FoldTable, folded: Uint16Array, matched: string): boolean {
  let at = 0;
  let separators = 0;
  let invisibles = 0;
  for (let index = 0; index < matched.length; index += 1) {
    const unit = matched.charCodeAt(index);
    const kind = table.kinds[unit] ?? SYMBOL;
    if (kind === SYMBOL) {
      if (table.units[unit] !== folded[at]) return false;
      at += 1;
      separators = 0;
      invisibles = 0;
      continue;
    }
    if (kind === INVISIBLE_PAIR) index += 1;
    if (kind === SEPARATOR) separators += 1;
    else invisibles += 1;
    if (at < folded.length && (separators > SEPARATORS_MAX || invisibles > INVISIBLES_MAX)) return false;
  }
  return at === folded.length;
}
