import { INVISIBLE_PAIR, INVISIBLES_MAX, SEPARATOR, SEPARATORS_MAX, SYMBOL } from '../fold.ts';
import { foldPairs } from '../fold-styled.ts';
import type { ScreenHit, TermTable, Window } from '../lane.ts';
import type { LatticeLane } from './lattice-lane.ts';
import { HAS_LETTER, type Reading } from './spelling.ts';

/** Longest run of further copies of a character between two characters of a term. */
export const REPEATS_MAX = 8;

// Numbers in `#now` for each thread, a way to read the end of the text as the beginning of a term.
const WIDTH = 5;
const NODE = 0;
const START = 1;
/** The node of a pattern it is in the middle of; 0 when it stands between two symbols. */
const PATTERN = 2;
/** Skipped since the last unit that was read: separators, copies, invisible ones. */
const GAP = 3;
const BY = 4;
const GAP_REPEAT = 1 << 8;
const GAP_INVISIBLE = 1 << 16;
/** In BY, beside what was needed: something else than the first character was read; the last symbol was letters. */
const IS_PAST_FIRST = 1 << 8;
const IS_AFTER_WORD = 1 << 9;
const NEEDS_MASK = 0xff;

/** A term that ended with a letter and counts if no other letter follows. */
interface Pending {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly by: number;
}

interface Saved {
  readonly now: Int32Array;
  readonly count: number;
  readonly pending: readonly Pending[];
  readonly lastSymbol: number;
  readonly isAfterLetter: boolean;
}

/** What a reading needs to turn an end in the trie into hits. */
export interface Finding {
  readonly table: TermTable;
  readonly window: Window;
  readonly hits: ScreenHit[];
  /** Takes the offset at which a hit became certain, if that is behind its end. */
  readonly late?: Map<ScreenHit, number>;
}

/** Reads one text in one lane, in pieces. It follows every way to read the text at once; offsets are the whole text's. */
export class LatticeReader {
  readonly #lane: LatticeLane;
  #now: Int32Array = new Int32Array(WIDTH * 32);
  #count = 0;
  #next: Int32Array = new Int32Array(WIDTH * 32);
  #nextCount = 0;
  #pending: Pending[] = [];
  /** The folded unit of the last character that was not skipped. */
  #lastSymbol = 0;
  #isAfterLetter = false;
  #isBlocked = false;
  #saved: Saved | null = null;

  constructor(lane: LatticeLane) {
    this.#lane = lane;
  }

  save(): void {
    this.#saved = {
      now: this.#now.slice(0, WIDTH * this.#count),
      count: this.#count,
      pending: this.#pending,
      lastSymbol: this.#lastSymbol,
      isAfterLetter: this.#isAfterLetter,
    };
  }

  restore(): void {
    const saved = this.#saved;
    if (saved === null) return;
    if (this.#now.length < saved.now.length) this.#now = new Int32Array(2 * saved.now.length);
    this.#now.set(saved.now);
    this.#count = saved.count;
    this.#pending = [...saved.pending];
    this.#lastSymbol = saved.lastSymbol;
    this.#isAfterLetter = saved.isAfterLetter;
  }

  /** Where the longest suffix starts that could still become a hit; `end` when there is none. */
  liveStart(end: number): number {
    let start = this.#count === 0 ? end : (this.#now[START] ?? end);
    for (const pending of this.#pending) start = Math.min(start, pending.start);
    return start;
  }

  /**
   * Reads `chunk`, whose first unit has the offset `origin`, up to `to`; with `isEnd` nothing follows the chunk. Adds the hits that
   * became certain. With `mayCut` it stops after the first unit at which one of a block term did, and returns where; else -1.
   */
  read(chunk: string, origin: number, to: number, isEnd: boolean, mayCut: boolean, finding: Finding): number {
    const { table, doubled } = this.#lane.spelling;
    const text = table.foldsPairs ? foldPairs(chunk) : chunk;
    for (let index = 0; index < to; index += 1) {
      const unit = text.charCodeAt(index);
      const kind = table.kinds[unit] ?? SYMBOL;
      this.#isBlocked = false;
      this.#settle(unit, origin + afterPair(chunk, index + 1), finding);
      if (this.#isIdle(text, index, to)) {
        this.#note(unit, kind);
        if (kind === INVISIBLE_PAIR) index += 1;
      } else {
        const folded = table.units[unit] ?? unit;
        const isRepeat = doubled && kind === SYMBOL && folded === this.#lastSymbol;
        const end = afterPair(chunk, index + 1);
        this.#step(unit, kind, isRepeat, origin + index, origin + end, finding);
        this.#note(unit, kind);
        if (kind === INVISIBLE_PAIR) index += 1;
      }
      if (this.#isBlocked && mayCut) return afterPair(chunk, index + 1);
    }
    if (!isEnd || to < chunk.length) return -1;
    this.#isBlocked = false;
    this.#settle(0, origin + to, finding);
    return this.#isBlocked && mayCut ? to : -1;
  }

  #note(unit: number, kind: number): void {
    const { table, isLetter } = this.#lane.spelling;
    if (kind === SYMBOL) this.#lastSymbol = table.units[unit] ?? unit;
    this.#isAfterLetter = isLetter[unit] === 1;
  }

  // Most units neither go on with anything nor begin anything that the next unit goes on with. What follows `to` is not
  // looked at: there the beginning of a term is live.
  #isIdle(text: string, index: number, to: number): boolean {
    if (this.#count !== 0) return false;
    const { symbols, hasReadings, patternUnits, table } = this.#lane.spelling;
    const unit = text.charCodeAt(index);
    if (hasReadings[unit] === 1 || patternUnits[unit] !== 0) return false;
    const { trie } = this.#lane;
    const first = trie.roots[symbols[unit] ?? 0] ?? 0;
    if (first === 0) return true;
    if (index + 1 >= to) return false;
    const next = text.charCodeAt(index + 1);
    if (table.kinds[next] !== SYMBOL || hasReadings[next] === 1 || patternUnits[next] !== 0) return false;
    return trie.child(first, symbols[next] ?? 0) === 0;
  }

  #settle(unit: number, knownAt: number, finding: Finding): void {
    if (this.#pending.length === 0) return;
    const pending = this.#pending;
    this.#pending = [];
    if (this.#lane.spelling.isLetter[unit] === 1) return;
    for (const { node, start, end, by } of pending) this.#emit(node, start, end, by, knownAt, finding);
  }

  #step(unit: number, kind: number, isRepeat: boolean, at: number, end: number, finding: Finding): void {
    this.#nextCount = 0;
    const now = this.#now;
    for (let thread = 0; thread < WIDTH * this.#count; thread += WIDTH) {
      const node = now[thread + NODE] ?? 0;
      const start = now[thread + START] ?? 0;
      const pattern = now[thread + PATTERN] ?? 0;
      const gap = now[thread + GAP] ?? 0;
      const by = now[thread + BY] ?? 0;
      this.#skip(node, start, pattern, gap, by, kind, isRepeat);
      // Of a run of copies the first ones are read and the others skipped: one way, not all of them.
      if (isRepeat && (gap & 0xff00) !== 0) continue;
      const past = isRepeat ? by : by | IS_PAST_FIRST;
      if (pattern !== 0) this.#goOn(unit, node, start, pattern, past, end, finding);
      else this.#readUnit(unit, node, start, past, gap, end, finding);
    }
    this.#readUnit(unit, 0, at, 0, 0, end, finding);
    [this.#now, this.#next] = [this.#next, this.#now];
    this.#count = this.#nextCount;
  }

  #skip(node: number, start: number, pattern: number, gap: number, by: number, kind: number, isRepeat: boolean): void {
    if (kind === SYMBOL) {
      if (!isRepeat || (by & IS_PAST_FIRST) === 0 || ((gap >>> 8) & 0xff) >= REPEATS_MAX) return;
      this.#push(node, start, pattern, gap + GAP_REPEAT, by);
    } else if (kind === SEPARATOR) {
      if ((gap & 0xff) < SEPARATORS_MAX) this.#push(node, start, pattern, gap + 1, by);
    } else if (gap >>> 16 < INVISIBLES_MAX) {
      this.#push(node, start, pattern, gap + GAP_INVISIBLE, by);
    }
  }

  /** From between two symbols: the unit as a symbol, as what it may be taken for, and as the beginning of a pattern. */
  #readUnit(unit: number, node: number, start: number, by: number, gap: number, end: number, finding: Finding): void {
    const { symbols, hasReadings, readings, patternUnits, isLetter, patternsAreWords } = this.#lane.spelling;
    const kept = by & ~IS_AFTER_WORD;
    const symbol = symbols[unit] ?? 0;
    if (symbol !== 0) this.#advance(symbol, node, start, isLetter[unit] === 1 ? kept | HAS_LETTER : kept, end, finding);
    if (hasReadings[unit] === 1) {
      for (const reading of readings.get(unit) ?? [])
        this.#advance(reading.symbol, node, start, kept | reading.by, end, finding);
    }
    const part = patternUnits[unit] ?? 0;
    if (part === 0) return;
    if (patternsAreWords && this.#isAfterLetter && ((by & IS_AFTER_WORD) === 0 || gap !== 0)) return;
    this.#goOn(unit, node, start, 0, kept, end, finding);
  }

  #goOn(unit: number, node: number, start: number, pattern: number, by: number, end: number, finding: Finding): void {
    const { patternUnits, patterns, outputs, reach, patternsAreWords } = this.#lane.spelling;
    const part = patternUnits[unit] ?? 0;
    const next = part === 0 ? 0 : patterns.child(pattern, part);
    if (next === 0) return;
    for (let id = patterns.lastId(next); id >= 0; id = patterns.idBefore(id)) {
      const output: Reading | undefined = outputs[id];
      if (output === undefined) break;
      const needs = by | output.by | (patternsAreWords ? IS_AFTER_WORD : 0);
      this.#advance(output.symbol, node, start, needs, end, finding);
    }
    const { trie } = this.#lane;
    if (!patterns.hasChildren(next)) return;
    if ((reach.get(next) ?? []).some((symbol) => trie.child(node, symbol) !== 0)) this.#push(node, start, next, 0, by);
  }

  #advance(symbol: number, node: number, start: number, by: number, end: number, finding: Finding): void {
    const { trie } = this.#lane;
    const child = trie.child(node, symbol);
    if (child === 0) return;
    if (trie.lastId(child) >= 0) {
      if ((by & IS_AFTER_WORD) === 0) this.#emit(child, start, end, by, end, finding);
      else this.#pending.push({ node: child, start, end, by });
    }
    if (trie.hasChildren(child)) this.#push(child, start, 0, 0, by);
  }

  #push(node: number, start: number, pattern: number, gap: number, by: number): void {
    const next = this.#next;
    const from = WIDTH * this.#nextCount;
    // Threads come in the order of their starts: the same one can only stand among the last.
    for (let other = from - WIDTH; other >= 0 && next[other + START] === start; other -= WIDTH) {
      const isSame =
        next[other] === node &&
        next[other + PATTERN] === pattern &&
        next[other + GAP] === gap &&
        next[other + BY] === by;
      if (isSame) return;
    }
    if (from + WIDTH > next.length) {
      this.#next = new Int32Array(2 * next.length);
      this.#next.set(next);
    }
    this.#next[from] = node;
    this.#next[from + START] = start;
    this.#next[from + PATTERN] = pattern;
    this.#next[from + GAP] = gap;
    this.#next[from + BY] = by;
    this.#nextCount += 1;
  }

  #emit(node: number, start: number, end: number, by: number, knownAt: number, finding: Finding): void {
    const { table, window, hits, late } = finding;
    const { trie, terms } = this.#lane;
    let matched: string | null = null;
    for (let id = trie.lastId(node); id >= 0; id = trie.idBefore(id)) {
      const term = terms[id];
      if (term === undefined) break;
      matched ??= this.#plain(window.text.slice(start - window.origin, end - window.origin));
      if (isKnown(hits, start, end, term.number) || !term.accepts(matched, by & NEEDS_MASK)) continue;
      const hit = { start, end, tag: table.tags[term.number] ?? 0, term: term.number };
      hits.push(hit);
      if (knownAt > end) late?.set(hit, knownAt);
      if (table.actions[term.number] === 'block') this.#isBlocked = true;
    }
  }

  #plain(text: string): string {
    return this.#lane.spelling.table.foldsPairs ? foldPairs(text) : text;
  }
}

// Hits are added in the order of their ends, so that the same one is among the last.
function isKnown(hits: readonly ScreenHit[], start: number, end: number, term: number): boolean {
  for (let index = hits.length - 1; index >= 0; index -= 1) {
    const hit = hits[index];
    if (hit === undefined || hit.end < end - 1) return false;
    if (hit.start === start && hit.end === end && hit.term === term) return true;
  }
  return false;
}

// A styled pair is read as its letter and a filler: what ends at the letter ends after the pair.
function afterPair(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit < 0xe000 ? at + 1 : at;
}
