import type { ScreenHit, TermTable, Window } from '../lane.ts';
import { Combinations, SentenceCounter } from './combinations.ts';
import { findGapEnds } from './find-gap-ends.ts';
import { judge, type Known } from './judge.ts';
import type { PatternPlan, RulePlan } from './rule-plan.ts';

/** A hit and the offset at which it was certain; one more than the length of the text if only its end made it so. */
export interface CertainHit {
  readonly hit: ScreenHit;
  readonly at: number;
}

/** Where occurrences become certain that are not so at their end, by the occurrence. */
export type Lateness = ReadonlyMap<ScreenHit, number>;
const NONE_LATE: Lateness = new Map();

/** An occurrence of a pattern that is judged; `sentence` counts only for parts of combinations. */
interface Candidate {
  readonly start: number;
  readonly end: number;
  /** Not certain before this offset, whatever the rules say. */
  readonly after: number;
  readonly pattern: number;
  readonly plan: PatternPlan;
  readonly sentence: number;
}

/** The first part of a term with gaps, while its other parts may follow. */
interface Chain {
  readonly start: number;
  readonly end: number;
  readonly pattern: number;
  readonly plan: PatternPlan;
}

/** What was open from one offset to another. */
interface OpenSpan {
  readonly start: number;
  readonly from: number;
  readonly until: number;
}

/**
 * Turns occurrences of patterns into hits by the rules of their terms, piece by piece. All offsets are those of the whole
 * text. When a hit is certain depends on the text alone.
 */
export class RuleReader {
  readonly #plan: RulePlan;
  readonly #table: TermTable;
  readonly #combinations: Combinations;
  readonly #sentences = new SentenceCounter();
  #candidates: Candidate[] = [];
  #chains: Chain[] = [];
  /** What was open at some offset of the piece read last. */
  #open: OpenSpan[] = [];

  constructor(plan: RulePlan, table: TermTable) {
    this.#plan = plan;
    this.#table = table;
    this.#combinations = new Combinations(plan.combinations);
  }

  /**
   * Takes the occurrences that end in the newest piece, by their end; the piece reaches to the end of the window. Returns
   * the hits that became certain by it, in no particular order.
   */
  read(
    found: readonly ScreenHit[],
    window: Window,
    readUntil: number,
    isEnd: boolean,
    late: Lateness = NONE_LATE,
  ): CertainHit[] {
    const end = window.origin + window.text.length;
    const known = { text: window.text, to: window.text.length, isEnd };
    const certain: CertainHit[] = [];
    this.#open = [];
    const added: Candidate[] = [];
    for (const hit of found) {
      const plan = this.#plan.patterns.get(hit.term);
      if (plan === undefined) certain.push({ hit, at: late.get(hit) ?? hit.end });
      else if (plan.gap !== null) this.#chains.push({ start: hit.start, end: hit.end, pattern: hit.term, plan });
      else
        added.push({
          start: hit.start,
          end: hit.end,
          after: late.get(hit) ?? hit.end,
          pattern: hit.term,
          plan,
          sentence: 0,
        });
    }
    if (this.#chains.length > 0) this.#followChains(known, window.origin, readUntil, added);
    if (added.length > 0) this.#candidates = this.#candidates.concat(this.#placed(added, window));
    if (this.#candidates.length > 0) this.#judgeAll(known, window.origin, certain);
    if (this.#plan.combinations.length > 0) this.#closePiece(window, end);
    return certain;
  }

  /** Where the first thing starts that was open at `offset`, in the piece read last; `offset` when nothing was. */
  openStart(offset: number): number {
    let start = offset;
    for (const span of this.#open) {
      if (span.from <= offset && offset < span.until && span.start < start) start = span.start;
    }
    return start;
  }

  #followChains(known: Known, origin: number, readUntil: number, added: Candidate[]): void {
    const left: Chain[] = [];
    for (const chain of this.#chains) {
      const { start, end, pattern, plan } = chain;
      if (plan.gap === null) continue;
      const search = findGapEnds(plan.gap.rest, plan.gap.chars, known.text, end - origin, known.to);
      for (const found of search.ends) {
        // What ended earlier was taken then.
        if (found + origin > readUntil)
          added.push({ start, end: found + origin, after: found + origin, pattern, plan, sentence: 0 });
      }
      const isLeft = search.until === Number.POSITIVE_INFINITY;
      if (isLeft && !known.isEnd) left.push(chain);
      this.#open.push({
        start,
        from: end,
        until: isLeft && known.isEnd ? known.to + origin + 1 : search.until + origin,
      });
    }
    this.#chains = left;
  }

  /** The candidates by their end, each with its sentence. */
  #placed(added: Candidate[], window: Window): Candidate[] {
    if (this.#plan.combinations.length === 0) return added;
    added.sort((a, b) => a.end - b.end);
    return added.map((candidate) => ({
      ...candidate,
      sentence: this.#sentences.sentenceOf(window.text, window.origin, candidate.end),
    }));
  }

  #judgeAll(known: Known, origin: number, certain: CertainHit[]): void {
    const left: Candidate[] = [];
    const accepted: { candidate: Candidate; at: number }[] = [];
    for (const candidate of this.#candidates) {
      const { start, end, after, plan } = candidate;
      const verdict = plan.conditions === null ? null : judge(plan.conditions, known, start - origin, end - origin);
      const at = Math.max(after, verdict === null ? end : verdict.at + origin);
      if (at > end) this.#open.push({ start, from: end, until: at });
      if (verdict?.isHit === null) left.push(candidate);
      else if (verdict?.isHit !== false) accepted.push({ candidate, at });
    }
    this.#candidates = left;
    accepted.sort((a, b) => a.at - b.at);
    this.#combine(accepted, certain);
  }

  #combine(accepted: readonly { candidate: Candidate; at: number }[], certain: CertainHit[]): void {
    for (let first = 0; first < accepted.length; ) {
      const at = accepted[first]?.at ?? 0;
      let last = first;
      // What becomes certain at the same offset is known together, whatever the order of the terms.
      for (; accepted[last]?.at === at; last += 1) this.#note(accepted[last]?.candidate);
      for (const { candidate } of accepted.slice(first, last)) {
        const { part, term } = candidate.plan;
        const { start, end, sentence } = candidate;
        if (part !== null && !this.#combinations.isComplete(part.combination, sentence)) continue;
        if (part !== null && !this.#combinations.take(sentence, term, start, end)) continue;
        certain.push({ hit: { start, end, tag: this.#table.tags[term] ?? 0, term }, at });
      }
      first = last;
    }
  }

  #note(candidate: Candidate | undefined): void {
    const part = candidate?.plan.part;
    if (candidate === undefined || part === null || part === undefined) return;
    this.#combinations.add(part.combination, part.index, candidate.sentence);
  }

  #closePiece(window: Window, end: number): void {
    this.#sentences.read(window.text, window.origin, end);
    // The last unit read may end its sentence, yet a part that ends there belongs to that sentence: none can come later.
    const first = this.#candidates.reduce((least, { sentence }) => Math.min(least, sentence), this.#sentences.count);
    this.#combinations.forgetBefore(first);
  }
}
