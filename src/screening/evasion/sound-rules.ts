import { type Folding, type FoldTable, INVISIBLE_PAIR, SYMBOL } from '../fold.ts';
import { isPlainMatch } from './plain-match.ts';
import { lettersOf, soundsOf, soundTables } from './sounds.ts';
import type { TermPool } from './term-pool.ts';

/** Fewest letters of a term that is written in Latin letters from its first character to its last. */
export const PINYIN_LETTERS_MIN = 6;
/** A term of fewer Chinese characters must keep one of them as it is. */
export const HOMOPHONE_FREE_MIN = 3;

/**
 * Whether the text between two offsets, which was found by its sounds, counts as a term of the pool although it is written otherwise:
 * each other character asks for `homophone`, each one in letters for `pinyin`; in a term of two characters one must stay as it
 * is, unless both are in letters. Between the characters no more is skipped than may be.
 */
export function isSoundAllowed(
  folding: Folding,
  table: FoldTable,
  terms: TermPool,
  id: number,
  text: string,
  from: number,
  to: number,
): boolean {
  const { usual } = soundTables();
  const { units } = terms;
  const first = terms.first(id);
  const length = terms.length(id);
  let same = 0;
  let replaced = 0;
  let at = 0;
  for (let index = from; index < to; index += 1) {
    const kind = table.kinds[text.charCodeAt(index)] ?? SYMBOL;
    if (kind === INVISIBLE_PAIR) index += 1;
    if (kind !== SYMBOL) continue;
    const unit = table.units[text.charCodeAt(index)] ?? 0;
    // Copies and letters leave several ways to read the text.
    if (at === length || isLatinLetter(unit)) {
      if (isPlainMatch(table, units, first, length, text, from, to)) return false;
      return new Alignment(folding, terms, id, unitsOf(table, text, from, to)).isAllowed(0, 0, 0);
    }
    if (unit !== units[first + at]) replaced += 1;
    else if (usual[unit] !== 0) same += 1;
    at += 1;
  }
  if (replaced === 0 || folding.homophone !== true) return false;
  return same > 0 || same + replaced >= HOMOPHONE_FREE_MIN;
}

const isLatinLetter = (unit: number): boolean =>
  (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || unit === 0xfc || unit === 0xdc;

// What a way through the text has met so far.
const HAS_SAME = 1;
const HAS_REPLACED = 2;
const HAS_SPELT = 4;

/** Dead ends that are met before they are written down: most texts have one way only. */
const DEAD_ENDS_MIN = 16;

/** The ways to read a text as a term, by what its characters were written as. */
class Alignment {
  readonly #folding: Folding;
  readonly #folded: Uint16Array;
  readonly #first: number;
  readonly #length: number;
  /** The characters of the text, without those that are skipped. */
  readonly #units: readonly number[];
  #deadEnds = 0;
  /** By place in the term and in the units, a bit for what was met before: from here nothing counts, so none is tried twice. */
  #isDead: Uint8Array | null = null;

  constructor(folding: Folding, terms: TermPool, id: number, units: readonly number[]) {
    this.#folding = folding;
    this.#folded = terms.units;
    this.#first = terms.first(id);
    this.#length = terms.length(id);
    this.#units = units;
  }

  /** Does some way count that goes on from a place in the term and in the units? */
  isAllowed(at: number, index: number, met: number): boolean {
    if (at === this.#length) return index === this.#units.length && this.#judge(met);
    const place = at * (this.#units.length + 1) + index;
    if (index > this.#units.length || (((this.#isDead?.[place] ?? 0) >>> met) & 1) !== 0) return false;
    const have = this.#units[index];
    const isCopy = this.#folding.doubled === true && index > 0 && at > 0 && have === this.#units[index - 1];
    if (isCopy && this.isAllowed(at, index + 1, met)) return true;
    if (this.#readsOn(at, index, met)) return true;
    this.#noteDead(place, met);
    return false;
  }

  #noteDead(place: number, met: number): void {
    this.#deadEnds += 1;
    if (this.#deadEnds < DEAD_ENDS_MIN) return;
    this.#isDead ??= new Uint8Array((this.#length + 1) * (this.#units.length + 1));
    this.#isDead[place] = (this.#isDead[place] ?? 0) | (1 << met);
  }

  /** The same when the next character of the term is read here, in each way it may be written. */
  #readsOn(at: number, index: number, met: number): boolean {
    const want = this.#folded[this.#first + at] ?? 0;
    const have = this.#units[index] ?? 0;
    const sounds = soundsOf(want);
    if (have === want) {
      if (this.isAllowed(at + 1, index + 1, sounds.length > 0 ? met | HAS_SAME : met)) return true;
    } else if (soundsOf(have).some((sound) => sounds.includes(sound))) {
      if (this.isAllowed(at + 1, index + 1, met | HAS_REPLACED)) return true;
    }
    for (const sound of sounds) {
      for (const letters of lettersOf(sound)) {
        if (this.#isSpelt(letters, index) && this.isAllowed(at + 1, index + letters.length, met | HAS_SPELT))
          return true;
      }
    }
    return false;
  }

  #isSpelt(letters: string, index: number): boolean {
    for (let at = 0; at < letters.length; at += 1) if (this.#units[index + at] !== letters.charCodeAt(at)) return false;
    return true;
  }

  #judge(met: number): boolean {
    const folding = this.#folding;
    const [isReplaced, isSpelt] = [(met & HAS_REPLACED) !== 0, (met & HAS_SPELT) !== 0];
    if (isReplaced && folding.homophone !== true) return false;
    if (isSpelt && folding.pinyin !== true) return false;
    if (isReplaced && (met & HAS_SAME) === 0 && this.#hanzi() < HOMOPHONE_FREE_MIN) return false;
    if (met === HAS_SPELT && this.#letters() < PINYIN_LETTERS_MIN) return false;
    return isReplaced || isSpelt || folding.doubled === true;
  }

  /** How many characters of the term have a sound. */
  #hanzi(): number {
    let hanzi = 0;
    for (let at = 0; at < this.#length; at += 1)
      if (soundsOf(this.#folded[this.#first + at] ?? 0).length > 0) hanzi += 1;
    return hanzi;
  }

  /** How many characters of the text are Latin letters. */
  #letters(): number {
    let letters = 0;
    for (const unit of this.#units) if (isLatinLetter(unit)) letters += 1;
    return letters;
  }
}

function unitsOf(table: FoldTable, text: string, from: number, to: number): number[] {
  const units: number[] = [];
  for (let index = from; index < to; index += 1) {
    const unit = text.charCodeAt(index);
    const kind = table.kinds[unit] ?? SYMBOL;
    if (kind === SYMBOL) units.push(table.units[unit] ?? unit);
    else if (kind === INVISIBLE_PAIR) index += 1;
  }
  return units;
}
