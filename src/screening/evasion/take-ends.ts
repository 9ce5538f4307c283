import { foldPairs } from '../fold-styled.ts';
import { type HitRows, ROW_WIDTH } from '../hit-rows.ts';
import type { Window } from '../lane.ts';
import type { LatticeLane } from './lattice-lane.ts';

/** What a reading needs to turn an end in the trie into hits. */
export interface Finding {
  readonly window: Window;
  readonly hits: HitRows;
}

/** What a reading needed on its way that counts for its terms. */
const NEEDS_MASK = 0xff;

/** Turns ends in the trie of a lane into hits. */
export class EndTaker {
  readonly #lane: LatticeLane;
  #finding: Finding | null = null;
  /** The window as the lane reads it; made when something is found. */
  #plainWindow: string | null = null;
  /** How many hits there were before the unit being read; the same hit may come by two ways. */
  #first = 0;

  constructor(lane: LatticeLane) {
    this.#lane = lane;
  }

  /** Begins a chunk, which is `plain` as the lane reads it. */
  begin(finding: Finding, chunk: string, plain: string): void {
    this.#finding = finding;
    this.#plainWindow = chunk === finding.window.text ? plain : null;
    this.clear();
  }

  /** Forgets what was found: the same cannot come any more. */
  clear(): void {
    this.#first = this.#finding?.hits.count ?? 0;
  }

  /** Takes the terms that end in a node, from each start to `end`; `by` is what the reading needed. */
  take(node: number, starts: readonly number[], end: number, by: number, knownAt: number): void {
    const { trie, terms, spelling } = this.#lane;
    const finding = this.#finding;
    if (finding === null) return;
    const { window, hits } = finding;
    const before = hits.count;
    for (let id = trie.lastId(node); id >= 0; id = trie.idBefore(id)) {
      if (!terms.mayAccept(id, by & NEEDS_MASK)) continue;
      const term = terms.number(id);
      this.#plainWindow ??= spelling.table.foldsPairs ? foldPairs(window.text) : window.text;
      for (const start of starts) {
        if (!terms.accepts(id, this.#plainWindow, start - window.origin, end - window.origin)) continue;
        // The starts of one thread and the terms of one node are different; only another thread may have found the same.
        if (isAmong(hits.rows, this.#first, before, start, end, term)) continue;
        hits.add(start, end, term, Math.max(end, knownAt));
      }
    }
  }
}

/** Is a hit among those from one count up to another? */
function isAmong(rows: Int32Array, from: number, to: number, start: number, end: number, term: number): boolean {
  for (let at = ROW_WIDTH * from; at < ROW_WIDTH * to; at += ROW_WIDTH)
    if (rows[at] === start && rows[at + 2] === term && rows[at + 1] === end) return true;
  return false;
}
