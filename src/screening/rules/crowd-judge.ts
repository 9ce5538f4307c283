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
// What is known of one that is being judged.
const REDEEMED = 4;
const NEAR = 8;

/** Occurrences of one pattern that stand close together. */
interface Crowd {
  /** Their numbers among all. */
  readonly members: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** What is known of each. */
  readonly known: Uint8Array;
  size: number;
  /** The least start and the greatest end. */
  first: number;
  last: number;
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
    if (!this.#isOfUse || found.count * UNITS_EACH_MAX < text.length || text.length > TEXT_UNITS_MAX) return null;
    const touched = this.#chain(found);
    if (touched.length === 0) return null;
    this.#read.clear();
    this.#units = text.length;
    for (const pattern of touched) this.#judgePattern(found, text, pattern);
    return this.#marks;
  }

  /** Chains the occurrences of each pattern that may be judged here, in their order; returns the patterns. */
  #chain({ rows, count }: HitRows): number[] {
    const { patterns } = this.#plan;
    const long = this.#long;
    const touched: number[] = [];
    const counts = this.#counts;
    let most = 0;
    counts.fill(0);
    for (let row = 0; row < count; row += 1) {
      const pattern = rows[ROW_WIDTH * row + 2] ?? 0;
      const slot = pattern & (COUNTS - 1);
      const known = long !== null && long[pattern] === 1 ? CROWD_MIN : (counts[slot] ?? 0) + 1;
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
    const { members, starts, ends } = crowd;
    let size = 0;
    let first = 0;
    let last = 0;
    for (let link = heads[pattern] ?? 0; link !== 0; link = next[link - 1] ?? 0) {
      const row = link - 1;
      const start = rows[ROW_WIDTH * row] ?? 0;
      const end = rows[ROW_WIDTH * row + 1] ?? 0;
      if (size > 0 && start - last > APART_UNITS_MAX) {
        Object.assign(crowd, { size, first, last });
        if (size >= sizeMin) this.#judgeCrowd(text, conditions);
        size = 0;
      }
      members[size] = row;
      starts[size] = start;
      ends[size] = end;
      if (size === 0 || start < first) first = start;
      if (size === 0 || end > last) last = end;
      size += 1;
    }
    heads[pattern] = 0;
    Object.assign(crowd, { size, first, last });
    if (size >= sizeMin) this.#judgeCrowd(text, conditions);
  }

  #judgeCrowd(text: string, conditions: Conditions | null): void {
    if (conditions === null) return;
    const { table, wholeWord, allowance, context } = conditions;
    const { members, starts, ends, known, size } = this.#crowd;
    const symbols = this.#symbolsOf(table, text);
    const marks = this.#marks;
    known.fill(0, 0, size);
    if (allowance !== null) this.#markRedeemed(symbols, allowance);
    if (context !== null) this.#markNear(symbols, context);
    for (let member = 0; member < size; member += 1) {
      const mark = known[member] ?? 0;
      const isHit =
        (mark & REDEEMED) === 0 &&
        (context === null || ((mark & NEAR) !== 0) === context.requires) &&
        (!wholeWord || isWhole(table, text, starts[member] ?? 0, ends[member] ?? 0));
      marks[members[member] ?? 0] = isHit ? IS_HIT : IS_NONE;
    }
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
    const { first, last } = this.#crowd;
    const from = Math.max(0, text.from(first) - before);
    const to = text.from(last);
    for (const [index, symbols] of phrases.symbols.entries()) {
      this.#spans.find(text, symbols, phrases.falls[index] ?? symbols, from, to);
      if (this.#spans.count > 0) markInside(this.#crowd, this.#spans);
    }
  }

  #markNear(text: SymbolText, { within, phrases }: Context): void {
    const { first, last } = this.#crowd;
    // No context term is longer, with all that may be skipped inside it.
    const from = text.from(text.placeBefore(first, within + 5 * phrases.longest, LOOKBACK_UNITS));
    const to = text.from(text.placeBehind(last, within));
    for (const [index, symbols] of phrases.symbols.entries()) {
      this.#spans.find(text, symbols, phrases.falls[index] ?? symbols, from, to);
      if (this.#spans.count > 0) markNear(this.#crowd, this.#spans, text, within);
    }
  }
}

function makeCrowd(capacity: number): Crowd {
  return {
    members: new Int32Array(capacity),
    starts: new Int32Array(capacity),
    ends: new Int32Array(capacity),
    known: new Uint8Array(capacity),
    size: 0,
    first: 0,
    last: 0,
  };
}

/** Marks those that lie inside a span. */
function markInside(crowd: Crowd, spans: PhraseSpans): void {
  const { starts, ends, known, size } = crowd;
  const { starts: froms, ends: tos, count } = spans;
  // How many spans begin at the start of the occurrence or before: of those the last one ends last.
  let begun = 0;
  for (let member = 0; member < size; member += 1) {
    const start = starts[member] ?? 0;
    while (begun < count && (froms[begun] ?? 0) <= start) begun += 1;
    while (begun > 0 && (froms[begun - 1] ?? 0) > start) begun -= 1;
    if (begun === 0 || (tos[begun - 1] ?? 0) < (ends[member] ?? 0)) continue;
    if ((froms[begun - 1] ?? 0) >= start - LOOKBACK_UNITS) known[member] = REDEEMED;
  }
}

/** Marks those with a span at most `within` characters before or behind, or one that they overlap. */
function markNear(crowd: Crowd, spans: PhraseSpans, text: SymbolText, within: number): void {
  const { starts, ends, known, size } = crowd;
  const { starts: froms, ends: tos, count } = spans;
  // How many spans begin before the end of the occurrence: the last of those and the one behind it are the nearest.
  let begun = 0;
  for (let member = 0; member < size; member += 1) {
    const start = starts[member] ?? 0;
    const end = ends[member] ?? 0;
    while (begun < count && (froms[begun] ?? 0) < end) begun += 1;
    while (begun > 0 && (froms[begun - 1] ?? 0) >= end) begun -= 1;
    let isNear = begun < count && text.between(end, froms[begun] ?? 0) <= within;
    if (!isNear && begun > 0 && (froms[begun - 1] ?? 0) >= start - LOOKBACK_UNITS) {
      const to = tos[begun - 1] ?? 0;
      isNear = to >= start || text.between(to, start) <= within;
    }
    if (isNear) known[member] = (known[member] ?? 0) | NEAR;
  }
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
