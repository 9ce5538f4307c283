import { HeguiError } from '../../kernel/errors.ts';
import { type Cursor, copyCursor, findStart, liveSymbols, makeCursor } from '../automaton.ts';
import { type Evasion, LatticeReader } from '../evasion/index.ts';
import { type Lane, plainWindow, readLane, type ScreenHit, sortHits, type TermTable, type Window } from '../lane.ts';
import { Masks } from '../masks.ts';
import { endsInHighSurrogate, type ScreenStream, type Step } from '../stream.ts';
import type { RulePlan } from './rule-plan.ts';
import { RuleReader } from './rule-reader.ts';

/** A hit and the offset at which it was certain. */
interface CertainHit {
  readonly hit: ScreenHit;
  readonly at: number;
}

/**
 * A stream for terms with rules. What could still become a hit or part of one is held as ever; so is everything from the
 * start of an occurrence on whose rules the text has not decided yet. A block-hit cuts the text when it is certain.
 */
export class RuleStream implements ScreenStream {
  readonly #lanes: readonly Lane[];
  readonly #table: TermTable;
  readonly #lookbackUnits: number;
  readonly #cursors: readonly Cursor[];
  /** The cursors as they were before the current piece, to read it again up to a cut. */
  readonly #saved: readonly Cursor[];
  readonly #lattices: readonly LatticeReader[];
  readonly #reader: RuleReader;
  readonly #masks: Masks;
  /** What was read, from `#base` on: what rules may look back at, then what is held. */
  #text = '';
  #base = 0;
  /** All before it was released. */
  #origin = 0;
  /** A high surrogate that ended the last push, not read yet. */
  #high = '';
  #isCut = false;
  #isEnded = false;

  constructor(lanes: readonly Lane[], table: TermTable, plan: RulePlan, mask: string, evasion: Evasion) {
    this.#lanes = lanes;
    this.#table = table;
    this.#lookbackUnits = plan.lookbackUnits;
    this.#cursors = lanes.map(makeCursor);
    this.#saved = lanes.map(makeCursor);
    this.#lattices = evasion.lattices.map((lane) => new LatticeReader(lane));
    this.#reader = new RuleReader(plan, table, { notesOpen: true });
    this.#masks = new Masks(mask);
  }

  get heldChars(): number {
    return this.#isCut ? 0 : this.#base + this.#text.length - this.#origin + this.#high.length;
  }

  push(text: string): Step {
    if (this.#isEnded) throw new HeguiError('E_INTERNAL', 'push: the stream has ended; open another one');
    if (this.#isCut || text === '') return { released: '', hits: [], cut: this.#isCut };
    let chunk = this.#high === '' ? text : this.#high + text;
    this.#high = '';
    if (endsInHighSurrogate(chunk)) {
      this.#high = chunk.slice(-1);
      chunk = chunk.slice(0, -1);
    }
    return this.#read(chunk.toWellFormed(), false);
  }

  end(): Step {
    if (this.#isCut || this.#isEnded) return { released: '', hits: [], cut: this.#isCut };
    this.#isEnded = true;
    const rest = this.#high.toWellFormed();
    this.#high = '';
    return this.#read(rest, true);
  }

  #read(chunk: string, isEnd: boolean): Step {
    const chunkOrigin = this.#base + this.#text.length;
    const end = chunkOrigin + chunk.length;
    const window = { text: this.#text + chunk, origin: this.#base };
    for (const [index, cursor] of this.#cursors.entries()) copyCursor(cursor, this.#saved[index] ?? cursor);
    for (const lattice of this.#lattices) lattice.save();
    const late = new Map<ScreenHit, number>();
    const found = this.#readLanes(chunk, chunkOrigin, chunk.length, window, isEnd, late);
    const certain: CertainHit[] = [];
    this.#reader.read(found, window, chunkOrigin, isEnd, (hit, at) => certain.push({ hit, at }), late);
    const cutAt = this.#findCut(certain);
    if (cutAt < Number.POSITIVE_INFINITY) return this.#cut(window, chunk, chunkOrigin, certain, cutAt);
    const hits = collectHits(certain, end + 1);
    this.#noteMasks(hits);
    const until = isEnd ? end : Math.min(this.#findLiveStart(window, end), this.#reader.openStart(end));
    const released = this.#masks.release(window, this.#origin, until);
    this.#keep(window, until);
    return { released, hits, cut: false };
  }

  #readLanes(
    chunk: string,
    origin: number,
    to: number,
    window: Window,
    isEnd: boolean,
    late: Map<ScreenHit, number>,
  ): ScreenHit[] {
    const found: ScreenHit[] = [];
    for (const [index, lane] of this.#lanes.entries()) {
      const cursor = this.#cursors[index];
      if (cursor !== undefined) readLane(lane, this.#table, cursor, chunk, origin, to, window, false, found);
    }
    const finding = { table: this.#table, window, hits: found, late };
    for (const lattice of this.#lattices) lattice.read(chunk, origin, to, isEnd, false, finding);
    if (this.#lattices.length > 1) sortHits(found);
    return found;
  }

  #findCut(certain: readonly CertainHit[]): number {
    let cutAt = Number.POSITIVE_INFINITY;
    for (const { hit, at } of certain) {
      if (at < cutAt && this.#table.actions[hit.term] === 'block') cutAt = at;
    }
    return cutAt;
  }

  // What was open at the cut stays back too: it may be the beginning of a longer block term that was about to follow.
  #cut(window: Window, chunk: string, chunkOrigin: number, certain: readonly CertainHit[], cutAt: number): Step {
    const hits = collectHits(certain, cutAt);
    this.#noteMasks(hits);
    let until = window.origin + window.text.length;
    if (cutAt <= until) {
      for (const [index, cursor] of this.#cursors.entries()) copyCursor(this.#saved[index] ?? cursor, cursor);
      for (const lattice of this.#lattices) lattice.restore();
      this.#readLanes(chunk, chunkOrigin, cutAt - chunkOrigin, window, false, new Map());
      until = Math.min(this.#findLiveStart(window, cutAt), this.#reader.openStart(cutAt));
    }
    for (const hit of hits) {
      if (this.#table.actions[hit.term] === 'block') until = Math.min(until, hit.start);
    }
    const released = this.#masks.release(window, this.#origin, until);
    this.#isCut = true;
    this.#text = '';
    return { released, hits, cut: true };
  }

  /** Where the longest suffix starts that could still become an occurrence in some lane; `end` when there is none. */
  #findLiveStart(window: Window, end: number): number {
    let start = end;
    for (const [index, lane] of this.#lanes.entries()) {
      const cursor = this.#cursors[index];
      if (cursor === undefined || cursor.state === 0) continue;
      const symbols = liveSymbols(lane.automaton, cursor);
      const { text, origin } = plainWindow(lane, window);
      start = Math.min(start, findStart(lane.automaton, cursor, text, origin, end, symbols));
    }
    for (const lattice of this.#lattices) start = Math.min(start, lattice.liveStart(end));
    return start;
  }

  #keep(window: Window, until: number): void {
    this.#origin = until;
    this.#text = window.text;
    const spare = until - this.#lookbackUnits - window.origin;
    // Cutting costs a copy, so what rules may look back at grows to several times its size first.
    if (spare <= 3 * this.#lookbackUnits) return;
    this.#text = window.text.slice(spare);
    this.#base = window.origin + spare;
  }

  #noteMasks(hits: readonly ScreenHit[]): void {
    for (const hit of hits) {
      if (this.#table.actions[hit.term] === 'replace') this.#masks.add(hit);
    }
  }
}

/** The hits certain by an offset, by start, then end, then term. */
function collectHits(certain: readonly CertainHit[], by: number): ScreenHit[] {
  const hits = certain.filter(({ at }) => at <= by).map(({ hit }) => hit);
  sortHits(hits);
  return hits;
}
