import { afterCodePoint, CharCounter, failedAt, LIVE, matchForward, type Pattern } from './matching.ts';

/** Where a term with gaps can end, and until when more ends may come. */
export interface GapSearch {
  /** Ascending. */
  readonly ends: readonly number[];
  /** The first offset at which it is certain that no more ends come; Infinity while they may. */
  readonly until: number;
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
    else until = Math.max(until, result < 0 ? failedAt(result) : result);
    // A part that begins further on ends further on: it is the same number of symbols.
    if (result >= 0) ends.push(result);
  }
  return { ends, until };
}
