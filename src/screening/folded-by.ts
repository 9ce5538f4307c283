import { type Folding, foldTableOf } from './fold.ts';
import { matchForward } from './rules/matching.ts';
import { foldingOf, type TermRules } from './rules/term-rules.ts';
import { compileScreen } from './screen.ts';

/** A kind of folding, by its name. */
export type FoldedKind = keyof Folding;

/** What was listed, as far as it takes part in how a hit was found. */
export interface ListedTerm {
  readonly text: string;
  readonly rules?: TermRules | undefined;
}

/**
 * The kinds of folding without which a hit would not have been found: a smallest set that finds it, in the order of the
 * folding's fields; none when the text stands there as it is listed.
 *
 * @param found the text of the hit
 */
export function findFoldedBy(found: string, { text, rules }: ListedTerm, folding: Folding): FoldedKind[] {
  if (found === text) return [];
  const own = foldingOf(folding, rules);
  // The hit of a combination is one of its parts.
  const parts = [text, ...(rules?.combine?.with ?? [])];
  const listed = parts.find((part) => isFoundAs(found, part, rules?.gap, own));
  if (listed === undefined || listed === found) return [];
  let needed = own;
  for (const kind of kindsOf(own)) {
    const without = { ...needed, [kind]: false };
    if (isFoundAs(found, listed, rules?.gap, without)) needed = without;
  }
  return kindsOf(needed);
}

function kindsOf(folding: Folding): FoldedKind[] {
  const kinds: FoldedKind[] = [];
  for (const kind in folding) if (isKind(kind, folding) && folding[kind] === true) kinds.push(kind);
  return kinds;
}

const isKind = (name: string, folding: Folding): name is FoldedKind => Object.hasOwn(folding, name);

function isFoundAs(found: string, listed: string, gap: number | undefined, folding: Folding): boolean {
  const isPlain = gap === undefined || !listed.includes('*');
  if (isPlain && isSpelt(found, listed, folding)) return true;
  try {
    const rules = isPlain ? undefined : { gap };
    const screen = compileScreen([{ folding, terms: [{ text: listed, tag: 0, action: 'flag', rules }] }]);
    return screen.scan(found).some(({ start, end }) => start === 0 && end === found.length);
  } catch {
    // Without its separators or invisible characters skipped the term may be no term at all: then it is not found so.
    return false;
  }
}

// The alphabet alone, which is most of what is met, takes no automaton.
function isSpelt(found: string, listed: string, folding: Folding): boolean {
  const table = foldTableOf(folding);
  const symbols = symbolsOf(listed, table.kinds, table.units);
  return symbols.length > 0 && matchForward({ symbols, table }, found, 0, found.length) === found.length;
}

function symbolsOf(text: string, kinds: Uint8Array, units: Uint16Array): Uint16Array {
  const folded = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return Uint16Array.from(folded.filter((unit) => kinds[unit] === 0).map((unit) => units[unit] ?? unit));
}
