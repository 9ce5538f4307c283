import { type Folding, type FoldTable, foldTableOf, SYMBOL } from '../fold.ts';
import { LEET_PATTERNS, lookAlikes } from './lookalikes.ts';
import { partForm } from './part-forms.ts';
import { charactersInParts, spellingsInParts } from './parts.ts';
import { lettersOf, soundTables } from './sounds.ts';

const UNITS = 0x1_0000;

/** What was needed on the way to a hit; bits. */
export const BY_LETTER = 1; // a letter of another script in the place of a Latin one
export const BY_MARK = 2; // a digit or mark in the place of a letter
export const BY_PARTS = 4;
export const BY_PINYIN = 8;
export const HAS_LETTER = 16;

/** Another symbol a unit may be read as. */
export interface Reading {
  readonly symbol: number;
  readonly by: number;
}

/** Several units that stand for one symbol; what each unit counts as is in `patternUnits`. */
export interface Pattern {
  readonly units: readonly number[];
  readonly output: Reading;
}

/** How a lane reads a text: which symbols a unit, or several in a row, may stand for. */
export interface Spelling {
  readonly table: FoldTable;
  readonly doubled: boolean;
  /** Unit to its own symbol; 0 when it has none. */
  readonly symbols: Uint16Array;
  /** Unit to its further readings. */
  readonly readings: ReadonlyMap<number, readonly Reading[]>;
  /** Unit to what it counts as in `patterns`; 0 when it is in none. */
  readonly patternUnits: Uint16Array;
  readonly patterns: readonly Pattern[];
  /** 1 for a Latin letter. Patterns of letters start and end at the end of a word. */
  readonly isLetter: Uint8Array;
  readonly patternsAreWords: boolean;
  /** Whether a text may count as a term in which every unit is read as its own symbol: not where the alphabet finds it. */
  readonly countsPlain: boolean;
}

/** Shapes: doubled characters, look-alikes, parts. `used` are the symbols of the terms. */
export function makeShapeSpelling(folding: Folding, used: ReadonlySet<number>): Spelling {
  const table = foldTableOf(folding);
  const symbols = table.units.map((unit, from) => (table.kinds[from] === SYMBOL ? unit : 0));
  const readings = new Map<number, Reading[]>();
  const patterns: Pattern[] = [];
  if (folding.lookalike === true) {
    addLookAlikes(table, used, readings);
    for (const [marks, letter] of LEET_PATTERNS) {
      const units = Array.from(marks, (mark) => foldPart(table, mark.charCodeAt(0)));
      patterns.push({ units, output: { symbol: letter.charCodeAt(0), by: BY_MARK } });
    }
  }
  if (folding.split === true) addParts(table, used, patterns);
  const inPattern = new Set(patterns.flatMap(({ units }) => units));
  const patternUnits = table.units.map((unit) => {
    const part = foldPart(table, unit);
    return inPattern.has(part) ? part : 0;
  });
  return {
    ...commonOf(table, folding),
    symbols,
    readings,
    patternUnits,
    patterns,
    patternsAreWords: false,
    countsPlain: false,
  };
}

/** Adds the ways to write each symbol as parts: those of every character that is folded to it, 講 as well as 讲. */
function addParts(table: FoldTable, used: ReadonlySet<number>, patterns: Pattern[]): void {
  const known = new Set<string>();
  for (const character of charactersInParts()) {
    const symbol = table.units[character] ?? character;
    if (!used.has(symbol)) continue;
    for (const parts of spellingsInParts(character)) {
      const units = parts.map((part) => foldPart(table, part));
      const key = String.fromCharCode(symbol, ...units);
      if (known.has(key)) continue;
      known.add(key);
      patterns.push({ units, output: { symbol, by: BY_PARTS } });
    }
  }
}

/** What a part counts as: whatever form it has, and a numeral in whatever script. */
function foldPart({ units }: FoldTable, part: number): number {
  const form = partForm(units[part] ?? part);
  return units[form] ?? form;
}

function addLookAlikes(table: FoldTable, used: ReadonlySet<number>, readings: Map<number, Reading[]>): void {
  const byMark = new Map<number, { symbol: number; by: number }[]>();
  for (const { mark, letter, isLeet } of lookAlikes()) {
    const symbol = table.units[letter] ?? letter;
    if (!used.has(symbol)) continue;
    byMark.set(mark, [...(byMark.get(mark) ?? []), { symbol, by: isLeet ? BY_MARK : BY_LETTER }]);
  }
  // A full-width or small form of the mark is taken for the same letter.
  for (let unit = 0; unit < UNITS; unit += 1) {
    const folded = table.units[unit] ?? unit;
    const found = [...(byMark.get(unit) ?? []), ...(folded === unit ? [] : (byMark.get(folded) ?? []))];
    const own = table.kinds[unit] === SYMBOL ? folded : 0;
    const others = found.filter(
      ({ symbol }, index) => symbol !== own && found.findIndex((other) => other.symbol === symbol) === index,
    );
    if (others.length > 0) readings.set(unit, others);
  }
}

/** Sounds: each character is read as its syllable, and with `pinyin` so are the letters of one. */
export function makeSoundSpelling(folding: Folding, used: ReadonlySet<number>): Spelling {
  const table = foldTableOf(folding);
  const { usual, others } = soundTables();
  const symbols = table.units.map((unit, from) => {
    if (table.kinds[from] !== SYMBOL) return 0;
    const syllable = usual[unit] ?? 0;
    return syllable === 0 ? withoutSyllables(unit) : syllable;
  });
  const patterns: Pattern[] = [];
  if (folding.pinyin === true) {
    for (const symbol of used) {
      for (const letters of lettersOf(symbol)) {
        const units = Array.from(letters, (letter) => letter.charCodeAt(0));
        if (units.length > 0) patterns.push({ units, output: { symbol, by: BY_PINYIN } });
      }
    }
  }
  const inPattern = new Set(patterns.flatMap(({ units }) => units));
  const patternUnits = symbols.map((unit) => (inPattern.has(unit) ? unit : 0));
  const readings = new Map<number, Reading[]>();
  for (const [unit, folded] of table.units.entries()) {
    const further = table.kinds[unit] === SYMBOL ? (others.get(folded) ?? []) : [];
    if (further.length > 0) readings.set(unit, toReadings(further));
  }
  return {
    ...commonOf(table, folding),
    symbols,
    readings,
    patternUnits,
    patterns,
    patternsAreWords: true,
    countsPlain: folding.homophone === true,
  };
}

const toReadings = (symbols: readonly number[]): Reading[] => symbols.map((symbol) => ({ symbol, by: 0 }));

// The private use area stands for syllables.
function withoutSyllables(unit: number): number {
  return unit >= 0xe000 && unit < 0xf900 ? 0 : unit;
}

const commonOf = (table: FoldTable, folding: Folding): Pick<Spelling, 'table' | 'doubled' | 'isLetter'> => ({
  table,
  doubled: folding.doubled === true,
  isLetter: Uint8Array.from(table.units, (unit) => (isLatinLetter(unit) ? 1 : 0)),
});

function isLatinLetter(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || unit === 0xfc;
}
