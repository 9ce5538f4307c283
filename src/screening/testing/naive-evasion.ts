import { COLUMNS_MAX } from '../evasion/columns.ts';
import { soundVariants } from '../evasion/lattice-terms.ts';
import { LEET_PATTERNS, lookAlikes } from '../evasion/lookalikes.ts';
import { partForm } from '../evasion/part-forms.ts';
import { charactersInParts, spellingsInParts } from '../evasion/parts.ts';
import { lettersOf, soundsOf, soundTables } from '../evasion/sounds.ts';
import { type Folding, type FoldTable, foldTableOf, foldTerm, INVISIBLE_PAIR, SEPARATOR, SYMBOL } from '../fold.ts';
import { foldPairs } from '../fold-styled.ts';

/** A term found in another spelling; `knownAt` is where in the text it becomes certain. */
export interface NaiveEnd {
  readonly end: number;
  readonly knownAt: number;
}

export interface NaiveReading {
  readonly ends: readonly NaiveEnd[];
  readonly isLive: boolean;
}

type By = 'own' | 'letter' | 'mark' | 'parts' | 'sound' | 'pinyin';

/** One way to write one symbol of a term: what each unit in a row has to be. */
interface Way {
  readonly by: By;
  readonly units: readonly ((unit: number) => boolean)[];
}

interface Place {
  readonly at: number;
  readonly separators: number;
  readonly repeats: number;
  readonly invisibles: number;
  readonly isPastFirst: boolean;
}

const isHanzi = (unit: number): boolean => (unit >= 0x3400 && unit < 0xa000) || unit === 0x3007;
const isLetter = (unit: number): boolean => /[A-Za-zü]/.test(String.fromCharCode(unit));

/** Tries to read the text from `start` on as the term in every spelling of shapes, and of sounds, one after the other. */
export function readEvasions(
  folding: Folding,
  folded: Uint16Array,
  term: string,
  text: string,
  start: number,
): NaiveReading {
  // A character that is a numeral has a sound too.
  const spoken = { ...folding, numbers: false };
  const sounds = readSounds(spoken, foldTerm(term, spoken, 'term'), text, start);
  const readings = [readShapes(folding, folded, text, start), ...sounds];
  return { ends: readings.flatMap(({ ends }) => ends), isLive: readings.some(({ isLive }) => isLive) };
}

function readShapes(folding: Folding, folded: Uint16Array, text: string, start: number): NaiveReading {
  const letters = folded.filter((unit) => unit < 0x80 && isLetter(unit)).length;
  const written = String.fromCharCode(...folded);
  const canSplit =
    folding.split === true && folded.some(isHanzi) && written.replaceAll(/[^\d〇\u3400-\u9fff]/gu, '').length >= 2;
  const canLook = folding.lookalike === true && letters >= 3;
  const isFit = folded.length >= 2 && folded.length <= 32 && (folding.doubled === true || canSplit || canLook);
  if (!isFit) return { ends: [], isLive: false };
  const table = foldTableOf(folding);
  const ways = Array.from(folded, (symbol) => [...waysOfShape(folding, table, symbol)]);
  const reading = readWays(folding, table, ways, text, start, (used, matched) => {
    if (used.includes('parts') && !canSplit) return false;
    if ((used.includes('letter') || used.includes('mark')) && !canLook) return false;
    if (!used.includes('mark')) return true;
    return used.some((by, index) => by === 'own' && isLetter(folded[index] ?? 0)) && matched !== '';
  });
  // In a term of two there is no copy to skip between its ends: what doubled finds of it, the alphabet finds, and holds.
  const addsAny = canSplit || canLook || folded.length > 2;
  return { ...reading, isLive: reading.isLive && addsAny };
}

function* waysOfShape(folding: Folding, table: FoldTable, symbol: number): Generator<Way> {
  const foldsTo = (unit: number): number => table.units[unit] ?? unit;
  const isOwn = (unit: number): boolean => table.kinds[unit] === SYMBOL && foldsTo(unit) === symbol;
  yield { by: 'own', units: [isOwn] };
  if (folding.lookalike === true) {
    for (const { mark, letter, isLeet } of lookAlikes()) {
      if (foldsTo(letter) !== symbol) continue;
      const isMark = (unit: number): boolean => unit === mark || foldsTo(unit) === mark;
      yield { by: isLeet ? 'mark' : 'letter', units: [(unit) => !isOwn(unit) && isMark(unit)] };
    }
    for (const [marks, letter] of LEET_PATTERNS) {
      if (letter.charCodeAt(0) !== symbol) continue;
      yield { by: 'mark', units: Array.from(marks, (mark) => (unit: number) => foldsTo(unit) === mark.charCodeAt(0)) };
    }
  }
  if (folding.split !== true) return;
  for (const parts of spellingsOf(symbol, table)) {
    yield {
      by: 'parts',
      units: parts.map(
        (part) => (unit: number) => foldsTo(partForm(foldsTo(unit))) === foldsTo(partForm(foldsTo(part))),
      ),
    };
  }
}

const spellings = new WeakMap<FoldTable, Map<number, (readonly number[])[]>>();

/** The ways to write any character that is folded to a symbol. */
function spellingsOf(symbol: number, table: FoldTable): (readonly number[])[] {
  const known = spellings.get(table) ?? new Map<number, (readonly number[])[]>();
  spellings.set(table, known);
  const found =
    known.get(symbol) ??
    [...charactersInParts()].filter((unit) => table.units[unit] === symbol).flatMap(spellingsInParts);
  known.set(symbol, found);
  return found;
}

function readSounds(folding: Folding, folded: Uint16Array, text: string, start: number): NaiveReading[] {
  const { usual, others } = soundTables();
  const hanzi = folded.filter((unit) => (usual[unit] ?? 0) !== 0).length;
  if (folding.homophone !== true && folding.pinyin !== true) return [];
  if (hanzi < 2 || folded.length > 32) return [];
  const table = foldTableOf(folding);
  const foldsTo = (unit: number): number => table.units[unit] ?? unit;
  return soundVariants(folded).map((variant) => {
    const ways = variant.map((symbol) => {
      const sounds = (unit: number): boolean => {
        if (table.kinds[unit] !== SYMBOL) return false;
        const readings = [(usual[foldsTo(unit)] ?? 0) || foldsTo(unit), ...(others.get(foldsTo(unit)) ?? [])];
        return readings.includes(symbol);
      };
      const spelt = folding.pinyin === true ? lettersOf(symbol) : [];
      const inLetters = spelt.map((letters) => ({
        by: 'pinyin' as const,
        units: Array.from(
          letters,
          (letter) => (unit: number) => table.kinds[unit] === SYMBOL && foldsTo(unit) === letter.charCodeAt(0),
        ),
      }));
      return [{ by: 'sound' as const, units: [sounds] }, ...inLetters];
    });
    return readWays(folding, table, ways, text, start, (_, matched) => isSoundAllowed(folding, table, folded, matched));
  });
}

interface SoundCount {
  readonly same: number;
  readonly replaced: number;
  readonly spelt: number;
}

/** Whether a text that sounds like the term may count as one, in any way to read it character by character. */
function isSoundAllowed(folding: Folding, table: FoldTable, folded: Uint16Array, matched: string): boolean {
  const hanzi = folded.filter((unit) => soundsOf(unit).length > 0).length;
  const units: number[] = [];
  for (let index = 0; index < matched.length; index += 1) {
    const unit = matched.charCodeAt(index);
    if (table.kinds[unit] === SYMBOL) units.push(table.units[unit] ?? unit);
    if (table.kinds[unit] === INVISIBLE_PAIR) index += 1;
  }
  const letters = units.filter(isLetter).length;
  return alignSounds(folded, units, folding.doubled === true, 0, 0, []).some(({ same, replaced, spelt }) => {
    if (replaced > 0 && (folding.homophone !== true || (same === 0 && hanzi < 3))) return false;
    if (spelt > 0 && (folding.pinyin !== true || (spelt === hanzi && letters < 6))) return false;
    return replaced + spelt > 0 || folding.doubled === true;
  });
}

function alignSounds(
  folded: Uint16Array,
  units: readonly number[],
  doubled: boolean,
  at: number,
  index: number,
  written: readonly (keyof SoundCount)[],
): SoundCount[] {
  if (at === folded.length) {
    const count = (way: keyof SoundCount): number => written.filter((one) => one === way).length;
    return index === units.length ? [{ same: count('same'), replaced: count('replaced'), spelt: count('spelt') }] : [];
  }
  const want = folded[at] ?? 0;
  const have = units[index] ?? 0;
  const sounds = soundsOf(want);
  const goOn = (width: number, way: keyof SoundCount | null): SoundCount[] =>
    alignSounds(folded, units, doubled, at + 1, index + width, way === null ? written : [...written, way]);
  const ways: SoundCount[] = [];
  if (doubled && at > 0 && index > 0 && index < units.length && have === units[index - 1])
    ways.push(...alignSounds(folded, units, doubled, at, index + 1, written));
  if (have === want) ways.push(...goOn(1, sounds.length > 0 ? 'same' : null));
  else if (soundsOf(have).some((sound) => sounds.includes(sound))) ways.push(...goOn(1, 'replaced'));
  for (const letters of sounds.flatMap(lettersOf)) {
    const isSpelt = [...letters].every((letter, offset) => units[index + offset] === letter.charCodeAt(0));
    if (isSpelt) ways.push(...goOn(letters.length, 'spelt'));
  }
  return ways;
}

function readWays(
  folding: Folding,
  table: FoldTable,
  ways: readonly (readonly Way[])[],
  text: string,
  start: number,
  accepts: (used: readonly By[], matched: string) => boolean,
): NaiveReading {
  const plain = table.foldsPairs ? foldPairs(text) : text;
  const ends: NaiveEnd[] = [];
  let isLive = false;
  const isRepeat = (at: number): boolean => folding.doubled === true && repeats(table, plain, at);
  const letterAt = (at: number): boolean => at >= 0 && isLetter(table.units[plain.charCodeAt(at)] ?? 0);

  /** Goes on with unit `index` of `way`, the way that symbol `symbol` is written. */
  const walk = (symbol: number, way: Way, index: number, used: readonly By[], place: Place): void => {
    if (place.at >= plain.length) {
      isLive ||= place.at > start;
      return;
    }
    const unit = plain.charCodeAt(place.at);
    const isCopy = place.at > start && isRepeat(place.at);
    if (symbol > 0 || index > 0) skip(symbol, way, index, used, place, unit, isCopy);
    if (isCopy && place.repeats > 0) return;
    if (!(way.units[index]?.(unit) ?? false)) return;
    if (way.by === 'pinyin' && index === 0 && letterAt(place.at - 1)) {
      const isAdjacent = place.separators + place.repeats + place.invisibles === 0;
      if (used.at(-1) !== 'pinyin' || !isAdjacent) return;
    }
    const isPastFirst = place.at > start && (place.isPastFirst || !isCopy);
    const next = { at: place.at + 1, separators: 0, repeats: 0, invisibles: 0, isPastFirst };
    if (index + 1 < way.units.length) walk(symbol, way, index + 1, used, next);
    else if (symbol + 1 < ways.length) enter(symbol + 1, [...used, way.by], next);
    else finish([...used, way.by], next.at);
  };
  const skip = (
    symbol: number,
    way: Way,
    index: number,
    used: readonly By[],
    place: Place,
    unit: number,
    isCopy: boolean,
  ): void => {
    const kind = table.kinds[unit];
    const at = place.at + (kind === INVISIBLE_PAIR ? 2 : 1);
    if (kind === SYMBOL) {
      if (isCopy && place.isPastFirst && place.repeats < 8)
        walk(symbol, way, index, used, { ...place, at, repeats: place.repeats + 1 });
    } else if (kind === SEPARATOR) {
      if (place.separators < 4) walk(symbol, way, index, used, { ...place, at, separators: place.separators + 1 });
    } else if (place.invisibles < 256) {
      walk(symbol, way, index, used, { ...place, at, invisibles: place.invisibles + 1 });
    }
  };
  const enter = (symbol: number, used: readonly By[], place: Place): void => {
    for (const way of ways[symbol] ?? []) walk(symbol, way, 0, used, place);
  };
  const finish = (used: readonly By[], at: number): void => {
    const end = afterPair(text, at);
    if (used.at(-1) === 'pinyin') {
      if (at >= plain.length) isLive = true;
      if (at < plain.length && letterAt(at)) return;
    }
    if (!accepts(used, plain.slice(start, end))) return;
    const knownAt = used.at(-1) === 'pinyin' && at < text.length ? afterPair(text, at + 1) : end;
    ends.push({ end, knownAt });
  };
  enter(0, [], { at: start, separators: 0, repeats: 0, invisibles: 0, isPastFirst: false });
  return { ends, isLive };
}

/** Whether the character at `at` is the same as the one before it, skipped ones aside. */
function repeats(table: FoldTable, plain: string, at: number): boolean {
  const unit = plain.charCodeAt(at);
  if (table.kinds[unit] !== SYMBOL) return false;
  let last = -1;
  for (let index = 0; index < at; index += 1) {
    const before = plain.charCodeAt(index);
    if (table.kinds[before] === SYMBOL) last = table.units[before] ?? before;
    if (table.kinds[before] === INVISIBLE_PAIR) index += 1;
  }
  return last === (table.units[unit] ?? unit);
}

function afterPair(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit < 0xe000 ? at + 1 : at;
}

/** Each column of each block of lines as a text, with the offset of each of its units in the whole text. */
export function naiveColumns(text: string): { readonly text: string; readonly offsets: readonly number[] }[] {
  const columns: { text: string; offsets: number[] }[] = [];
  let block: { characters: string[]; offset: number }[] = [];
  let offset = 0;
  for (const line of [...text.split('\n'), '']) {
    const characters = [...line.replace(/\r$/, '')];
    if (characters.length > 0 && characters.length <= COLUMNS_MAX) block.push({ characters, offset });
    else {
      if (block.length > 1) columns.push(...columnsOf(block));
      block = [];
    }
    offset += line.length + 1;
  }
  return columns;
}

function columnsOf(block: readonly { characters: string[]; offset: number }[]): { text: string; offsets: number[] }[] {
  const width = Math.max(...block.map(({ characters }) => characters.length));
  return Array.from({ length: width }, (_, column) => {
    const offsets: number[] = [];
    let text = '';
    for (const { characters, offset } of block) {
      const character = characters[column] ?? '\n';
      const at = offset + characters.slice(0, column).join('').length;
      for (let index = 0; index < character.length; index += 1) offsets.push(at + index);
      text += character;
    }
    return { text, offsets };
  });
}
