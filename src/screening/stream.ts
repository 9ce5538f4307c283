import { HeguiError } from '../kernel/errors.ts';
import { type Cursor, copyCursor, findStart, liveSymbols, makeCursor } from './automaton.ts';
import { type Lane, readLane, type ScreenHit, sortHits, type TermTable, type Window } from './lane.ts';
import { Masks } from './masks.ts';

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

/** Opens a stream over the lanes; `mask` stands in for each code point of a hit whose action is `replace`. */
export function openStream(lanes: readonly Lane[], table: TermTable, mask: string): ScreenStream {
  return new LaneStream(lanes, table, mask);
}

class LaneStream implements ScreenStream {
  readonly #lanes: readonly Lane[];
  readonly #table: TermTable;
  readonly #cursors: readonly Cursor[];
  /** The cursors as they were before the current push, to read it again up to a cut. */
  readonly #saved: readonly Cursor[];
  /** Read but not released; its first unit has the offset `#origin`. */
  #held = '';
  #origin = 0;
  /** A high surrogate that ended the last push, not read yet. */
  #high = '';
  readonly #masks: Masks;
  #isCut = false;
  #isEnded = false;

  constructor(lanes: readonly Lane[], table: TermTable, mask: string) {
    this.#lanes = lanes;
    this.#table = table;
    this.#masks = new Masks(mask);
    this.#cursors = lanes.map(makeCursor);
    this.#saved = lanes.map(makeCursor);
  }

  get heldChars(): number {
    return this.#held.length + this.#high.length;
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
    const hits: ScreenHit[] = [];
    const window = { text: this.#held === '' ? chunk : this.#held + chunk, origin: this.#origin };
    const chunkOrigin = this.#origin + this.#held.length;
    const cutAt = this.#findHits(chunk, chunkOrigin, window, hits);
    sortHits(hits);
    const end = cutAt < 0 ? chunkOrigin + chunk.length : cutAt;
    this.#noteMasks(hits);
    if (cutAt >= 0) return this.#cut(window, end, hits);
    const until = isEnd ? end : this.#findLiveStart(window, end);
    const released = this.#masks.release(window, window.origin, until);
    this.#held = until === end ? '' : window.text.slice(until - window.origin);
    this.#origin = until;
    return { released, hits, cut: false };
  }

  /** Returns the offset at which a block term was first complete, or -1. All cursors stand there or at the chunk's end. */
  #findHits(chunk: string, origin: number, window: Window, hits: ScreenHit[]): number {
    for (const [index, cursor] of this.#cursors.entries()) copyCursor(cursor, this.#saved[index] ?? cursor);
    const cutAt = this.#readLanes(chunk, origin, chunk.length, window, hits);
    if (cutAt < 0) return -1;
    // Lanes read before the cut was known went past it: all read again, so that what is found depends on the text only.
    hits.length = 0;
    for (const [index, cursor] of this.#cursors.entries()) copyCursor(this.#saved[index] ?? cursor, cursor);
    this.#readLanes(chunk, origin, cutAt, window, hits);
    return origin + cutAt;
  }

  #readLanes(chunk: string, origin: number, to: number, window: Window, hits: ScreenHit[]): number {
    let cutAt = -1;
    for (const [index, lane] of this.#lanes.entries()) {
      const cursor = this.#cursors[index];
      if (cursor === undefined) break;
      const stop = readLane(lane, this.#table, cursor, chunk, origin, cutAt < 0 ? to : cutAt, window, true, hits);
      if (stop >= 0) cutAt = stop;
    }
    return cutAt;
  }

  /** Where the longest suffix starts that could still become a hit in some lane; `end` when there is none. */
  #findLiveStart(window: Window, end: number): number {
    let start = end;
    for (const [index, lane] of this.#lanes.entries()) {
      const cursor = this.#cursors[index];
      if (cursor === undefined || cursor.state === 0) continue;
      const symbols = liveSymbols(lane.automaton, cursor);
      start = Math.min(start, findStart(lane.automaton, cursor, window.text, window.origin, end, symbols));
    }
    return start;
  }

  // What is live stays back too: it may be the beginning of a longer block term that was about to follow.
  #cut(window: Window, end: number, hits: ScreenHit[]): Step {
    let until = this.#findLiveStart(window, end);
    for (const hit of hits) {
      if (this.#table.actions[hit.term] === 'block') until = Math.min(until, hit.start);
    }
    const released = this.#masks.release(window, window.origin, until);
    this.#isCut = true;
    this.#held = '';
    this.#high = '';
    return { released, hits, cut: true };
  }

  #noteMasks(hits: readonly ScreenHit[]): void {
    for (const hit of hits) {
      if (this.#table.actions[hit.term] === 'replace') this.#masks.add(hit);
    }
  }
}

/** Does a text end between the halves of a surrogate pair? */
export function endsInHighSurrogate(text: string): boolean {
  const unit = text.charCodeAt(text.length - 1);
  return unit >= 0xd800 && unit < 0xdc00;
}
