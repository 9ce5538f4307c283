import { TRADITIONAL_PAIRS } from '../fold-traditional.ts';

/**
 * What the classifier takes for the same character: width and other compatibility forms, letter case, traditional and
 * simplified; what leaves no ink is left out and white space counts once. Its own table and not that of the word lists: a
 * model is right only for the folding it was trained with, so this one never changes. Another one is another version.
 */
export const FOLD_VERSION = 1;

const UNITS = 0x1_0000;
const SPACE = 0x20;
/** A unit that leaves no trace. */
export const NOTHING = 0;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]|[\u20d0-\u20f0]|[\u0334-\u0338]/u;
const WHITE = /\s/;
/** First unit of a surrogate pair that is invisible as a whole (tags, supplementary variation selectors). */
const INVISIBLE_LEAD = 0xdb40;

let table: Uint16Array | undefined;

/** Unit to folded unit; 0 = leaves no trace. Made on first use and kept. */
function foldTable(): Uint16Array {
  table ??= Uint16Array.from({ length: UNITS }, (_, unit) => foldUnit(unit));
  for (let index = 0; index < TRADITIONAL_PAIRS.length; index += 2) {
    table[TRADITIONAL_PAIRS.charCodeAt(index)] = TRADITIONAL_PAIRS.charCodeAt(index + 1);
  }
  return table;
}

function foldUnit(unit: number): number {
  // Halves of pairs have no form of their own.
  if (unit >= 0xd800 && unit < 0xe000) return unit;
  const character = String.fromCharCode(unit);
  if (WHITE.test(character)) return SPACE;
  if (INVISIBLE.test(character)) return NOTHING;
  const plain = character.normalize('NFKC');
  const small = (plain.length === 1 ? plain : character).toLowerCase();
  return small.length === 1 ? small.charCodeAt(0) : unit;
}

/** Folds unit by unit; keeps what the next unit needs to know, so that a text may come in pieces cut anywhere. */
export class UnitFolder {
  readonly #table = table ?? foldTable();
  #isAfterSpace = false;
  #isInPair = false;

  /** The folded unit; 0 when it leaves no trace: invisible, or white space after white space. */
  fold(unit: number): number {
    if (this.#isInPair) {
      this.#isInPair = false;
      return NOTHING;
    }
    if (unit === INVISIBLE_LEAD) {
      this.#isInPair = true;
      return NOTHING;
    }
    const folded = this.#table[unit] ?? NOTHING;
    if (folded === NOTHING) return NOTHING;
    if (folded === SPACE && this.#isAfterSpace) return NOTHING;
    this.#isAfterSpace = folded === SPACE;
    return folded;
  }
}

/** The folded units of a whole text. */
export function foldText(text: string): Uint16Array {
  const folder = new UnitFolder();
  const units = new Uint16Array(text.length);
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = folder.fold(text.charCodeAt(index));
    if (unit !== NOTHING) units[length++] = unit;
  }
  return units.subarray(0, length);
}
