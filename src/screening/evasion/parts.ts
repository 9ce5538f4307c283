import { PARTS } from '../fold-parts.ts';
import { MORE_PARTS } from './more-parts.ts';
import { partForm } from './part-forms.ts';

type Ways = readonly (readonly number[])[];

/** The ways in the tables, by character. */
export type WaysInParts = ReadonlyMap<number, Ways>;

let known: WaysInParts | null = null;
const composed = new Map<number, Ways>();

/** The characters that may be written as two or three parts. */
export function* charactersInParts(): Generator<number> {
  known ??= readWays([PARTS, ...MORE_PARTS]);
  yield* known.keys();
}

/** All ways a character is written as parts, in the form people type and none twice, the usual one first; none for one that is not split. */
export function spellingsInParts(unit: number): Ways {
  known ??= readWays([PARTS, ...MORE_PARTS]);
  const spellings = composed.get(unit) ?? composeSpellings(unit, known);
  composed.set(unit, spellings);
  return spellings;
}

/** Reads entries, each a character and its parts, with a space between two. */
export function readWays(tables: readonly string[]): Map<number, number[][]> {
  const found = new Map<number, number[][]>();
  for (const entry of tables.join(' ').split(' ')) {
    const [whole, ...parts] = Array.from(entry, (character) => character.charCodeAt(0));
    if (whole === undefined || parts.length < 2) continue;
    const ways = found.get(whole);
    if (ways === undefined) found.set(whole, [parts]);
    else ways.push(parts);
  }
  return found;
}

/** The ways of a character, two parts in either order, and three where one of two has two of its own. */
export function composeSpellings(unit: number, known: WaysInParts): Ways {
  const pairsOf = (part: number): Ways => known.get(part)?.filter(({ length }) => length === 2) ?? [];
  const spellings = (known.get(unit) ?? []).flatMap((parts) => {
    const [first = 0, second = 0] = parts;
    if (parts.length !== 2) return [parts];
    return [
      parts,
      [second, first],
      ...pairsOf(first).map((way) => [...way, second]),
      ...pairsOf(second).map((way) => [first, ...way]),
    ];
  });
  const forms = spellings.map((spelling) => spelling.map(partForm));
  return [...new Map(forms.map((form) => [form.join(' '), form] as const)).values()];
}
