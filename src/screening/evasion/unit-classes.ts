import { HAS_LETTER, type Spelling } from './spelling.ts';

const UNITS = 0x1_0000;

/** Units that a lane reads alike in every way. */
export interface UnitClass {
  /** The symbol that the unit is by itself, which comes first; 0 for none. */
  readonly own: number;
  /** The symbols it may be read as, each followed by what that needs. */
  readonly readings: readonly number[];
  /** What it counts as in the patterns; 0 for nothing. */
  readonly part: number;
}

export interface UnitClasses {
  /** The first is that of the units in no spelling of any term. */
  readonly classes: readonly UnitClass[];
  /** Unit to the number of its class. */
  readonly ofUnit: Uint16Array;
}

/** Sorts the units into classes; `used` are the symbols of the terms. */
export function sortUnits(
  { symbols, readings, patternUnits, isLetter }: Spelling,
  used: ReadonlySet<number>,
): UnitClasses {
  const isUsed = new Uint8Array(UNITS);
  for (const symbol of used) isUsed[symbol] = 1;
  const known = new KnownClasses();
  const ofUnit = Uint16Array.from(symbols, (symbol, unit) => {
    const part = patternUnits[unit] ?? 0;
    const further = readings.get(unit)?.filter((reading) => isUsed[reading.symbol] === 1) ?? [];
    const by = isLetter[unit] === 1 ? HAS_LETTER : 0;
    const own = isUsed[symbol] === 1 ? symbol : 0;
    if (part === 0 && further.length === 0) return own === 0 ? 0 : known.plain(own, by);
    const all = own === 0 ? [] : [own, by];
    for (const reading of further) all.push(reading.symbol, reading.by);
    return known.intern(own, all, part);
  });
  return { classes: known.classes, ofUnit };
}

class KnownClasses {
  readonly classes: UnitClass[] = [{ own: 0, readings: [], part: 0 }];
  readonly #byKey = new Map<string, number>([['0 0 ', 0]]);
  /** Symbol to the class of the units that are that symbol and nothing else, which most are. */
  readonly #plain = new Uint16Array(UNITS);

  /** The class of a unit that is one symbol only; units of the same symbol need the same. */
  plain(symbol: number, by: number): number {
    const known = this.#plain[symbol] ?? 0;
    if (known !== 0) return known;
    const made = this.intern(symbol, [symbol, by], 0);
    this.#plain[symbol] = made;
    return made;
  }

  intern(own: number, readings: readonly number[], part: number): number {
    const key = `${own} ${part} ${readings.join(' ')}`;
    const known = this.#byKey.get(key) ?? this.classes.push({ own, readings, part }) - 1;
    this.#byKey.set(key, known);
    return known;
  }
}
