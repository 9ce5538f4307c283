import { HeguiError } from '../kernel/errors.ts';
import { makeCursor } from './automaton.ts';
import { buildAutomaton } from './build.ts';
import { buildEvasion, type Evasion, EvasionTerms, reverseTerm, scanEvasion } from './evasion/index.ts';
import { type Folding, foldingKey, foldListed, foldTableOf } from './fold.ts';
import { type Lane, readLane, type ScreenHit, sortHits, type TermAction, type TermTable } from './lane.ts';
import { openStream, type ScreenStream } from './stream.ts';

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
  const evasionTerms = new EvasionTerms();
  for (const [groupIndex, group] of groups.entries()) {
    for (const [index, term] of group.terms.entries()) {
      const path = `groups.${groupIndex}.terms.${index}.text`;
      const { folded, folding } = foldListed(term.text, group.folding, path);
      const key = foldingKey(folding);
      const lane = laneTerms.get(key) ?? { folding, folded: [], numbers: [] };
      laneTerms.set(key, lane);
      lane.folded.push(folded);
      lane.numbers.push(tags.length);
      const reversed = reverseTerm(folding, folded);
      if (reversed !== null) {
        lane.folded.push(reversed);
        lane.numbers.push(tags.length);
      }
      evasionTerms.add(folding, { folded, number: tags.length });
      tags.push(term.tag);
      actions.push(term.action);
    }
  }
  const lanes = [...laneTerms.values()].filter(({ folded }) => folded.length > 0).map(makeLane);
  return new LaneScreen(lanes, { tags, actions }, buildEvasion(evasionTerms, makeLane));
}

function makeLane({ folding, folded, numbers }: LaneTerms): Lane {
  const table = foldTableOf(folding);
  return { automaton: buildAutomaton(table, folded), terms: Int32Array.from(numbers), foldsPairs: table.foldsPairs };
}

class LaneScreen implements Screen {
  readonly #lanes: readonly Lane[];
  readonly #table: TermTable;
  readonly #evasion: Evasion;

  constructor(lanes: readonly Lane[], table: TermTable, evasion: Evasion) {
    this.#lanes = lanes;
    this.#table = table;
    this.#evasion = evasion;
  }

  get terms(): number {
    return this.#table.tags.length;
  }

  scan(text: string): ScreenHit[] {
    const whole = text.toWellFormed();
    const window = { text: whole, origin: 0 };
    const hits: ScreenHit[] = [];
    for (const lane of this.#lanes) {
      readLane(lane, this.#table, makeCursor(), whole, 0, whole.length, window, false, hits);
    }
    scanEvasion(this.#evasion, this.#table, whole, hits);
    sortHits(hits);
    return hits;
  }

  open({ mask }: { readonly mask: string }): ScreenStream {
    if (mask === '') throw new HeguiError('E_INTERNAL', 'mask: is empty; give one character');
    return openStream(this.#lanes, this.#table, mask.toWellFormed(), this.#evasion);
  }
}

/** A screen without terms: everything flows. */
export const neverScreen: Screen = compileScreen([]);
