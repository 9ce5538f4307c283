import { makeCursor } from '../automaton.ts';
import { type Evasion, scanEvasion } from '../evasion/index.ts';
import { type Folding, foldingKey } from '../fold.ts';
import { HitRows, ROW_WIDTH } from '../hit-rows.ts';
import { type Lane, readLane } from '../lane.ts';

/** A lane with the folding that it was built for. */
export interface FoldedLane {
  readonly lane: Lane;
  readonly folding: Folding;
}

/** A term in a phrase, and the folding that its lane has. */
export interface FoundTerm {
  readonly term: number;
  readonly start: number;
  readonly end: number;
  readonly folding: Folding;
}

/** Finds the terms that a phrase holds, as they are found in any text: in every spelling that a term asks for. */
export class PhraseFinder {
  readonly #lanes: readonly FoldedLane[];
  readonly #evasion: Evasion;
  readonly #found = new HitRows();

  constructor(lanes: readonly FoldedLane[], evasion: Evasion) {
    this.#lanes = lanes;
    this.#evasion = evasion;
  }

  /** The lanes that hold terms from one number up to, but without, another. */
  lanesOf(first: number, last: number): readonly FoldedLane[] {
    return this.#lanes.filter(({ lane }) => lane.terms.some((term) => term >= first && term < last));
  }

  /** The lane of the terms that have a folding. */
  lanesWith(folding: Folding): readonly FoldedLane[] {
    return this.#lanes.filter((lane) => foldingKey(lane.folding) === foldingKey(folding));
  }

  /** The terms of some lanes, from one number up to, but without, another, that stand in a phrase. */
  find(text: string, lanes: readonly FoldedLane[], first: number, last: number): FoundTerm[] {
    const all: FoundTerm[] = [];
    for (const { lane, folding } of lanes) {
      this.#found.clear();
      readLane(lane, makeCursor(), text, 0, text.length, { text, origin: 0 }, this.#found);
      this.#addTo(all, first, last, () => folding);
    }
    this.#found.clear();
    scanEvasion(this.#evasion, text, this.#found);
    this.#found.sort();
    this.#addTo(all, first, last, (term) => lanes.find(({ lane }) => lane.terms.includes(term))?.folding);
    return all;
  }

  #addTo(all: FoundTerm[], first: number, last: number, foldingOf: (term: number) => Folding | undefined): void {
    const { rows, count } = this.#found;
    for (let row = 0; row < ROW_WIDTH * count; row += ROW_WIDTH) {
      const term = rows[row + 2] ?? 0;
      const folding = term >= first && term < last ? foldingOf(term) : undefined;
      if (folding !== undefined) all.push({ term, start: rows[row] ?? 0, end: rows[row + 1] ?? 0, folding });
    }
  }
}
