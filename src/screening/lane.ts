import { type Automaton, type Cursor, findStart, seek } from './automaton.ts';
import { foldPairs } from './fold-styled.ts';
import type { HitRows } from './hit-rows.ts';

/** What happens to a hit: the answer is cut, the hit is masked, or it passes and is reported. */
export type TermAction = 'block' | 'replace' | 'flag';

/** A found term at UTF-16 offsets of the whole text of its channel; `end` is exclusive. */
export interface ScreenHit {
  readonly start: number;
  readonly end: number;
  /** The tag its term was given with. */
  readonly tag: number;
  /** The number of its term over all terms in the order given. */
  readonly term: number;
}

/** What a term's number leads to. */
export interface TermTable {
  readonly tags: readonly number[];
  readonly actions: readonly TermAction[];
}

/** The terms that share a folding, as one automaton. */
export interface Lane {
  readonly automaton: Automaton;
  /** The automaton's number of a term to its number over all terms. */
  readonly terms: Int32Array;
  /** Whether styled astral letters are made plain before the automaton reads them. */
  readonly foldsPairs: boolean;
}

/** A text some of which was read before: `text` holds it from `origin` on, as far back as anything live starts. */
export interface Window {
  readonly text: string;
  readonly origin: number;
}

/** Reads `chunk`, whose first unit has the offset `origin`, up to `to`, and adds the hits that end there to `hits`. */
export function readLane(
  lane: Lane,
  cursor: Cursor,
  chunk: string,
  origin: number,
  to: number,
  window: Window,
  hits: HitRows,
): void {
  const plain = lane.foldsPairs ? foldPairs(chunk) : chunk;
  let read: Window | null = null;
  for (let at = 0; ; ) {
    at = seek(lane.automaton, cursor, plain, origin, at, to);
    if (cursor.found === 0) return;
    read ??= chunk === window.text ? { text: plain, origin } : plainWindow(lane, window);
    addHits(lane, cursor, read, origin + at, origin + afterPair(chunk, at), hits);
  }
}

/** The window as the lane's automaton reads it. */
export function plainWindow(lane: Lane, window: Window): Window {
  return lane.foldsPairs ? { text: foldPairs(window.text), origin: window.origin } : window;
}

// A styled pair is read as its letter and a filler: what ends at the letter ends after the pair.
export function afterPair(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit < 0xe000 ? at + 1 : at;
}

function addHits(lane: Lane, cursor: Cursor, window: Window, end: number, hitEnd: number, hits: HitRows): void {
  const { links, owns, depths, terms } = lane.automaton;
  let row = 0;
  for (let slot = cursor.found; slot !== 0; slot = links[slot] ?? 0) {
    const first = owns[slot] ?? -1;
    if (first < 0) continue;
    const start = findStart(lane.automaton, cursor, window.text, window.origin, end, depths[slot] ?? 0, row);
    row += 1;
    for (let place = first, isLast = false; !isLast; place += 1) {
      const packed = terms[place] ?? 1;
      hits.add(start, hitEnd, lane.terms[packed >> 1] ?? 0, hitEnd);
      isLast = (packed & 1) !== 0;
    }
  }
}
