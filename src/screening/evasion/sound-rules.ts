import { type Folding, type FoldTable, SYMBOL } from '../fold.ts';
import { lettersOf, soundTables } from './sounds.ts';

/** Fewest letters of a term that is written in Latin letters from its first character to its last. */
export const PINYIN_LETTERS_MIN = 6;
/** A term of fewer Chinese characters must keep one of them as it is. */
export const HOMOPHONE_FREE_MIN = 3;

interface Count {
  readonly same: number;
  readonly replaced: number;
  readonly spelt: number;
}

/**
 * Whether a text that sounds like the term may count as one: each other character asks for `homophone`, each one in
 * letters for `pinyin`; in a term of two characters one must stay as it is, unless both are in letters.
 */
export function isSoundAllowed(folding: Folding, table: FoldTable, folded: Uint16Array, matched: string): boolean {
  const { usual } = soundTables();
  const hanzi = folded.filter((unit) => (usual[unit] ?? 0) !== 0).length;
  return align(table, folded, matched, folding.doubled === true).some(({ same, replaced, spelt }) => {
    if (replaced > 0 && folding.homophone !== true) return false;
    if (spelt > 0 && folding.pinyin !== true) return false;
    if (replaced > 0 && same === 0 && hanzi < HOMOPHONE_FREE_MIN) return false;
    if (spelt === hanzi && countLetters(table, matched) < PINYIN_LETTERS_MIN) return false;
    return replaced + spelt > 0 || folding.doubled === true;
  });
}

function countLetters(table: FoldTable, matched: string): number {
  let letters = 0;
  for (let index = 0; index < matched.length; index += 1) {
    if (/[a-zü]/i.test(String.fromCharCode(table.units[matched.charCodeAt(index)] ?? 0))) letters += 1;
  }
  return letters;
}

/** The ways to read the text as the term, by what each character of the term was written as. */
function align(table: FoldTable, folded: Uint16Array, matched: string, doubled: boolean): Count[] {
  const units: number[] = [];
  for (let index = 0; index < matched.length; index += 1) {
    const unit = matched.charCodeAt(index);
    if (table.kinds[unit] === SYMBOL) units.push(table.units[unit] ?? unit);
  }
  const found: Count[] = [];
  walk({ folded, units, doubled, found }, 0, 0, { same: 0, replaced: 0, spelt: 0 });
  return found;
}

interface Walk {
  readonly folded: Uint16Array;
  readonly units: readonly number[];
  readonly doubled: boolean;
  readonly found: Count[];
}

function walk(all: Walk, term: number, text: number, count: Count): void {
  const { folded, units, doubled, found } = all;
  if (term === folded.length) {
    if (text === units.length) found.push(count);
    return;
  }
  if (found.length >= 8) return;
  const want = folded[term] ?? 0;
  const have = units[text] ?? 0;
  if (doubled && text > 0 && have === units[text - 1] && term > 0) walk(all, term, text + 1, count);
  const { usual, others, spellings } = soundTables();
  const hanzi = usual[want] ?? 0;
  if (hanzi === 0) {
    if (have === want) walk(all, term + 1, text + 1, count);
    return;
  }
  const sounds = [hanzi, ...(others.get(want) ?? [])];
  if (have === want) walk(all, term + 1, text + 1, { ...count, same: count.same + 1 });
  else if ([usual[have] ?? 0, ...(others.get(have) ?? [])].some((sound) => sounds.includes(sound))) {
    walk(all, term + 1, text + 1, { ...count, replaced: count.replaced + 1 });
  }
  for (const sound of sounds) {
    for (const letters of lettersOf(spellings[sound - 0xe000] ?? '')) {
      const isSpelt = [...letters].every((letter, index) => units[text + index] === letter.charCodeAt(0));
      if (isSpelt) walk(all, term + 1, text + letters.length, { ...count, spelt: count.spelt + 1 });
    }
  }
}
