import type { FoldTable } from '../fold.ts';
import { afterCodePoint, CharCounter, failedAt, LIVE, matchForward, type Pattern } from './matching.ts';

/** Where a term with gaps can end, and until when more ends may come. */
export interface GapSearch {
  /** Ascending. */
  readonly ends: readonly number[];
  /** The first offset at which it is certain that no more ends come; Infinity while they may. */
  readonly until: number;
}

/** How far the last part of a term was looked for, while more of the text may come. Offsets are those of the whole text. */
export class GapPlace {
  /** The first place that is not decided: every one before it failed, or its end was handed over. */
  at: number;
  /** Characters between the part before and there. */
  readonly count: CharCounter;
  /** The first offset at which it was certain that what was tried before that place failed. */
  until = 0;

  constructor(at: number, table: FoldTable) {
    this.at = at;
    this.count = new CharCounter(table);
  }
}

/**
 * Follows a term with gaps from the end of its first part: between two parts stand at most `gap` characters. All offsets
 * are those within `text`, which is known up to `to`.
 *
 * Part by part, each place is looked at once, so that the time grows with parts and places and not with the ways
 * through them.
 */
export function findGapEnds(rest: readonly Pattern[], gap: number, text: string, at: number, to: number): GapSearch {
  let ends: readonly number[] = [at];
  let until = at;
  for (const part of rest) {
    const found = followPart(part, gap, text, ends, to);
    ends = found.ends;
    until = Math.max(until, found.until);
  }
  return { ends, until };
}

/**
 * The same for one part, from the place that an earlier call came to: `text` begins at `origin` and holds all from there on. Only
 * ends are returned that no earlier call returned.
 */
export function findNextEnds(part: Pattern, gap: number, text: string, origin: number, place: GapPlace): GapSearch {
  const ends: number[] = [];
  const { count } = place;
  const first = part.symbols[0];
  const to = text.length;
  let at = place.at - origin;
  let until = place.until - origin;
  let isDecided = true;
  for (; at < to && count.count <= gap; at = afterCodePoint(text, at)) {
    const unit = text.charCodeAt(at);
    if (part.table.units[unit] === first) {
      const result = matchForward(part, text, at, to);
      // What may still come is tried again, and so is all behind it.
      if (result === LIVE) isDecided = false;
      else if (result < 0) until = Math.max(until, failedAt(result));
      else ends.push(result);
    }
    if (isDecided) {
      count.add(unit);
      place.at = afterCodePoint(text, at) + origin;
      place.until = until + origin;
    } else break;
  }
  return isDecided && count.count > gap
    ? { ends, until: Math.max(until, at) }
    : { ends, until: Number.POSITIVE_INFINITY };
}

/** All ends of a part that starts at most `gap` characters behind one of `from`, which are ascending. */
function followPart(part: Pattern, gap: number, text: string, from: readonly number[], to: number): GapSearch {
  const ends: number[] = [];
  let until = 0;
  if (from.length === 0) return { ends, until };
  const first = part.symbols[0];
  const counter = new CharCounter(part.table);
  let next = 0;
  for (let at = from[0] ?? to; ; at = afterCodePoint(text, at)) {
    // Behind an end the gap begins anew: from a later one the part may start further on.
    if (at === from[next]) {
      next += 1;
      counter.clear();
    } else if (counter.count > gap) {
      until = Math.max(until, at);
      const later = from[next];
      if (later === undefined) break;
      at = later;
      next += 1;
      counter.clear();
    }
    if (at >= to) {
      until = Number.POSITIVE_INFINITY;
      break;
    }
    const unit = text.charCodeAt(at);
    counter.add(unit);
    // What fails at its first character fails before the gap is over.
    if (part.table.units[unit] !== first) continue;
    const result = matchForward(part, text, at, to);
    if (result === LIVE) until = Number.POSITIVE_INFINITY;
    else if (result < 0) until = Math.max(until, failedAt(result));
    // A part that begins further on ends further on: it is the same number of symbols.
    else ends.push(result);
  }
  return { ends, until };
}
