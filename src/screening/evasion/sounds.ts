import { FIRST_SOUNDS, OTHER_SOUNDS } from '../fold-sounds.ts';

/** Symbols from here on, in Unicode's private use area, stand for syllables. */
export const FIRST_SYLLABLE = 0xe000;

interface Sounds {
  /** Unit to the symbol of its usual syllable; 0 when it has none. */
  readonly usual: Uint16Array;
  /** Further syllables of a unit. */
  readonly others: ReadonlyMap<number, readonly number[]>;
  /** How people type each syllable, by symbol less FIRST_SYLLABLE. */
  readonly letters: readonly (readonly string[])[];
}

let known: Sounds | null = null;

/** The readings of all characters; made on first use and kept. */
export function soundTables(): Sounds {
  known ??= makeSounds();
  return known;
}

function makeSounds(): Sounds {
  const usual = new Uint16Array(0x1_0000);
  const others = new Map<number, readonly number[]>();
  const spellings: string[] = [];
  const symbols = new Map<string, number>();
  const symbolOf = (syllable: string): number => {
    const symbol = symbols.get(syllable) ?? FIRST_SYLLABLE + spellings.length;
    if (!symbols.has(syllable)) spellings.push(syllable);
    symbols.set(syllable, symbol);
    return symbol;
  };
  for (const [unit, syllable] of readTable(FIRST_SOUNDS)) usual[unit] = symbolOf(syllable);
  for (const [unit, syllable] of readTable(OTHER_SOUNDS)) {
    others.set(unit, [...(others.get(unit) ?? []), symbolOf(syllable)]);
  }
  return { usual, others, letters: spellings.map(typed) };
}

function* readTable(table: string): Generator<readonly [unit: number, syllable: string]> {
  for (const [, syllable = '', characters = ''] of table.matchAll(/([a-z]+)([^a-z]+)/g)) {
    for (const character of characters) yield [character.charCodeAt(0), syllable];
  }
}

/** `v` for ü is typed as ü as well, and as u where that is unheard of otherwise. */
function typed(syllable: string): readonly string[] {
  if (!syllable.includes('v')) return [syllable];
  return [syllable, syllable.replace('v', 'ü'), ...(/^[ln]ve$/.test(syllable) ? [syllable.replace('v', 'u')] : [])];
}

const NONE: readonly never[] = [];

/** How people type the syllable that a symbol stands for; none for a symbol that stands for another character. */
export const lettersOf = (symbol: number): readonly string[] => soundTables().letters[symbol - FIRST_SYLLABLE] ?? NONE;

const soundsByUnit = new Map<number, readonly number[]>();

/** The symbols of all syllables that a character is read as, the usual one first. */
export function soundsOf(unit: number): readonly number[] {
  const known = soundsByUnit.get(unit);
  if (known !== undefined) return known;
  const { usual, others } = soundTables();
  const first = usual[unit] ?? 0;
  const sounds = first === 0 ? NONE : [first, ...(others.get(unit) ?? NONE)];
  soundsByUnit.set(unit, sounds);
  return sounds;
}
