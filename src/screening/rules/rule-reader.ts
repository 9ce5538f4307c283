import type { ScreenHit, TermTable, Window } from '../lane.ts';
import { Combinations, SentenceCounter } from './combinations.ts';
import { findGapEnds, findNextEnds, GapPlace } from './find-gap-ends.ts';
import { Judge, type Known } from './judge.ts';
import { LoneJudge } from './lone-judge.ts';
import { FLAGS, IS_TERM } from './lone-rules.ts';
import type { OpenOccurrence } from './open-occurrence.ts';
import type { PatternPlan, RulePlan } from './rule-plan.ts';

/** Takes a hit and the offset at which it was certain; one more than the length of the text if only its end made it so. */
export type TakeCertain = (hit: ScreenHit, at: number) => void;

/** Where occurrences become certain that are not so at their end, by the occurrence. */
export type Lateness = ReadonlyMap<ScreenHit, number>;
const NONE_LATE: Lateness = new Map();

/** An occurrence of a pattern that is judged. */
interface Candidate extends OpenOccurrence {
  /** Not certain before this offset, whatever the rules say. */
  readonly after: number;
  readonly pattern: number;
  readonly plan: PatternPlan;
  /** The least start of it and of those of its pattern that are still to come. */
  first: number;
  /** Of its last character; counts only for parts of combinations. */
  sentence: number;
}

/** The first part of a term with gaps, while its other parts may follow. */
interface Chain {
  readonly start: number;
  readonly end: number;
  readonly pattern: number;
  readonly plan: PatternPlan;
  /** Where looking for its last part goes on; null while that is not worth its while. */
  place: GapPlace | null;
}

/** What was open from one offset to another. */
interface OpenSpan {
  readonly start: number;
  readonly from: number;
  readonly until: number;
}

export interface RuleReaderOptions {
  /** Will `openStart` be asked? */
  readonly notesOpen: boolean;
}

/**
 * Turns occurrences of patterns into hits by the rules of their terms, piece by piece. All offsets are those of the whole
 * text. When a hit is certain depends on the text alone.
 */
export class RuleReader {
  readonly #plan: RulePlan;
  readonly #table: TermTable;
  readonly #notesOpen: boolean;
  readonly #combinations: Combinations;
  readonly #sentences = new SentenceCounter();
  /** By pattern, those that decide about its occurrences: nearly always one. */
  readonly #judges = new Map<number, Judge<Candidate>[]>();
  readonly #lone: LoneJudge;
  /** Those that one look decides once the text lets it. */
  #waiting: Candidate[] = [];
  #chains: Chain[] = [];
  // Of the piece being read: what takes its hits, what is judged once all of it is there, and parts that counted.
  #take: TakeCertain = () => undefined;
  #ordered: Candidate[] = [];
  #accepted: Candidate[] = [];
  /** What was open at some offset of the piece read last. */
  #open: OpenSpan[] = [];

  constructor(plan: RulePlan, table: TermTable, { notesOpen }: RuleReaderOptions) {
    this.#plan = plan;
    this.#table = table;
    this.#notesOpen = notesOpen;
    this.#lone = new LoneJudge(plan.lone);
    this.#combinations = new Combinations(plan.combinations);
  }

  /**
   * Takes the occurrences that end in the newest piece, which begins at `readUntil` and reaches to the end of the window. Hands
   * over the hits that became certain by it, in no particular order.
   */
  read(
    found: readonly ScreenHit[],
    window: Window,
    readUntil: number,
    isEnd: boolean,
    take: TakeCertain,
    late: Lateness = NONE_LATE,
  ): void {
    const known = { text: window.text, origin: window.origin, isEnd };
    this.#open = [];
    this.#accepted = [];
    this.#ordered = [];
    this.#take = take;
    for (const judges of this.#judges.values()) for (const judge of judges) judge.begin(known);
    this.#judgeWaiting(known);
    this.#followChains(known, readUntil);
    for (const hit of found) {
      if (this.#takesAlone(hit, known, late)) continue;
      const { start, end, term: pattern } = hit;
      const plan = this.#plan.patterns.get(pattern);
      if (plan === undefined) take(hit, late.get(hit) ?? end);
      else if (plan.gap !== null) this.#follow({ start, end, pattern, plan, place: null }, known, readUntil);
      else {
        const candidate = toCandidate(start, end, late.get(hit) ?? end, pattern, plan);
        if (plan.part === null) this.#judgeTogether(candidate, known);
        else this.#ordered.push(candidate);
      }
    }
    if (this.#ordered.length > 0) this.#judgeOrdered(known);
    this.#finishJudges(known);
    this.#combine();
    if (this.#plan.combinations.length > 0) this.#closePiece(window);
  }

  /** Where the first thing starts that was open at `offset`, in the piece read last; `offset` when nothing was. */
  openStart(offset: number): number {
    let start = offset;
    for (const span of this.#open) {
      if (span.from <= offset && offset < span.until && span.start < start) start = span.start;
    }
    return start;
  }

  #followChains(known: Known, readUntil: number): void {
    const chains = this.#chains;
    this.#chains = [];
    for (const chain of chains) this.#follow(chain, known, readUntil);
  }

  /** Finds where a term with gaps ends; keeps its first part while more ends may come. */
  #follow(chain: Chain, { text, origin, isEnd }: Known, readUntil: number): void {
    const { start, end, pattern, plan } = chain;
    if (plan.gap === null) return;
    const { rest, chars } = plan.gap;
    const [last = null] = rest.length === 1 ? rest : [];
    const search =
      last !== null && chain.place !== null
        ? findNextEnds(last, chars, text, origin, chain.place)
        : findGapEnds(rest, chars, text, end - origin, text.length);
    for (const found of search.ends) {
      const foundAt = found + origin;
      // What ended earlier was taken then.
      if (foundAt <= readUntil) continue;
      if (plan.conditions === null && plan.part === null) this.#take(this.#toHit(start, foundAt, plan), foundAt);
      else this.#ordered.push(toCandidate(start, foundAt, foundAt, pattern, plan));
    }
    const isLeft = search.until === Number.POSITIVE_INFINITY;
    if (isLeft && !isEnd) {
      if (last !== null) chain.place ??= new GapPlace(end, last.table);
      this.#chains.push(chain);
    }
    this.#noteOpen(start, end, isLeft && isEnd ? origin + text.length + 1 : search.until + origin);
  }

  /** Judges what does not come by its end: terms with gaps, and the parts of combinations of all lanes. */
  #judgeOrdered(known: Known): void {
    const ordered = this.#ordered;
    ordered.sort((a, b) => a.end - b.end);
    const firsts = new Map<number, number>();
    const least = (pattern: number, start: number): number => {
      const first = Math.min(firsts.get(pattern) ?? start, start);
      firsts.set(pattern, first);
      return first;
    };
    for (const { pattern, start } of this.#chains) least(pattern, start);
    for (const candidate of ordered.toReversed()) candidate.first = least(candidate.pattern, candidate.start);
    const hasCombinations = this.#plan.combinations.length > 0;
    for (const candidate of ordered) {
      if (hasCombinations) candidate.sentence = this.#sentences.sentenceOf(known.text, known.origin, candidate.end);
      this.#judge(candidate, known);
    }
  }

  #judge(candidate: Candidate, known: Known): void {
    const { pattern, plan } = candidate;
    if (plan.conditions === null) {
      this.#decide(candidate, true);
      return;
    }
    const place = this.#plan.lone.places[pattern] ?? 0;
    if (place > 0) {
      if (!this.#decidesAlone(candidate, known)) this.#waiting.push(candidate);
    } else this.#judgeTogether(candidate, known);
  }

  /** Gives one whose phrases are long to a judge that follows them through the text. */
  #judgeTogether(candidate: Candidate, known: Known): void {
    const { pattern, plan, first } = candidate;
    if (plan.conditions === null) return;
    const judges = this.#judges.get(pattern) ?? [];
    let judge = judges.find((one) => one.canTake(candidate));
    if (judge === undefined) {
      judge = new Judge<Candidate>(plan.conditions, (decided, isHit) => this.#decide(decided, isHit));
      judges.push(judge);
      this.#judges.set(pattern, judges);
    }
    judge.take(candidate, known, first);
  }

  /** Takes an occurrence that one look decides, as nearly all are; nothing is made for one of a whole term. */
  #takesAlone(hit: ScreenHit, known: Known, late: Lateness): boolean {
    const { places, code } = this.#plan.lone;
    const { start, end, term } = hit;
    const place = places[term] ?? 0;
    if (place <= 0 || ((code[place + FLAGS] ?? 0) & IS_TERM) === 0) return false;
    if (late.size === 0 && this.#lone.decide(place, known, start, end)) {
      const { at, isHit } = this.#lone;
      if (at > end) this.#noteOpen(start, end, at);
      if (isHit) this.#take(hit, at);
      return true;
    }
    const plan = this.#plan.patterns.get(term);
    if (plan === undefined) return false;
    const candidate = toCandidate(start, end, late.get(hit) ?? end, term, plan);
    if (late.size === 0 || !this.#decidesAlone(candidate, known)) this.#waiting.push(candidate);
    return true;
  }

  /** Looks around one, and decides about it if the text lets it already. */
  #decidesAlone(candidate: Candidate, known: Known): boolean {
    const place = this.#plan.lone.places[candidate.pattern] ?? 0;
    if (!this.#lone.decide(place, known, candidate.start, candidate.end)) return false;
    candidate.at = this.#lone.at;
    this.#decide(candidate, this.#lone.isHit);
    return true;
  }

  /** Looks again around those that the text went on either way for. */
  #judgeWaiting(known: Known): void {
    if (this.#waiting.length > 0) this.#waiting = this.#waiting.filter((one) => !this.#decidesAlone(one, known));
  }

  /** Lets the judges read on, keeps those that may have more to decide, and notes what is open. */
  #finishJudges(known: Known): void {
    for (const { start, end } of this.#waiting) this.#noteOpen(start, end, Number.POSITIVE_INFINITY);
    const to = known.origin + known.text.length;
    for (const [pattern, judges] of this.#judges) {
      for (const judge of judges) {
        judge.readOn(known);
        for (const { start, end } of judge.open) this.#noteOpen(start, end, Number.POSITIVE_INFINITY);
      }
      const kept = judges.filter((judge) => !judge.isDone(to));
      if (kept.length === 0) this.#judges.delete(pattern);
      else if (kept.length < judges.length) this.#judges.set(pattern, kept);
    }
  }

  #decide(candidate: Candidate, isHit: boolean): void {
    const { start, end, after, plan } = candidate;
    if (candidate.at < after) candidate.at = after;
    if (candidate.at > end) this.#noteOpen(start, end, candidate.at);
    if (!isHit) return;
    if (plan.part === null) this.#take(this.#toHit(start, end, plan), candidate.at);
    else this.#accepted.push(candidate);
  }

  #noteOpen(start: number, from: number, until: number): void {
    if (this.#notesOpen) this.#open.push({ start, from, until });
  }

  /** Reports the parts of combinations of which the others stand in the same sentence. */
  #combine(): void {
    const accepted = this.#accepted;
    accepted.sort((a, b) => a.at - b.at);
    for (let first = 0; first < accepted.length; ) {
      const at = accepted[first]?.at;
      let last = first;
      // What becomes certain at the same offset is known together, whatever the order of the terms.
      for (; last < accepted.length && accepted[last]?.at === at; last += 1) this.#note(accepted[last]);
      for (; first < last; first += 1) this.#report(accepted[first]);
    }
  }

  #note(candidate: Candidate | undefined): void {
    const part = candidate?.plan.part ?? null;
    if (candidate === undefined || part === null) return;
    this.#combinations.add(part.combination, part.index, candidate.sentence);
  }

  #report(candidate: Candidate | undefined): void {
    const part = candidate?.plan.part ?? null;
    if (candidate === undefined || part === null) return;
    const { start, end, sentence, plan, at } = candidate;
    if (!this.#combinations.isComplete(part.combination, sentence)) return;
    if (this.#combinations.take(sentence, plan.term, start, end)) this.#take(this.#toHit(start, end, plan), at);
  }

  #toHit(start: number, end: number, { term }: PatternPlan): ScreenHit {
    return { start, end, tag: this.#table.tags[term] ?? 0, term };
  }

  #closePiece({ text, origin }: Window): void {
    this.#sentences.read(text, origin, origin + text.length);
    // The last unit read may end its sentence, yet a part that ends there belongs to that sentence: none can come later.
    let first = this.#sentences.count;
    for (const { sentence } of this.#waiting) first = Math.min(first, sentence);
    for (const judges of this.#judges.values()) {
      for (const judge of judges) for (const { sentence } of judge.open) first = Math.min(first, sentence);
    }
    this.#combinations.forgetBefore(first);
  }
}

function toCandidate(start: number, end: number, after: number, pattern: number, plan: PatternPlan): Candidate {
  return {
    start,
    end,
    waiting: 0,
    at: end,
    visible: 0,
    invisible: 0,
    closedAt: 0,
    after,
    pattern,
    plan,
    first: start,
    sentence: 0,
  };
}
