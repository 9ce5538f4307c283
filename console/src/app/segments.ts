import type { Action, Hit } from '@hegui/contract';

/** A stretch of text that the same hits cover; none for plain text. */
export interface Segment {
  readonly start: number;
  readonly text: string;
  readonly hits: readonly Hit[];
}

const strictness: readonly Action[] = ['flag', 'replace', 'block'];

/** The strictest action among hits; null when there are none. */
export function strictestAction(hits: readonly Hit[]): Action | null {
  return hits.reduce<Action | null>(
    (best, { action }) => (best === null || strictness.indexOf(action) > strictness.indexOf(best) ? action : best),
    null,
  );
}

/** Cuts a text at the ends of its hits, which may overlap; the segments joined are the text. */
export function segmentsOf(text: string, hits: readonly Hit[]): Segment[] {
  const inside = hits.flatMap(({ start, end }) => [start, end]).filter((at) => at > 0 && at < text.length);
  const edges = [...new Set([0, ...inside, text.length])].sort((left, right) => left - right);
  return edges.slice(0, -1).map((start, index) => {
    const end = edges[index + 1] ?? text.length;
    return { start, text: text.slice(start, end), hits: hits.filter((hit) => hit.start < end && hit.end > start) };
  });
}
