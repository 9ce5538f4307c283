import { foldPairs } from '../fold-styled.ts';
import type { ScreenHit, TermTable, Window } from '../lane.ts';
import type { LatticeLane } from './lattice-lane.ts';

/** What a reading needs to turn an end in the trie into hits. */
export interface Finding {
  readonly table: TermTable;
  readonly window: Window;
  readonly hits: ScreenHit[];
  /** Takes the offset at which a hit became certain, if that is behind its end. */
  readonly late?: Map<ScreenHit, number>;
}

/** What a reading needed on its way that counts for its terms. */
const NEEDS_MASK = 0xff;

/** Turns ends in the trie of a lane into hits. */
export class EndTaker {
  /** Was a hit of a block term among those since this was set? */
  isBlocked = false;
  readonly #lane: LatticeLane;
  #finding: Finding | null = null;
  /** The window as the lane reads it; made when something is found. */
  #plainWindow: string | null = null;
  /** Found at the unit being read; the same hit may come by two ways. */
  #found: ScreenHit[] = [];

  constructor(lane: LatticeLane) {
    this.#lane = lane;
  }

  /** Begins a chunk, which is `plain` as the lane reads it. */
  begin(finding: Finding, chunk: string, plain: string): void {
    this.#finding = finding;
    this.#plainWindow = chunk === finding.window.text ? plain : null;
  }

  /** Forgets what was found: the same cannot come any more. */
  clear(): void {
    if (this.#found.length > 0) this.#found = [];
  }

  /** Takes the terms that end in a node, from each start to `end`; `by` is what the reading needed. */
  take(node: number, starts: readonly number[], end: number, by: number, knownAt: number): void {
    const { trie, terms, spelling } = this.#lane;
    const finding = this.#finding;
    if (finding === null) return;
    const { table, window, hits, late } = finding;
    const before = this.#found.length;
    for (let id = trie.lastId(node); id >= 0; id = trie.idBefore(id)) {
      if (!terms.mayAccept(id, by & NEEDS_MASK)) continue;
      const term = terms.number(id);
      this.#plainWindow ??= spelling.table.foldsPairs ? foldPairs(window.text) : window.text;
      for (const start of starts) {
        if (!terms.accepts(id, this.#plainWindow, start - window.origin, end - window.origin)) continue;
        // The starts of one thread and the terms of one node are different; only another thread may have found the same.
        if (before > 0 && isAmong(this.#found, before, start, end, term)) continue;
        const hit = { start, end, tag: table.tags[term] ?? 0, term };
        this.#found.push(hit);
        hits.push(hit);
        if (knownAt > end) late?.set(hit, knownAt);
        if (table.actions[term] === 'block') this.isBlocked = true;
      }
    }
  }
}

/** Is a hit among the first `count`? */
function isAmong(hits: readonly ScreenHit[], count: number, start: number, end: number, term: number): boolean {
  for (let index = 0; index < count; index += 1) {
    const hit = hits[index];
    if (hit?.start === start && hit.term === term && hit.end === end) return true;
  }
  return false;
}
