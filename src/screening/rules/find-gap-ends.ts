import { afterCodePoint, CharCounter, failedAt, LIVE, matchForward, type Pattern } from './matching.ts';

/** Where a term with gaps can end, and until when more ends may come. */
export interface GapSearch {
  readonly ends: ReadonlySet<number>;
  /** The first offset at which it is certain that no more ends come; Infinity while they may. */
  readonly until: number;
}

/**
 * Follows a term with gaps from the end of its first part: between two parts stand at most `gap` characters. All offsets
 * are those within `text`, which is known up to `to`.
 *
 * Level by level, each place is looked at once, so that the time grows with parts and places and not with the ways
 * through them.
 */
export function findGapEnds(rest: readonly Pattern[], gap: number, text: string, at: number, to: number): GapSearch {
  let ends = new Set([at]);
  let until = at;
  for (const part of rest) {
    const starts = findStarts(part, gap, text, ends, to);
    until = Math.max(until, starts.until);
    ends = new Set();
    for (const start of starts.offsets) {
      const result = matchForward(part, text, start, to);
      if (result === LIVE) until = Number.POSITIVE_INFINITY;
      else if (result >= 0) ends.add(result);
      else until = Math.max(until, failedAt(result));
    }
  }
  return { ends, until };
}

/** Where the next part may start; `until` is when the last of these places was passed. */
function findStarts(part: Pattern, gap: number, text: string, ends: ReadonlySet<number>, to: number) {
  const offsets = new Set<number>();
  let until = 0;
  for (const end of ends) {
    const counter = new CharCounter(part.table);
    let at = end;
    for (; at < to && counter.count <= gap; at = afterCodePoint(text, at)) {
      offsets.add(at);
      counter.add(text.charCodeAt(at));
    }
    until = counter.count > gap ? Math.max(until, at) : Number.POSITIVE_INFINITY;
  }
  return { offsets, until };
}
