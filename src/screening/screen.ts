import { HeguiError } from '../kernel/errors.ts';
import { buildAutomaton } from './build.ts';
import { type Folding, foldingKey, foldTableOf, foldTerm } from './fold.ts';
import type { TakeHits } from './kernel/text-kernel.ts';
import { type Lane, type ScreenHit, sortHits, type TermAction, type TermTable } from './lane.ts';
import { openStream, type ScreenStream } from './stream.ts';
import { prepareLane, readerOf, scanLane } from './whole-text.ts';

export interface TermSpec {
  readonly text: string;
  /** Any number; it comes back with each hit, so that the caller finds the list, the risk and the action. */
  readonly tag: number;
  readonly action: TermAction;
}

/** Terms that are compared under the same folding. */
export interface TermGroup {
  readonly folding: Folding;
  readonly terms: readonly TermSpec[];
}

/** A compiled set of terms. It never changes and may serve any number of texts and streams at once. */
export interface Screen {
  /** How many terms it holds. */
  readonly terms: number;
  /**
   * All hits in a text, overlapping ones too, by start, then end, then term. Offsets are UTF-16 units of the text given;
   * half a surrogate pair counts as U+FFFD.
   */
  scan(text: string): ScreenHit[];
  /**
   * Hands over all hits in a text of any length without an object for each, in batches and in no particular order: `take`
   * gets an array, and from where to where in it there are three numbers each (start, end, term). The array is overwritten
   * once `take` returns. For corpora and lists that hit often; otherwise `scan` is handier.
   */
  visit(text: string, take: TakeHits): void;
  /**
   * Opens a channel. `mask` stands in for each code point of a hit whose action is `replace`.
   *
   * @throws HeguiError E_INTERNAL when the mask is empty: text around a masked hit would run together.
   */
  open(options: { readonly mask: string }): ScreenStream;
}

interface LaneTerms {
  readonly folding: Folding;
  readonly folded: Uint16Array[];
  readonly numbers: number[];
}

/**
 * Compiles the terms; groups with the same folding share one automaton. No term at all is fine: everything flows.
 *
 * @throws HeguiError E_REQUEST_INVALID naming a term that no text can match (see `foldTerm`).
 */
export function compileScreen(groups: readonly TermGroup[]): Screen {
  const tags: number[] = [];
  const actions: TermAction[] = [];
  const laneTerms = new Map<number, LaneTerms>();
  for (const [groupIndex, { folding, terms }] of groups.entries()) {
    const key = foldingKey(folding);
    const lane = laneTerms.get(key) ?? { folding, folded: [], numbers: [] };
    laneTerms.set(key, lane);
    for (const [index, term] of terms.entries()) {
      lane.folded.push(foldTerm(term.text, folding, `groups.${groupIndex}.terms.${index}.text`));
      lane.numbers.push(tags.length);
      tags.push(term.tag);
      actions.push(term.action);
    }
  }
  const lanes = [...laneTerms.values()].filter(({ folded }) => folded.length > 0).map(makeLane);
  return new LaneScreen(lanes, { tags, actions });
}

function makeLane({ folding, folded, numbers }: LaneTerms): Lane {
  return { automaton: buildAutomaton(foldTableOf(folding), folded), terms: Int32Array.from(numbers) };
}

class LaneScreen implements Screen {
  readonly #lanes: readonly Lane[];
  readonly #table: TermTable;

  constructor(lanes: readonly Lane[], table: TermTable) {
    this.#lanes = lanes;
    this.#table = table;
    for (const lane of lanes) prepareLane(lane);
  }

  get terms(): number {
    return this.#table.tags.length;
  }

  scan(text: string): ScreenHit[] {
    const hits: ScreenHit[] = [];
    for (const lane of this.#lanes) scanLane(lane, this.#table, text, hits);
    sortHits(hits);
    return hits;
  }

  visit(text: string, take: TakeHits): void {
    for (const lane of this.#lanes) readerOf(lane).read(text, take);
  }

  open({ mask }: { readonly mask: string }): ScreenStream {
    if (mask === '') throw new HeguiError('E_INTERNAL', 'mask: is empty; give one character');
    return openStream(this.#lanes, this.#table, mask.toWellFormed());
  }
}

/** A screen without terms: everything flows. */
export const neverScreen: Screen = compileScreen([]);
