import type { FoldTable } from '../fold.ts';
import { type HitRows, ROW_WIDTH } from '../hit-rows.ts';
import type { Allowance } from './allowance-watch.ts';
import type { Context } from './context-watch.ts';
import type { Conditions } from './judge.ts';
import { beforeCodePoint } from './matching.ts';
import { PhraseSpans } from './phrase-spans.ts';
import type { PatternPlan, RulePlan } from './rule-plan.ts';
import { SymbolText } from './symbol-text.ts';
import { LOOKBACK_UNITS } from './term-rules.ts';
import { wordKind } from './word-kind.ts';

/** A text with fewer occurrences has no crowds that matter: so many units come to each of them, at most. */
const UNITS_EACH_MAX = 16;
/** The same for those of which each is a crowd: to follow their phrases through the text from each of them is more work. */
const UNITS_EACH_LONG_MAX = 64;
/** Longer texts are read without crowds: what is kept of a text here takes some ten bytes a unit. */
const TEXT_UNITS_MAX = 1 << 24;
/** Room for more occurrences or units is given back with the next text. */
const KEPT_MAX = 1 << 17;
/** Occurrences of a pattern that are a crowd, at least; and the units between one and the next, at most. */
const CROWD_MIN = 8;
const APART_UNITS_MAX = 64;

/** Patterns are counted together if they have the same low bits. */
const COUNTS = 1 << 16;

// What an occurrence comes to; 0 while nobody has judged it.
export const IS_HIT = 1;
export const IS_NONE = 2;

/** Occurrences of one pattern that stand close together, one behind the other: none starts or ends before the one before it. */
interface Crowd {
  /** The rows of all occurrences, and the numbers of these among them. */
  rows: Int32Array;
  readonly members: Int32Array;
  size: number;
}

/**
 * Decides about occurrences of whole terms where many of one pattern stand close together in a whole text: its phrases and context
 * terms are looked for once in all of the text around them, instead of around each. All offsets are the text's.
 */
export class CrowdJudge {
  readonly #plan: RulePlan;
  /** Is there any pattern that may be judged here? */
  readonly #isOfUse: boolean;
  readonly #texts = new Map<FoldTable, SymbolText>();
  /** The foldings under which the text was read. */
  readonly #read = new Set<FoldTable>();
  /** By pattern, 1 if it has more phrases than one look around an occurrence compares: each of its is a crowd. Null for none. */
  readonly #long: Uint8Array | null;
  readonly #counts = new Uint8Array(COUNTS);
  /** By pattern, one more than its first occurrence; 0 for none. */
  #heads: Int32Array | null = null;
  /** By occurrence, one more than the next of its pattern. */
  #next = new Int32Array();
  #marks = new Uint8Array();
  #crowd = makeCrowd(0);
  /** Of the text that was judged last. */
  #units = 0;
  readonly #spans = new PhraseSpans();

  constructor(plan: RulePlan) {
    this.#plan = plan;
    this.#isOfUse = plan.patterns.some(isJudgedHere);
    const isLong = (pattern: PatternPlan | undefined, number: number): boolean =>
      (plan.lone.places[number] ?? 0) < 0 && isJudgedHere(pattern);
    this.#long = plan.patterns.some(isLong)
      ? Uint8Array.from(plan.patterns, (pattern, number) => (isLong(pattern, number) ? 1 : 0))
      : null;
  }

  /** Returns by occurrence whether it was decided about, and how; null where there are no crowds. */
  judge(found: HitRows, text: string): Uint8Array | null {
    if (this.#next.length > KEPT_MAX || this.#units > KEPT_MAX) this.#giveBack();
    if (!this.#isOfUse || text.length > TEXT_UNITS_MAX) return null;
    const isDense = found.count * UNITS_EACH_MAX >= text.length;
    if (!isDense && this.#countLong(found) * UNITS_EACH_LONG_MAX < text.length) return null;
    const touched = this.#chain(found, isDense);
    if (touched.length === 0) return null;
    this.#read.clear();
    this.#units = text.length;
    for (const pattern of touched) this.#judgePattern(found, text, pattern);
    return this.#marks;
  }

  /** How many occurrences there are of which each is a crowd. */
  #countLong({ rows, count }: HitRows): number {
    const long = this.#long;
    if (long === null) return 0;
    let found = 0;
    for (let row = 0; row < count; row += 1) found += long[rows[ROW_WIDTH * row + 2] ?? 0] ?? 0;
    return found;
  }

  /** Chains the occurrences of each pattern that may be judged here, in their order, or only long ones; returns the patterns. */
  #chain({ rows, count }: HitRows, isDense: boolean): number[] {
    const { patterns } = this.#plan;
    const long = this.#long;
    const touched: number[] = [];
    const counts = this.#counts;
    let most = 0;
    counts.fill(0);
    for (let row = 0; row < count; row += 1) {
      const pattern = rows[ROW_WIDTH * row + 2] ?? 0;
      const slot = pattern & (COUNTS - 1);
      const isLong = long !== null && long[pattern] === 1;
      if (!isLong && !isDense) continue;
      const known = isLong ? CROWD_MIN : (counts[slot] ?? 0) + 1;
      if (known > CROWD_MIN) continue;
      counts[slot] = known;
      if (known > most) most = known;
    }
    if (most < CROWD_MIN) return touched;
    this.#makeRoom(count);
    this.#heads ??= new Int32Array(patterns.length);
    const heads = this.#heads;
    const next = this.#next;
    for (let row = count - 1; row >= 0; row -= 1) {
      const pattern = rows[ROW_WIDTH * row + 2] ?? 0;
      if ((counts[pattern & (COUNTS - 1)] ?? 0) < CROWD_MIN) continue;
      const head = heads[pattern] ?? 0;
      if (head === 0) {
        if (!isJudgedHere(patterns[pattern])) continue;
        touched.push(pattern);
      }
      next[row] = head;
      heads[pattern] = row + 1;
    }
    return touched;
  }

  /** Gives the room back that a text of many occurrences or units needed. */
  #giveBack(): void {
    this.#next = new Int32Array();
    this.#marks = new Uint8Array();
    this.#crowd = makeCrowd(0);
    this.#texts.clear();
    this.#units = 0;
  }

  #makeRoom(count: number): void {
    if (count <= this.#next.length) {
      this.#marks.fill(0, 0, count);
      return;
    }
    this.#next = new Int32Array(count);
    this.#marks = new Uint8Array(count);
    this.#crowd = makeCrowd(count);
  }

  /** Judges the crowds of a pattern and unchains it. */
  #judgePattern({ rows }: HitRows, text: string, pattern: number): void {
    const heads = this.#heads ?? new Int32Array();
    const conditions = this.#plan.patterns[pattern]?.conditions ?? null;
    const sizeMin = this.#long?.[pattern] === 1 ? 1 : CROWD_MIN;
    const next = this.#next;
    const crowd = this.#crowd;
    crowd.rows = rows;
    const { members } = crowd;
    let size = 0;
    let first = 0;
    let last = 0;
    for (let link = heads[pattern] ?? 0; link !== 0; link = next[link - 1] ?? 0) {
      const row = ROW_WIDTH * (link - 1);
      const start = rows[row] ?? 0;
      const end = rows[row + 1] ?? 0;
      if (start - last > APART_UNITS_MAX || start < first || end < last) {
        crowd.size = size;
        if (size >= sizeMin) this.#judgeCrowd(text, conditions);
        size = 0;
      }
      members[size] = link - 1;
      size += 1;
      first = start;
      last = end;
    }
    heads[pattern] = 0;
    crowd.size = size;
    if (size >= sizeMin) this.#judgeCrowd(text, conditions);
  }

  #judgeCrowd(text: string, conditions: Conditions | null): void {
    if (conditions === null) return;
    const { table, wholeWord, allowance, context } = conditions;
    const symbols = this.#symbolsOf(table, text);
    this.#mark(0, this.#crowd.size, context?.requires === true ? IS_NONE : IS_HIT);
    if (context !== null) this.#markNear(symbols, context);
    if (allowance !== null) this.#markRedeemed(symbols, allowance);
    if (wholeWord) this.#markParts(table, text);
  }

  /** Says what some members come to. */
  #mark(from: number, to: number, mark: number): void {
    const { members } = this.#crowd;
    const marks = this.#marks;
    for (let member = from; member < to; member += 1) marks[members[member] ?? 0] = mark;
  }

  /** Those that are part of a longer word are no hits. */
  #markParts(table: FoldTable, text: string): void {
    const crowd = this.#crowd;
    for (let member = 0; member < crowd.size; member += 1)
      if (!isWhole(table, text, startOf(crowd, member), endOf(crowd, member))) this.#mark(member, member + 1, IS_NONE);
  }

  #symbolsOf(table: FoldTable, text: string): SymbolText {
    const symbols = this.#texts.get(table) ?? new SymbolText(table);
    if (this.#read.has(table)) return symbols;
    symbols.read(text);
    this.#texts.set(table, symbols);
    this.#read.add(table);
    return symbols;
  }

  #markRedeemed(text: SymbolText, { phrases, before }: Allowance): void {
    const crowd = this.#crowd;
    const spans = this.#spans;
    const from = Math.max(0, text.from(startOf(crowd, 0)) - before);
    const to = text.from(endOf(crowd, crowd.size - 1));
    for (const [index, symbols] of phrases.symbols.entries()) {
      spans.find(text, symbols, phrases.falls[index] ?? symbols, from, to);
      for (let span = 0, done = 0; span < spans.count && done < crowd.size; span += 1) {
        const inside = firstBehind(crowd, startOf, done, (spans.starts[span] ?? 0) - 1);
        done = endInside(crowd, inside, spans.starts[span] ?? 0, spans.ends[span] ?? 0);
        this.#mark(inside, done, IS_NONE);
      }
    }
  }

  #markNear(text: SymbolText, { within, phrases, requires }: Context): void {
    const crowd = this.#crowd;
    const spans = this.#spans;
    // No context term is longer, with all that may be skipped inside it.
    const from = text.from(text.placeBefore(startOf(crowd, 0), within + 5 * phrases.longest, LOOKBACK_UNITS));
    const to = text.from(text.placeBehind(endOf(crowd, crowd.size - 1), within));
    for (const [index, symbols] of phrases.symbols.entries()) {
      spans.find(text, symbols, phrases.falls[index] ?? symbols, from, to);
      for (let span = 0, done = 0; span < spans.count && done < crowd.size; span += 1) {
        const [start, end] = [spans.starts[span] ?? 0, spans.ends[span] ?? 0];
        const behind = firstBehind(crowd, endOf, done, start);
        const near = firstNear(crowd, done, behind, text, start, within);
        done = endNear(crowd, behind, text, start, end, within);
        this.#mark(near, done, requires ? IS_HIT : IS_NONE);
      }
    }
  }
}

const makeCrowd = (capacity: number): Crowd => ({
  rows: new Int32Array(),
  members: new Int32Array(capacity),
  size: 0,
});

const startOf = ({ rows, members }: Crowd, member: number): number => rows[ROW_WIDTH * (members[member] ?? 0)] ?? 0;
const endOf = ({ rows, members }: Crowd, member: number): number => rows[ROW_WIDTH * (members[member] ?? 0) + 1] ?? 0;

/** The first member from one on of which the start, or the end, lies behind a place. */
function firstBehind(crowd: Crowd, edgeOf: typeof startOf, from: number, place: number): number {
  let member = from;
  for (let step = 1; member < crowd.size && edgeOf(crowd, member) <= place; step *= 2) {
    while (step > 1 && (member + step >= crowd.size || edgeOf(crowd, member + step) > place)) step >>>= 1;
    member += step;
  }
  return member;
}

/** Of the members from one on that start where a span does or behind it: how far they lie inside it. */
function endInside(crowd: Crowd, from: number, start: number, end: number): number {
  let member = from;
  while (member < crowd.size && endOf(crowd, member) <= end && startOf(crowd, member) - start <= LOOKBACK_UNITS)
    member += 1;
  return member;
}

/** Of the members between two that end before a span: the first that is near it. */
function firstNear(crowd: Crowd, from: number, to: number, text: SymbolText, start: number, within: number): number {
  let member = to;
  while (member > from && text.between(endOf(crowd, member - 1), start) <= within) member -= 1;
  return member;
}

/** Of the members from one on, which end behind a span's start: how far they overlap it or are near it. */
function endNear(crowd: Crowd, from: number, text: SymbolText, start: number, end: number, within: number): number {
  let member = from;
  for (; member < crowd.size; member += 1) {
    const at = startOf(crowd, member);
    if (at - start > LOOKBACK_UNITS || (at > end && text.between(end, at) > within)) break;
  }
  return member;
}

/** Is it all of a term, with conditions beyond those that a look at its neighbours decides? */
function isJudgedHere(plan: PatternPlan | undefined): boolean {
  if (plan === undefined || plan.gap !== null || plan.part !== null || plan.conditions === null) return false;
  return plan.conditions.allowance !== null || plan.conditions.context !== null;
}

function isWhole(table: FoldTable, text: string, start: number, end: number): boolean {
  const first = wordKind(table, text.charCodeAt(start));
  if (first !== 0 && start > 0 && wordKind(table, text.charCodeAt(beforeCodePoint(text, start))) === first)
    return false;
  const last = wordKind(table, text.charCodeAt(end - 1));
  return last === 0 || end >= text.length || wordKind(table, text.charCodeAt(end)) !== last;
}
