import { FOLD_KINDS, type Folding, foldingKey } from '../fold.ts';
import { HitRows, ROW_WIDTH } from '../hit-rows.ts';
import type { Lane } from '../lane.ts';
import { scanLane } from '../whole-text.ts';
import { visitColumns } from './columns.ts';
import { buildShapeLane, buildSoundLane, type LatticeLane, type ListedTerm } from './lattice-lane.ts';
import { LatticeReader } from './lattice-reader.ts';

/** Fewest folded units of a term that is also looked for backwards, or from top to bottom. */
export const REVERSED_UNITS_MIN = 2;
export const VERTICAL_UNITS_MIN = 2;

/** What finds the spellings that the alphabet cannot fold; empty for terms that ask for none. */
export interface Evasion {
  readonly lattices: readonly LatticeLane[];
  /** Lanes that read the columns of whole texts. */
  readonly columns: readonly Lane[];
}

interface FoldedTerms {
  readonly folding: Folding;
  readonly listed: ListedTerm[];
}

/** The terms of all lists, sorted by the folding they ask for. */
export class EvasionTerms {
  readonly #byFolding = new Map<number, FoldedTerms>();

  add(folding: Folding, term: ListedTerm): void {
    const key = foldingKey(folding, FOLD_KINDS);
    const known = this.#byFolding.get(key) ?? { folding, listed: [] };
    this.#byFolding.set(key, known);
    known.listed.push(term);
  }

  groups(): readonly FoldedTerms[] {
    return [...this.#byFolding.values()];
  }
}

/** The term backwards, null when the folding does not ask for it, it is too short, or it reads the same both ways. */
export function reverseTerm(folding: Folding, folded: Uint16Array): Uint16Array | null {
  if (folding.reversed !== true || folded.length < REVERSED_UNITS_MIN) return null;
  const reversed = [...String.fromCharCode(...folded)].reverse().join('');
  const units = Uint16Array.from({ length: reversed.length }, (_, index) => reversed.charCodeAt(index));
  return units.every((unit, index) => unit === folded[index]) ? null : units;
}

/** Builds what the terms ask for; `makeLane` makes the lane of terms that share a folding. */
export function buildEvasion(
  terms: EvasionTerms,
  makeLane: (terms: { folding: Folding; folded: Uint16Array[]; numbers: number[] }) => Lane,
): Evasion {
  const lattices: LatticeLane[] = [];
  const columns: Lane[] = [];
  for (const { folding, listed } of terms.groups()) {
    for (const lane of [buildShapeLane(folding, listed), buildSoundLane(folding, listed)]) {
      if (lane !== null) lattices.push(lane);
    }
    if (folding.vertical !== true) continue;
    const tall = listed.filter(({ folded }) => folded.length >= VERTICAL_UNITS_MIN);
    if (tall.length === 0) continue;
    const [folded, numbers] = [tall.map((term) => term.folded), tall.map((term) => term.number)];
    columns.push(makeLane({ folding, folded, numbers }));
  }
  return { lattices, columns };
}

/** Adds the hits that a whole text has in other spellings, those of its columns among them. */
export function scanEvasion(evasion: Evasion, text: string, hits: HitRows): void {
  const window = { text, origin: 0 };
  for (const lane of evasion.lattices) new LatticeReader(lane).read(text, 0, text.length, true, { window, hits });
  if (evasion.columns.length > 0 && text.includes('\n')) scanColumns(evasion.columns, text, hits);
}

function scanColumns(lanes: readonly Lane[], text: string, hits: HitRows): void {
  const found = new HitRows();
  visitColumns(text, (columns) => {
    found.clear();
    for (const lane of lanes) scanLane(lane, columns.text, found);
    for (let from = 0; from < ROW_WIDTH * found.count; from += ROW_WIDTH) {
      const start = columns.offsets[found.rows[from] ?? 0] ?? 0;
      const end = (columns.offsets[(found.rows[from + 1] ?? 0) - 1] ?? 0) + 1;
      hits.add(start, end, found.rows[from + 2] ?? 0, end);
    }
  });
}
