import { INVISIBLES_MAX, SEPARATOR, SEPARATORS_MAX, SYMBOL } from '../fold.ts';
import { foldPairs } from '../fold-styled.ts';
import { afterPair } from '../lane.ts';
import { hashPair, OWN_FIRST, OWN_SECOND } from './hash-filter.ts';
import type { LatticeLane } from './lattice-lane.ts';
import {
  CLASS_MASK,
  HAS_OTHERS,
  HAS_PART,
  IS_LETTER,
  IS_PAIR,
  IS_SKIPPED,
  kindOf,
  READING_WIDTH,
} from './lattice-tables.ts';
import {
  ENDS,
  GOES_ON,
  IS_AFTER_WORD,
  MAY_BEGIN,
  MOVE_BY,
  MOVE_NODE,
  MOVE_PATTERN,
  MOVE_WIDTH,
  NEEDS_MASK,
  OTHERWISE,
} from './moves.ts';
import { PlainReading } from './plain-reading.ts';
import { EndTaker, type Finding } from './take-ends.ts';
import { Threads } from './threads.ts';

/** Longest run of further copies of a character between two characters of a term. */
export const REPEATS_MAX = 8;

// A thread's gap: separators, copies and invisible characters since the last unit that was read.
const GAP_REPEAT = 1 << 8;
const GAP_INVISIBLE = 1 << 16;
const REPEATS_MASK = 0xff00;
/** In what a thread needed: something else than the first character was read. */
const IS_PAST_FIRST = 1 << 8;
/** In the place of a thread: a reading that was plain so far. */
const FORK = -1;

/** A term that ended with a letter and counts if no other letter follows. */
interface Pending {
  readonly node: number;
  readonly starts: readonly number[];
  readonly end: number;
  readonly by: number;
}

interface Saved {
  readonly pending: readonly Pending[];
  readonly lastSymbol: number;
  readonly isAfterLetter: boolean;
}

/** Reads one text in one lane, in pieces. It follows every way to read the text at once; offsets are the whole text's. */
export class LatticeReader {
  readonly #lane: LatticeLane;
  readonly #plain: PlainReading;
  readonly #threads = new Threads();
  #pending: Pending[] = [];
  /** The folded unit of the last character that was not skipped. */
  #lastSymbol = 0;
  #isAfterLetter = false;
  #saved: Saved | null = null;
  /** What of the chunk there is to read. */
  #chunk = '';
  #to = 0;
  // Of the unit being read: its place in the chunk, where it ends, where what forks at it started.
  #index = 0;
  #end = 0;
  #forkedFrom = 0;
  readonly #ends: EndTaker;

  constructor(lane: LatticeLane) {
    this.#lane = lane;
    this.#plain = new PlainReading(lane);
    this.#ends = new EndTaker(lane);
  }

  save(): void {
    this.#plain.save();
    this.#threads.save();
    this.#saved = { pending: this.#pending, lastSymbol: this.#lastSymbol, isAfterLetter: this.#isAfterLetter };
  }

  restore(): void {
    const saved = this.#saved;
    if (saved === null) return;
    this.#plain.restore();
    this.#threads.restore();
    this.#pending = [...saved.pending];
    this.#lastSymbol = saved.lastSymbol;
    this.#isAfterLetter = saved.isAfterLetter;
  }

  /** Where the longest suffix starts that could still become a hit; `end` when there is none. */
  liveStart(end: number): number {
    let start = Math.min(this.#plain.earliest(end), this.#threads.earliest(end));
    for (const pending of this.#pending) start = Math.min(start, ...pending.starts);
    return start;
  }

  /**
   * Reads `chunk`, whose first unit has the offset `origin`, up to `to`; with `isEnd` nothing follows the chunk. Adds the hits that
   * became certain.
   */
  read(chunk: string, origin: number, to: number, isEnd: boolean, finding: Finding): void {
    const text = this.#fold(chunk);
    const { words } = this.#lane.tables;
    this.#chunk = text;
    this.#to = to;
    this.#ends.begin(finding, chunk, text);
    for (let index = 0; index < to; ) {
      const unit = text.charCodeAt(index);
      const word = words[unit] ?? 0;
      const end = origin + afterPair(chunk, index + 1);
      this.#settle(word, end);
      this.#step(unit, word, index, origin + index, end);
      index += (word & IS_SKIPPED) === IS_PAIR ? 2 : 1;
    }
    if (isEnd && to === chunk.length) this.#settle(0, origin + to);
  }

  #settle(word: number, knownAt: number): void {
    if (this.#pending.length === 0) return;
    const pending = this.#pending;
    this.#pending = [];
    if ((word & IS_LETTER) !== 0) return;
    this.#ends.clear();
    for (const { node, starts, end, by } of pending) this.#ends.take(node, starts, end, by, knownAt);
  }

  #step(unit: number, word: number, index: number, at: number, end: number): void {
    const { spelling } = this.#lane;
    const kind = kindOf(word);
    const folded = spelling.table.units[unit] ?? unit;
    const isRepeat = spelling.doubled && kind === SYMBOL && folded === this.#lastSymbol;
    this.#index = index;
    this.#end = end;
    this.#ends.clear();
    const isOther = isRepeat || (word & (HAS_OTHERS | HAS_PART)) !== 0;
    if (isOther || this.#threads.count > 0) this.#readOthers(word, kind, isRepeat, isOther, at);
    this.#readPlain(word, kind, folded, at);
    if (kind === SYMBOL) this.#lastSymbol = folded;
    this.#isAfterLetter = (word & IS_LETTER) !== 0;
  }

  /** Reads the unit as its own symbol in the plain reading. */
  #readPlain(word: number, kind: number, folded: number, at: number): void {
    const plain = this.#plain;
    if (kind !== SYMBOL) {
      plain.skip(kind);
      return;
    }
    const { tables, spelling, links } = this.#lane;
    const symbol = tables.owns[word & CLASS_MASK] ?? 0;
    if (symbol === 0) {
      plain.stop();
      return;
    }
    const reached = plain.read(symbol, folded, at);
    if (spelling.countsPlain && reached !== 0) this.#endPlain(links.ends[reached] ?? 0);
  }

  /** Takes the terms that end in the plain reading, from the longest on. */
  #endPlain(first: number): void {
    const { links } = this.#lane;
    for (let node = first; node !== 0; node = links.ends[links.falls[node] ?? 0] ?? 0) {
      const depth = links.depths[node] ?? 0;
      if (depth === 2 && !this.#mayPairCount(node)) continue;
      this.#ends.take(node, [this.#plain.start(depth)], this.#end, 0, this.#end);
    }
  }

  /** Of a term of two characters, may one be as it is? */
  #mayPairCount(node: number): boolean {
    const { pairs, trie, tables } = this.#lane;
    const [one, two] = [this.#plain.unit(2), this.#plain.unit(1)];
    const first = tables.owns[(tables.words[one] ?? 0) & CLASS_MASK] ?? 0;
    if (pairs === null) return false;
    return (
      pairs.mayHave(hashPair(one, trie.unitOf(node), OWN_FIRST)) || pairs.mayHave(hashPair(two, first, OWN_SECOND))
    );
  }

  /** Follows the readings in which some unit is something else than its own symbol, this one or one before. */
  #readOthers(word: number, kind: number, isRepeat: boolean, isOther: boolean, at: number): void {
    if (!isOther && kind !== SYMBOL) {
      this.#pass(kind);
      return;
    }
    const threads = this.#threads;
    threads.begin();
    if ((word & CLASS_MASK) !== 0) {
      const past = isRepeat || !this.#lane.spelling.doubled ? 0 : IS_PAST_FIRST;
      for (let thread = 0; thread < threads.count; thread += 1) this.#readThread(word, thread, isRepeat, past);
      if ((word & (HAS_OTHERS | HAS_PART)) !== 0) this.#forkAll(word, past, at);
    }
    if (kind !== SYMBOL || isRepeat) this.#skip(kind);
    if (isRepeat) this.#forkSkipping();
    threads.commit();
  }

  #readThread(word: number, thread: number, isRepeat: boolean, past: number): void {
    const threads = this.#threads;
    const gap = threads.gap(thread);
    // Of a run of copies the first ones are read and the others skipped: one way, not all of them.
    if (isRepeat && (gap & REPEATS_MASK) !== 0) return;
    const by = threads.by(thread);
    const unit = this.#unitFor(word, by, gap);
    this.#move(unit, threads.node(thread), threads.pattern(thread), (by & ~IS_AFTER_WORD) | past, thread);
  }

  /** From every plain beginning, and from here on, the unit as something else than its own symbol. */
  #forkAll(word: number, past: number, at: number): void {
    const { links, moves } = this.#lane;
    // Most characters are a part of some other, and hardly ever does its next part follow.
    const mayBegin = this.#mayBeginPattern(word);
    if (!mayBegin && (word & HAS_OTHERS) === 0) return;
    const unit = (word & CLASS_MASK) | OTHERWISE | (mayBegin ? MAY_BEGIN : 0);
    for (let from = this.#plain.node; from !== 0; ) {
      const node = moves.firstOf(from, unit, links.falls);
      if (node === 0) break;
      this.#forkedFrom = this.#plain.start(links.depths[node] ?? 0);
      this.#move(unit, node, 0, this.#needsOf(node) | past, FORK);
      from = links.falls[node] ?? 0;
    }
    this.#forkedFrom = at;
    this.#move(unit, 0, 0, 0, FORK);
  }

  /** Do some patterns begin with the unit, and one of them end there or go on with the next unit? */
  #mayBeginPattern(word: number): boolean {
    const { tables, spelling } = this.#lane;
    const { patterns, parts } = tables;
    if ((word & HAS_PART) === 0 || (spelling.patternsAreWords && this.#isAfterLetter)) return false;
    const pattern = patterns.child(0, parts[word & CLASS_MASK] ?? 0);
    return pattern !== 0 && (patterns.lastId(pattern) >= 0 || this.#goesOn(0, pattern));
  }

  /** From every plain beginning that may skip copies, the unit as one. */
  #forkSkipping(): void {
    const { links } = this.#lane;
    for (let node = this.#plain.node; node !== 0; node = links.falls[node] ?? 0) {
      const depth = links.depths[node] ?? 0;
      if (!this.#plain.isMixed(depth)) continue;
      const start = this.#plain.start(depth);
      this.#threads.forkSkipping(node, this.#plain.gap + GAP_REPEAT, this.#needsOf(node), start);
    }
  }

  /** What a plain beginning needed. */
  #needsOf(node: number): number {
    const { links, spelling } = this.#lane;
    const past = spelling.doubled && this.#plain.isMixed(links.depths[node] ?? 0) ? IS_PAST_FIRST : 0;
    return (links.needs[node] ?? 0) | past;
  }

  /** Passes over a separator or an invisible character that no thread can read. */
  #pass(kind: number): void {
    if (kind === SEPARATOR) this.#threads.passOver(1, 0xff, SEPARATORS_MAX);
    else this.#threads.passOver(GAP_INVISIBLE, ~0xffff, INVISIBLES_MAX * GAP_INVISIBLE);
  }

  /** Keeps the threads that skip the unit, a separator, a copy or an invisible character. */
  #skip(kind: number): void {
    const threads = this.#threads;
    for (let thread = 0; thread < threads.count; thread += 1) {
      const gap = threads.gap(thread);
      if (kind === SYMBOL) {
        const canSkip = (threads.by(thread) & IS_PAST_FIRST) !== 0 && (gap & REPEATS_MASK) < REPEATS_MAX * GAP_REPEAT;
        if (canSkip) threads.keep(thread, gap + GAP_REPEAT);
      } else if (kind === SEPARATOR) {
        if ((gap & 0xff) < SEPARATORS_MAX) threads.keep(thread, gap + 1);
      } else if (gap >>> 16 < INVISIBLES_MAX) {
        threads.keep(thread, gap + GAP_INVISIBLE);
      }
    }
  }

  /** How a thread reads the unit: after letters no pattern of letters begins unless the letters were read as one. */
  #unitFor(word: number, by: number, gap: number): number {
    const isInWord = this.#lane.spelling.patternsAreWords && this.#isAfterLetter;
    const mayBegin = !isInWord || ((by & IS_AFTER_WORD) !== 0 && gap === 0);
    return (word & CLASS_MASK) | (mayBegin ? MAY_BEGIN : 0);
  }

  /** Takes what reading the unit makes of a place in the terms: a thread's, or FORK. */
  #move(unit: number, node: number, pattern: number, by: number, thread: number): void {
    const { moves } = this.#lane;
    let at = moves.find(node, pattern, unit);
    const { cells } = moves;
    for (let left = moves.count; left > 0; left -= 1, at += MOVE_WIDTH) {
      const to = cells[at + MOVE_NODE] ?? 0;
      const needs = cells[at + MOVE_BY] ?? 0;
      const needed = by | (needs & NEEDS_MASK);
      if ((needs & ENDS) !== 0) this.#endAt(to, needed, thread);
      if ((needs & GOES_ON) !== 0) this.#push(to, cells[at + MOVE_PATTERN] ?? 0, needed, thread);
    }
  }

  #endAt(node: number, by: number, thread: number): void {
    const starts = thread === FORK ? [this.#forkedFrom] : this.#threads.starts(thread);
    const end = this.#end;
    if ((by & IS_AFTER_WORD) === 0) this.#ends.take(node, starts, end, by, end);
    else this.#pending.push({ node, starts, end, by });
  }

  #push(node: number, pattern: number, by: number, thread: number): void {
    if (thread !== FORK) this.#threads.push(node, pattern, by, thread);
    else if (this.#goesOn(node, pattern)) this.#threads.fork(node, pattern, by, this.#forkedFrom);
  }

  /** Does the next unit, if it is there, go on from here? Most of what forks comes to nothing at once. */
  #goesOn(node: number, pattern: number): boolean {
    if (this.#index + 1 >= this.#to) return true;
    const { tables, trie, spelling } = this.#lane;
    const { words, firstReadings, readings, parts, patterns } = tables;
    const word = words[this.#chunk.charCodeAt(this.#index + 1)] ?? 0;
    if ((word & IS_SKIPPED) !== 0 || (spelling.doubled && this.#isCopyNext())) return true;
    const unitClass = word & CLASS_MASK;
    if (pattern !== 0) return patterns.child(pattern, parts[unitClass] ?? 0) !== 0;
    if ((word & HAS_PART) !== 0) return true;
    const last = firstReadings[unitClass + 1] ?? 0;
    for (let reading = firstReadings[unitClass] ?? 0; reading < last; reading += READING_WIDTH)
      if (trie.child(node, readings[reading] ?? 0) !== 0) return true;
    return false;
  }

  /** May the next unit be a copy, of this one or of the last character? */
  #isCopyNext(): boolean {
    const { units } = this.#lane.spelling.table;
    const next = units[this.#chunk.charCodeAt(this.#index + 1)];
    return next === units[this.#chunk.charCodeAt(this.#index)] || next === this.#lastSymbol;
  }

  /** A text as the lane reads it. */
  #fold(text: string): string {
    return this.#lane.spelling.table.foldsPairs ? foldPairs(text) : text;
  }
}
