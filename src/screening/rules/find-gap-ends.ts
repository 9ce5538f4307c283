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
  let next = 0;
  const first = part.symbols[0];
  for (const end of from) {
    const counter = new CharCounter(part.table);
    let at = end;
    for (; at < to && counter.count <= gap; at = afterCodePoint(text, at)) {
      const unit = text.charCodeAt(at);
      counter.add(unit);
      if (at < next) continue;
      next = at + 1;
      // What fails at its first character fails before the gap is over.
      if (part.table.units[unit] !== first) continue;
      const result = matchForward(part, text, at, to);
      if (result === LIVE) until = Number.POSITIVE_INFINITY;
      else if (result < 0) until = Math.max(until, failedAt(result));
      else ends.push(result);
    }
    until = counter.count > gap ? Math.max(until, at) : Number.POSITIVE_INFINITY;
  }
  return { ends: ends.length < 2 ? ends : [...new Set(ends)].sort((a, b) => a - b), until };
}
