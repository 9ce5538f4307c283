import { HeguiError } from '../kernel/errors.ts';
import { isShortNumber, numeralUnits } from './fold-numbers.ts';
import {
  CASED,
  COMPATIBILITY,
  HALF_WIDTH_HANGUL,
  INVISIBLE_LEAD,
  INVISIBLES,
  type Ranges,
  SEPARATOR_MARKS,
  SEPARATORS,
} from './fold-ranges.ts';
import { FILLER, foldPairs, styledUnits } from './fold-styled.ts';
import { TRADITIONAL_PAIRS } from './fold-traditional.ts';

/** Every kind of evasion, by the one name it has in schemas, commands and documents. The first seven are the alphabet's. */
export const FOLD_KINDS = [
  'width',
  'styled',
  'numbers',
  'case',
  'traditional',
  'invisible',
  'separators',
  'doubled',
  'homophone',
  'pinyin',
  'lookalike',
  'split',
  'reversed',
  'vertical',
] as const;
export type FoldKind = (typeof FOLD_KINDS)[number];

/**
 * What screening treats as the same character; every field is a switch of its own, and one that is absent is off.
 *
 * Down to `separators` all is done in the automaton's alphabet and costs no time; each of the others has its price.
 */
export interface Folding {
  /** Full and half width, and the other code points Unicode keeps for the same character (radicals, compatibility ideographs). */
  readonly width: boolean;
  /** Capital and small letters: ASCII, Latin-1, Greek, Cyrillic. */
  readonly case: boolean;
  /** Traditional and simplified Chinese, character by character. */
  readonly traditional: boolean;
  /** Characters that leave no ink may stand between the characters of a term. */
  readonly invisible: boolean;
  /** Spaces and marks such as `.` `*` `-` may stand between the characters of a term. */
  readonly separators: boolean;
  /** Letters, digits and characters in circles, brackets, squares and mathematical styles: ⓐ 🅰 𝐚 ㊀ 🈲. */
  readonly styled?: boolean;
  /** Digits of all scripts and Chinese numerals: ① ٣ Ⅳ 三 叁. Not for terms of fewer than four numerals and nothing else. */
  readonly numbers?: boolean;
  /** A character written several times: 禁词词词甲. */
  readonly doubled?: boolean;
  /** Another character that is read the same, tones aside. */
  readonly homophone?: boolean;
  /** Characters spelt in Latin letters: jin词甲. */
  readonly pinyin?: boolean;
  /** Cyrillic and Greek look-alikes of Latin letters, and digits and marks in their place: раy, p@y, p4y. */
  readonly lookalike?: boolean;
  /** A character written as its two or three parts: 林示词甲. */
  readonly split?: boolean;
  /** The term backwards: 甲词禁. */
  readonly reversed?: boolean;
  /** The term from top to bottom over lines that follow each other. Whole texts only, never streams. */
  readonly vertical?: boolean;
}

/** Kinds of a UTF-16 unit. Only symbols take part in matching; the others may stand between two symbols. */
export const SYMBOL = 0;
export const SEPARATOR = 1;
export const INVISIBLE = 2;
/** First unit of a surrogate pair that is invisible as a whole (tags, supplementary variation selectors). */
export const INVISIBLE_PAIR = 3;

/** Longest run, in characters, that may stand between two characters of a term. */
export const SEPARATORS_MAX = 4;
export const INVISIBLES_MAX = 256;
/** Longest term after folding, in UTF-16 units; bounds what a stream can ever hold. */
export const TERM_UNITS_MAX = 1_000;

export interface FoldTable {
  /** Unit to the unit that stands for all its equals. */
  readonly units: Uint16Array;
  /** Unit to SYMBOL, SEPARATOR, INVISIBLE or INVISIBLE_PAIR. */
  readonly kinds: Uint8Array;
  /** Whether any unit is not a symbol. */
  readonly skips: boolean;
  /** Whether styled astral letters are to be made plain (`foldPairs`) before a text is read. */
  readonly foldsPairs: boolean;
}

const UNITS = 0x1_0000;

const tables = new Map<number, FoldTable>();

/** The kinds that the alphabet takes care of. */
export const ALPHABET_KINDS = [
  'width',
  'styled',
  'numbers',
  'case',
  'traditional',
  'invisible',
  'separators',
] as const satisfies readonly FoldKind[];

const SPELLING_KINDS = FOLD_KINDS.slice(ALPHABET_KINDS.length);

/** Does it look for terms in spellings beyond the alphabet's? */
export const hasSpellings = (folding: Folding): boolean => SPELLING_KINDS.some((kind) => folding[kind] === true);

/** One number for each setting of the given kinds. */
export function foldingKey(folding: Folding, kinds: readonly FoldKind[] = ALPHABET_KINDS): number {
  return kinds.reduce((key, kind) => key * 2 + (folding[kind] === true ? 1 : 0), 0);
}

/** The table of a setting; made on first use and kept. */
export function foldTableOf(folding: Folding): FoldTable {
  const key = foldingKey(folding);
  const known = tables.get(key);
  if (known !== undefined) return known;
  const table = makeTable(folding);
  tables.set(key, table);
  return table;
}

/**
 * The units of a term that take part in matching, folded.
 *
 * @throws HeguiError E_REQUEST_INVALID when the term has a lone surrogate, folds to nothing or is too long; `path` names
 * the term in the error.
 */
export function foldTerm(text: string, folding: Folding, path: string): Uint16Array {
  const table = foldTableOf(folding);
  const folded = new Uint16Array(text.length);
  const plain = table.foldsPairs ? foldPairs(text) : text;
  let length = 0;
  for (let index = 0; index < plain.length; index += 1) {
    const unit = plain.charCodeAt(index);
    const kind = table.kinds[unit];
    if (kind === INVISIBLE_PAIR) index += 1;
    if (kind !== SYMBOL) continue;
    folded[length] = table.units[unit] ?? unit;
    length += 1;
  }
  const fault = findFault(text, length);
  // Not a view: for one, the runtime would move the units into a buffer of their own.
  if (fault === null) return length === folded.length ? folded : folded.slice(0, length);
  throw new HeguiError('E_REQUEST_INVALID', `${path}: the term ${quote(text)} ${fault}`, {
    fields: [{ path, message: fault }],
  });
}

/** A term folded under the setting it is compared under: its list's, but that a short number keeps its script. */
export function foldListed(
  text: string,
  folding: Folding,
  path: string,
): { readonly folded: Uint16Array; readonly folding: Folding } {
  const folded = foldTerm(text, folding, path);
  if (folding.numbers !== true || !isShortNumber(folded)) return { folded, folding };
  const narrower = { ...folding, numbers: false };
  return { folded: foldTerm(text, narrower, path), folding: narrower };
}

function findFault(text: string, length: number): string | null {
  if (!text.isWellFormed()) return 'holds half of a surrogate pair; send well-formed text';
  if (length === 0) {
    return 'has no character left once separators and invisible characters are skipped; add one or turn that folding off';
  }
  if (length > TERM_UNITS_MAX) return `is longer than ${TERM_UNITS_MAX} characters; shorten it`;
  return null;
}

// Invisible characters are what such a term is made of, so they are spelt out.
function quote(text: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return JSON.stringify(shown).replace(
    /[^\x20-\x7e\p{L}\p{N}\p{P}]/gu,
    (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

function makeTable(folding: Folding): FoldTable {
  const width = folding.width ? makeWidths() : identity();
  const traditional = folding.traditional ? makeTraditional() : identity();
  const letterCase = folding.case ? makeCases() : identity();
  const styled = makeMap(folding.styled === true ? styledUnits() : []);
  const numbers = makeMap(folding.numbers === true ? numeralUnits() : []);
  const units = Uint16Array.from({ length: UNITS }, (_, unit) => {
    // As a number first: in another style Ⅳ would be two letters and ⅰ one.
    const numeral = numbers[unit] ?? unit;
    if (numeral !== unit) return numeral;
    const plain = width[styled[unit] ?? unit] ?? unit;
    const simple = traditional[plain] ?? plain;
    const small = letterCase[simple] ?? simple;
    return numbers[small] ?? small;
  });
  const kinds = new Uint8Array(UNITS);
  if (folding.separators) {
    for (const unit of unitsIn(SEPARATORS)) kinds[unit] = SEPARATOR;
    for (const mark of SEPARATOR_MARKS) kinds[mark.charCodeAt(0)] = SEPARATOR;
  }
  if (folding.invisible) {
    for (const unit of unitsIn(INVISIBLES)) kinds[unit] = INVISIBLE;
    kinds[INVISIBLE_LEAD] = INVISIBLE_PAIR;
  }
  if (folding.styled === true) kinds[FILLER] = INVISIBLE;
  // A full-width mark skips like the mark it stands for.
  const folded = kinds.map((kind, unit) => (kind === SYMBOL ? (kinds[width[unit] ?? unit] ?? SYMBOL) : kind));
  const foldsPairs = folding.styled === true;
  return { units, kinds: folded, skips: folding.invisible || folding.separators || foldsPairs, foldsPairs };
}

function makeMap(entries: Iterable<readonly [unit: number, target: number]>): Uint16Array {
  const map = identity();
  for (const [unit, target] of entries) map[unit] = target;
  return map;
}

function identity(): Uint16Array {
  return Uint16Array.from({ length: UNITS }, (_, unit) => unit);
}

function makeWidths(): Uint16Array {
  const widths = identity();
  for (const unit of unitsIn(COMPATIBILITY)) {
    const plain = String.fromCharCode(unit).normalize('NFKC');
    if (plain.length === 1) widths[unit] = plain.charCodeAt(0);
  }
  for (const [first, last, target] of HALF_WIDTH_HANGUL) {
    for (let unit = first; unit <= last; unit += 1) widths[unit] = target + unit - first;
  }
  return widths;
}

// Up and down again, so that letters with two small forms (final sigma) meet; only where both steps keep one unit.
function makeCases(): Uint16Array {
  const cases = identity();
  for (const unit of unitsIn(CASED)) {
    const upper = String.fromCharCode(unit).toUpperCase();
    const lower = (upper.length === 1 ? upper : String.fromCharCode(unit)).toLowerCase();
    if (lower.length === 1) cases[unit] = lower.charCodeAt(0);
  }
  return cases;
}

function makeTraditional(): Uint16Array {
  const simplified = identity();
  for (let index = 0; index < TRADITIONAL_PAIRS.length; index += 2) {
    simplified[TRADITIONAL_PAIRS.charCodeAt(index)] = TRADITIONAL_PAIRS.charCodeAt(index + 1);
  }
  return simplified;
}

function* unitsIn(ranges: Ranges): Generator<number> {
  for (const [first, last] of ranges) {
    for (let unit = first; unit <= last; unit += 1) yield unit;
  }
}
