import { HeguiError } from '../kernel/errors.ts';
import { type Cursor, copyCursor, findStart, liveSymbols, makeCursor } from './automaton.ts';
import { type Evasion, LatticeReader } from './evasion/index.ts';
import { HitRows, ROW_WIDTH } from './hit-rows.ts';
import { type Lane, plainWindow, readLane, type ScreenHit, type TermTable, type Window } from './lane.ts';
import { Masks } from './masks.ts';
import type { RulePlan } from './rules/rule-plan.ts';
import { RuleReader } from './rules/rule-reader.ts';
import { OPEN_PLACE } from './starts.ts';

/** What one call let go and found. */
export interface Step {
  /** Text that may be shown now. */
  readonly released: string;
  /** Found in this step, by start, then end, then term. */
  readonly hits: ScreenHit[];
  /** A block term was found, now or before: nothing more is ever released. */
  readonly cut: boolean;
}

/** One channel of text that is screened while it arrives. */
export interface ScreenStream {
  /**
   * Takes the next piece; it may end anywhere, even between the halves of a surrogate pair.
   *
   * @throws HeguiError E_INTERNAL after `end`.
   */
  push(text: string): Step;
  /** Takes it that nothing more comes and releases what is held; calling it again does nothing. */
  end(): Step;
  /** UTF-16 units held now. */
  readonly heldChars: number;
}

/** What a stream reads for. */
export interface StreamSetup {
  readonly lanes: readonly Lane[];
  readonly table: TermTable;
  /** Null when no term has rules: every occurrence is a hit. */
  readonly plan: RulePlan | null;
  readonly evasion: Evasion;
  /** Stands in for each code point of a hit whose action is `replace`. */
  readonly mask: string;
}

/** Opens a stream over the lanes. */
export function openStream(setup: StreamSetup): ScreenStream {
  return new LaneStream(setup);
}

/**
 * What could still become a hit or part of one is held; so is everything from the start of an occurrence on whose rules the text has
 * not decided yet. A block-hit cuts the text where it is certain.
 */
class LaneStream implements ScreenStream {
  readonly #lanes: readonly Lane[];
  readonly #table: TermTable;
  readonly #lookbackUnits: number;
  readonly #cursors: readonly Cursor[];
  /** The cursors as they were before the current piece, to read it again up to a cut. */
  readonly #saved: readonly Cursor[];
  readonly #lattices: readonly LatticeReader[];
  readonly #rules: RuleReader | null;
  readonly #masks: Masks;
  /** What the current piece has, before its rules. */
  readonly #found = new HitRows();
  /** What became certain by it, where there are rules. */
  readonly #certain = new HitRows();
  /** What was read, from `#base` on: what rules may look back at, then what is held. */
  #text = '';
  #base = 0;
  /** All before it was released. */
  #origin = 0;
  /** A high surrogate that ended the last push, not read yet. */
  #high = '';
  #isCut = false;
  #isEnded = false;

  constructor({ lanes, table, plan, evasion, mask }: StreamSetup) {
    this.#lanes = lanes;
    this.#table = table;
    this.#lookbackUnits = plan?.lookbackUnits ?? 0;
    this.#cursors = lanes.map(makeCursor);
    this.#saved = lanes.map(makeCursor);
    this.#lattices = evasion.lattices.map((lane) => new LatticeReader(lane));
    this.#rules = plan === null ? null : new RuleReader(plan, { notesOpen: true });
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
    const origin = this.#base + this.#text.length;
    const end = origin + chunk.length;
    const window = { text: this.#text === '' ? chunk : this.#text + chunk, origin: this.#base };
    this.#save();
    const hits = this.#findHits(chunk, origin, window, isEnd);
    const cutAt = this.#findCut(hits);
    if (cutAt < Number.POSITIVE_INFINITY) return this.#cut(window, chunk, origin, hits, cutAt);
    const until = isEnd ? end : this.#findOpenStart(window, end);
    const found = hits.toHits(this.#table);
    const released = this.#release(window, found, until);
    this.#keep(window, until);
    return { released, hits: found, cut: false };
  }

  /** The hits that became certain by a piece, in order. */
  #findHits(chunk: string, origin: number, window: Window, isEnd: boolean): HitRows {
    const found = this.#found;
    this.#readLanes(chunk, origin, chunk.length, window, isEnd);
    if (this.#rules === null) {
      found.sort();
      return found;
    }
    if (this.#lattices.length > 0) found.sort();
    const certain = this.#certain;
    certain.clear();
    this.#rules.read(found, window, origin, isEnd, certain);
    certain.sort();
    return certain;
  }

  #readLanes(chunk: string, origin: number, to: number, window: Window, isEnd: boolean): void {
    const found = this.#found;
    found.clear();
    for (const [index, lane] of this.#lanes.entries()) {
      const cursor = this.#cursors[index];
      if (cursor !== undefined) readLane(lane, cursor, chunk, origin, to, window, found);
    }
    const finding = { window, hits: found };
    for (const lattice of this.#lattices) lattice.read(chunk, origin, to, isEnd, finding);
  }

  #findCut({ rows, count }: HitRows): number {
    let cutAt = Number.POSITIVE_INFINITY;
    for (let from = 0; from < ROW_WIDTH * count; from += ROW_WIDTH) {
      const at = rows[from + 3] ?? 0;
      if (at < cutAt && this.#table.actions[rows[from + 2] ?? 0] === 'block') cutAt = at;
    }
    return cutAt;
  }

  // What is open at the cut stays back too: it may be the beginning of a longer block term that was about to follow.
  #cut(window: Window, chunk: string, origin: number, hits: HitRows, cutAt: number): Step {
    hits.keepCertain(cutAt);
    const found = hits.toHits(this.#table);
    const end = window.origin + window.text.length;
    let until = end;
    if (cutAt <= end) {
      this.#restore();
      this.#readLanes(chunk, origin, cutAt - origin, window, false);
      until = this.#findOpenStart(window, cutAt);
    }
    for (const { start, term } of found) if (this.#table.actions[term] === 'block') until = Math.min(until, start);
    this.#isCut = true;
    this.#text = '';
    return { released: this.#release(window, found, until), hits: found, cut: true };
  }

  #save(): void {
    for (const [index, cursor] of this.#cursors.entries()) copyCursor(cursor, this.#saved[index] ?? cursor);
    for (const lattice of this.#lattices) lattice.save();
  }

  #restore(): void {
    for (const [index, cursor] of this.#cursors.entries()) copyCursor(this.#saved[index] ?? cursor, cursor);
    for (const lattice of this.#lattices) lattice.restore();
  }

  /** Where that starts which `end` leaves open: an occurrence in some lane, or one that rules have not decided; `end` for none. */
  #findOpenStart(window: Window, end: number): number {
    let start = this.#rules?.openStart(end) ?? end;
    for (const [index, lane] of this.#lanes.entries()) {
      const cursor = this.#cursors[index];
      if (cursor === undefined || cursor.state === 0) continue;
      const symbols = liveSymbols(lane.automaton, cursor);
      const { text, origin } = plainWindow(lane, window);
      start = Math.min(start, findStart(lane.automaton, cursor, text, origin, end, symbols, OPEN_PLACE));
    }
    for (const lattice of this.#lattices) start = Math.min(start, lattice.liveStart(end));
    return start;
  }

  #release(window: Window, hits: readonly ScreenHit[], until: number): string {
    for (const hit of hits) if (this.#table.actions[hit.term] === 'replace') this.#masks.add(hit);
    return this.#masks.release(window, this.#origin, until);
  }

  /** Keeps what is held, and what rules may look back at. */
  #keep(window: Window, until: number): void {
    this.#origin = until;
    this.#text = window.text;
    const spare = until - this.#lookbackUnits - window.origin;
    // Cutting costs a copy, so what rules may look back at grows to several times its size first.
    if (spare <= 3 * this.#lookbackUnits) return;
    this.#text = window.text.slice(spare);
    this.#base = window.origin + spare;
  }
}

/** Does a text end between the halves of a surrogate pair? */
export function endsInHighSurrogate(text: string): boolean {
  const unit = text.charCodeAt(text.length - 1);
  return unit >= 0xd800 && unit < 0xdc00;
}
