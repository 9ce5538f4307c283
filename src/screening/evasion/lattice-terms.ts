import { type Folding, type FoldTable, foldTableOf } from '../fold.ts';
import { isPlainMatch } from './plain-match.ts';
import { isSoundAllowed } from './sound-rules.ts';
import { soundTables } from './sounds.ts';
import { BY_LETTER, BY_MARK, BY_PARTS, HAS_LETTER } from './spelling.ts';
import { TermPool } from './term-pool.ts';

/** Longest term, in folded units, that is looked for in another spelling. */
export const EVASION_UNITS_MAX = 32;
/** Fewest units of a term in which there are copies to skip. */
const DOUBLED_UNITS_MIN = 3;
/** Fewest Latin letters of a term in which other letters, digits and marks are taken for them. */
export const LOOKALIKE_LETTERS_MIN = 3;
/** Fewest Chinese characters of a term that is read by sound or looked for in parts. */
export const HANZI_MIN = 2;
/** Ways to read a term that has characters with several readings. */
export const SOUND_VARIANTS_MAX = 8;

/** The terms of a lane; the sequences of its trie have their numbers. */
export interface LatticeTerms {
  /** The number of a term over all terms. */
  number(id: number): number;
  /** Whether a text found as this term with what `by` says may count as a hit that the alphabet does not find. */
  mayAccept(id: number, by: number): boolean;
  /** Whether the text between two offsets does, which was found with something that may. */
  accepts(id: number, text: string, from: number, to: number): boolean;
}

const isHanzi = (unit: number): boolean => (unit >= 0x3400 && unit < 0xa000) || unit === 0x3007;
const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;
const isLatin = (unit: number): boolean => (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a);

const CAN_DOUBLE = 1;
const CAN_SPLIT = 2;
const CAN_LOOK_ALIKE = 4;

/** Terms that are looked for by their shapes. */
export class ShapeTerms implements LatticeTerms {
  readonly #folding: Folding;
  readonly #table: FoldTable;
  readonly #pool = new TermPool();

  constructor(folding: Folding) {
    this.#folding = folding;
    this.#table = foldTableOf(folding);
  }

  /** Adds a term and returns its number here; -1 when no shape of it is looked for. */
  add(folded: Uint16Array, number: number): number {
    const { doubled, split, lookalike } = this.#folding;
    if (folded.length < 2 || folded.length > EVASION_UNITS_MAX) return -1;
    // Copies of the first character are not skipped and a hit ends at the first copy of the last: the alphabet finds terms of two.
    const canDouble = doubled === true && folded.length >= DOUBLED_UNITS_MIN;
    // Numerals count: 三 is folded to a digit, and is a character all the same.
    const characters = folded.filter((unit) => isHanzi(unit) || isDigit(unit)).length;
    const canSplit = split === true && folded.some(isHanzi) && characters >= HANZI_MIN;
    const canLookAlike = lookalike === true && folded.filter(isLatin).length >= LOOKALIKE_LETTERS_MIN;
    if (!canDouble && !canSplit && !canLookAlike) return -1;
    const note = (canDouble ? CAN_DOUBLE : 0) | (canSplit ? CAN_SPLIT : 0) | (canLookAlike ? CAN_LOOK_ALIKE : 0);
    return this.#pool.add(folded, number, note);
  }

  number(id: number): number {
    return this.#pool.number(id);
  }

  mayAccept(id: number, by: number): boolean {
    const note = this.#pool.note(id);
    if ((by & BY_PARTS) !== 0 && (note & CAN_SPLIT) === 0) return false;
    if ((by & (BY_LETTER | BY_MARK)) !== 0 && (note & CAN_LOOK_ALIKE) === 0) return false;
    if ((by & BY_MARK) !== 0 && (by & HAS_LETTER) === 0) return false;
    // Without copies, what needed nothing is the term as the alphabet reads it.
    return (note & CAN_DOUBLE) !== 0 || (by & (BY_PARTS | BY_LETTER | BY_MARK)) !== 0;
  }

  accepts(id: number, text: string, from: number, to: number): boolean {
    const pool = this.#pool;
    return !isPlainMatch(this.#table, pool.units, pool.first(id), pool.length(id), text, from, to);
  }
}

/** Terms that are looked for by their sounds. */
export class SoundTerms implements LatticeTerms {
  readonly #folding: Folding;
  readonly #table: FoldTable;
  readonly #pool = new TermPool();

  constructor(folding: Folding) {
    this.#folding = folding;
    this.#table = foldTableOf(folding);
  }

  /** Adds a term and returns its number here; -1 when it has fewer than two Chinese characters or is too long. */
  add(folded: Uint16Array, number: number): number {
    const { usual } = soundTables();
    if (folded.filter((unit) => usual[unit] !== 0).length < HANZI_MIN || folded.length > EVASION_UNITS_MAX) return -1;
    return this.#pool.add(folded, number, 0);
  }

  /** Adds another way to read the term that was added last. */
  addVariant(): number {
    return this.#pool.repeat();
  }

  number(id: number): number {
    return this.#pool.number(id);
  }

  mayAccept(): boolean {
    return true;
  }

  accepts(id: number, text: string, from: number, to: number): boolean {
    return isSoundAllowed(this.#folding, this.#table, this.#pool, id, text, from, to);
  }
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
