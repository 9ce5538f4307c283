import { HitRows, ROW_WIDTH } from '../hit-rows.ts';
import type { Window } from '../lane.ts';
import { Combinations, type PartRoom } from './combinations.ts';
import { IS_HIT } from './crowd-judge.ts';
import { GapFollower } from './gap-follower.ts';
import { Judge, type Known } from './judge.ts';
import { LoneJudge } from './lone-judge.ts';
import { FLAGS, IS_TERM } from './lone-rules.ts';
import type { OpenOccurrence } from './open-occurrence.ts';
import { OpenSpans } from './open-spans.ts';
import type { PatternPlan, RulePlan } from './rule-plan.ts';
import { SentenceCounter } from './sentences.ts';
import { TextIndexes } from './text-index.ts';

/** So many occurrences of a pattern are looked around one by one while they wait; a judge takes the others. */
const WAITING_MAX = 8;

/** In place of the hits while no piece is read. */
const NO_HITS = new HitRows();

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

export interface RuleReaderOptions {
  /** Will `openStart` be asked? */
  readonly notesOpen: boolean;
  /** Room that the reader of another text used before. */
  readonly room?: PartRoom;
}

/**
 * Turns occurrences of patterns into hits by the rules of their terms, piece by piece. All offsets are those of the whole
 * text. When a hit is certain depends on the text alone; it is one more than the length of the text if only its end made it so.
 */
export class RuleReader {
  readonly #plan: RulePlan;
  readonly #combinations: Combinations;
  readonly #sentences = new SentenceCounter();
  readonly #gaps: GapFollower;
  readonly #lone: LoneJudge;
  /** By pattern, those that decide about its occurrences: nearly always one. */
  readonly #judges = new Map<number, Judge<Candidate>[]>();
  /** Those that one look decides once the text lets it; and how many there are of a pattern. */
  #waiting: Candidate[] = [];
  readonly #waitingOf = new Map<number, number>();
  /** Null where nobody asks. */
  readonly #open: OpenSpans | null;
  // Of the piece being read: its hits, and what is judged once all of it is there.
  #hits = NO_HITS;
  #ordered: Candidate[] = [];
  /** Of a whole text, what was decided about its occurrences before. */
  #judged: Uint8Array | null = null;

  constructor(plan: RulePlan, { notesOpen, room }: RuleReaderOptions) {
    this.#plan = plan;
    const indexes = new TextIndexes(plan.lone.reach);
    this.#lone = new LoneJudge(plan.lone, indexes);
    this.#combinations = new Combinations(plan.parts, room);
    const open = notesOpen ? new OpenSpans() : null;
    this.#open = open;
    this.#gaps = new GapFollower(
      plan,
      indexes,
      (start, end, pattern, gapped) => this.#takeGapped(start, end, pattern, gapped),
      open === null ? null : (start, from, until) => open.add(start, from, until),
    );
  }

  /** Takes all occurrences in a whole text, and of some what they come to by what a `CrowdJudge` says; adds the hits. */
  readWhole(found: HitRows, text: string, judged: Uint8Array | null, hits: HitRows): void {
    this.#judged = judged;
    this.read(found, { text, origin: 0 }, 0, true, hits);
    this.#judged = null;
  }

  /**
   * Takes the occurrences that end in the newest piece, which begins at `readUntil` and reaches to the end of the window. Adds the
   * hits that became certain by it, in no particular order.
   */
  read(found: HitRows, { text, origin }: Window, readUntil: number, isEnd: boolean, hits: HitRows): void {
    const known = { text, origin, isEnd };
    this.#open?.clear();
    this.#hits = hits;
    if (this.#ordered.length > 0) this.#ordered = [];
    for (const judges of this.#judges.values()) for (const judge of judges) judge.begin(known);
    this.#judgeWaiting(known);
    this.#gaps.readOn(known, readUntil);
    const { rows, count } = found;
    const judged = this.#judged;
    for (let row = 0; row < count; row += 1) {
      const from = ROW_WIDTH * row;
      const verdict = judged === null ? 0 : judged[row];
      if (verdict === 0)
        this.#take(rows[from] ?? 0, rows[from + 1] ?? 0, rows[from + 2] ?? 0, rows[from + 3] ?? 0, known);
      else if (verdict === IS_HIT)
        hits.add(rows[from] ?? 0, rows[from + 1] ?? 0, rows[from + 2] ?? 0, rows[from + 3] ?? 0);
    }
    if (this.#ordered.length > 0) this.#judgeOrdered(known);
    this.#finishJudges(known);
    if (this.#plan.parts.shapes.length > 0) this.#combinations.report(hits, this.#closeSentences(known));
    this.#hits = NO_HITS;
  }

  /** Where the first thing starts that was open at `offset`, in the piece read last; `offset` when nothing was. */
  openStart(offset: number): number {
    return this.#open?.startAt(offset) ?? offset;
  }

  #take(start: number, end: number, pattern: number, at: number, known: Known): void {
    const { lone, gaps, plainParts, patterns } = this.#plan;
    const part = plainParts[pattern] ?? 0;
    if (part > 0) {
      this.#accept(start, end, part - 1, at, known);
      return;
    }
    const place = lone.places[pattern] ?? 0;
    if (place === 0) this.#hits.add(start, end, pattern, at);
    else if ((gaps.places[pattern] ?? 0) > 0) this.#gaps.add(start, end, pattern, known);
    else if (place > 0 && ((lone.code[place + FLAGS] ?? 0) & IS_TERM) !== 0)
      this.#takeTerm(place, start, end, pattern, at, known);
    else {
      const plan = patterns[pattern];
      if (plan === undefined) return;
      if (plan.part !== null) this.#ordered.push(toCandidate(start, end, at, pattern, plan));
      else this.#judgeTogether(toCandidate(start, end, at, pattern, plan), known);
    }
  }

  /** Takes an occurrence of a whole term, which one look decides nearly always; nothing is made for it then. */
  #takeTerm(place: number, start: number, end: number, pattern: number, at: number, known: Known): void {
    // Where a judge follows the text already, it decides.
    const isLooked = at === end && !(this.#judges.size > 0 && this.#judges.has(pattern));
    if (isLooked && this.#lone.decide(place, known, start, end)) {
      if (this.#lone.at > end) this.#open?.add(start, end, this.#lone.at);
      if (this.#lone.isHit) this.#hits.add(start, end, pattern, this.#lone.at);
      return;
    }
    const plan = this.#plan.patterns[pattern];
    if (plan === undefined) return;
    const candidate = toCandidate(start, end, at, pattern, plan);
    if (isLooked) this.#letWait(candidate, known);
    else this.#judgeAlone(candidate, known);
  }

  #takeGapped(start: number, end: number, pattern: number, plan: PatternPlan): void {
    if (plan.conditions === null && plan.part === null) this.#hits.add(start, end, plan.term, end);
    else this.#ordered.push(toCandidate(start, end, end, pattern, plan));
  }

  #accept(start: number, end: number, part: number, at: number, { text, origin }: Known): void {
    this.#combinations.accept(start, end, part, at, this.#sentences.sentenceOf(text, origin, end));
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
    this.#gaps.eachOpen(least);
    for (const candidate of ordered.toReversed()) candidate.first = least(candidate.pattern, candidate.start);
    for (const candidate of ordered) {
      const { plan, pattern, end } = candidate;
      if (plan.part !== null) candidate.sentence = this.#sentences.sentenceOf(known.text, known.origin, end);
      if (plan.conditions === null) this.#decide(candidate, true);
      else if ((this.#plan.lone.places[pattern] ?? 0) > 0) this.#judgeAlone(candidate, known);
      else this.#judgeTogether(candidate, known);
    }
  }

  /** Gives one to a judge that follows its phrases through the text: they are long, or many occurrences wait for the same. */
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

  /** Looks around one; it waits where the text may go on either way. */
  #judgeAlone(candidate: Candidate, known: Known): void {
    if (this.#judges.has(candidate.pattern)) this.#judgeTogether(candidate, known);
    else if (!this.#decidesAlone(candidate, known)) this.#letWait(candidate, known);
  }

  /** Lets one wait for more of the text; where many of its pattern do, a judge takes it. */
  #letWait(candidate: Candidate, known: Known): void {
    const { pattern } = candidate;
    const waiting = this.#waitingOf.get(pattern) ?? 0;
    if (waiting >= WAITING_MAX) {
      this.#judgeTogether(candidate, known);
      return;
    }
    this.#waiting.push(candidate);
    this.#waitingOf.set(pattern, waiting + 1);
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
    if (this.#waiting.length === 0) return;
    this.#waiting = this.#waiting.filter((one) => !this.#decidesAlone(one, known));
    this.#waitingOf.clear();
    for (const { pattern } of this.#waiting) this.#waitingOf.set(pattern, (this.#waitingOf.get(pattern) ?? 0) + 1);
  }

  /** Lets the judges read on, keeps those that may have more to decide, and notes what is open. */
  #finishJudges(known: Known): void {
    for (const { start, end } of this.#waiting) this.#open?.add(start, end, Number.POSITIVE_INFINITY);
    const to = known.origin + known.text.length;
    for (const [pattern, judges] of this.#judges) {
      for (const judge of judges) {
        judge.readOn(known);
        for (const { start, end } of judge.open) this.#open?.add(start, end, Number.POSITIVE_INFINITY);
      }
      const kept = judges.filter((judge) => !judge.isDone(to));
      if (kept.length === 0) this.#judges.delete(pattern);
      else if (kept.length < judges.length) this.#judges.set(pattern, kept);
    }
  }

  #decide(candidate: Candidate, isHit: boolean): void {
    const { start, end, after, plan, sentence } = candidate;
    if (candidate.at < after) candidate.at = after;
    if (candidate.at > end) this.#open?.add(start, end, candidate.at);
    if (!isHit) return;
    if (plan.part === null) this.#hits.add(start, end, plan.term, candidate.at);
    else this.#combinations.accept(start, end, plan.part, candidate.at, sentence);
  }

  /** Returns the first sentence that may still change. */
  #closeSentences({ text, origin }: Known): number {
    // The last unit read may end its sentence, yet a part that ends there belongs to that sentence: none can come later.
    let first = this.#sentences.close(text, origin);
    for (const { sentence } of this.#waiting) first = Math.min(first, sentence);
    for (const judges of this.#judges.values()) {
      for (const judge of judges) for (const { sentence } of judge.open) first = Math.min(first, sentence);
    }
    return first;
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
