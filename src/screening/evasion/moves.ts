import { HashFilter } from './hash-filter.ts';
import { type LatticeTables, READING_WIDTH } from './lattice-tables.ts';
import type { SymbolTrie } from './symbol-trie.ts';

/** Numbers for each move: the node of the terms it leads to, that of the patterns, and what it needs. */
export const MOVE_WIDTH = 3;
export const MOVE_NODE = 0;
export const MOVE_PATTERN = 1;
export const MOVE_BY = 2;
/** In what a move needs: its symbol was letters. */
export const IS_AFTER_WORD: number = 1 << 9;
/** Above what it needs: some term ends in its node; something goes on from there. */
export const NEEDS_MASK = 0xffff;
export const ENDS: number = 1 << 16;
export const GOES_ON: number = 1 << 17;

// How a unit is read, above its class.
/** A pattern may begin with it. */
export const MAY_BEGIN: number = 1 << 16;
/** As anything but its own symbol. */
export const OTHERWISE: number = 1 << 17;
const QUESTION_MASK = 0x3_ffff;
const COUNT_SHIFT = 18;

// Numbers of a line, 64 bytes: what was asked, with the count of moves above it; then the moves.
const LINE_WIDTH = 16;
const ASKED_NODE = 0;
const ASKED_PATTERN = 1;
const ASKED_UNIT = 2;
const HEAD_WIDTH = 3;
const MOVES_MAX = 4;
/** In the place of the node of the patterns: asked for is not a move, but the first node of a chain that has one. */
const CHAIN = -1;
/** So many answers are kept, as a power of two: 256 KB. */
const LINES_BITS = 12;

/**
 * What reading a unit makes of a place in the terms. A text made to be slow comes to the same few places with the same few units
 * over and over, so answers are kept.
 */
export class Moves {
  /** After `find`: the moves are here, from what it returned on, and so many. */
  cells: Int32Array;
  count = 0;
  readonly #tables: LatticeTables;
  readonly #trie: SymbolTrie;
  readonly #isWord: number;
  /** An answer at the hash of its question. */
  readonly #lines: Int32Array;
  readonly #shift: number;
  /** Each node of the patterns with each symbol that it may become. */
  readonly #reaches: HashFilter;
  /** Each node of the terms that goes on with several symbols, with each node of the patterns that may become one of them. */
  readonly #reachesFrom: HashFilter;
  /** Of a question whose answer is not known. */
  #found: Int32Array = new Int32Array(MOVE_WIDTH * MOVES_MAX);

  /** @param patternsAreWords whether every pattern is letters. */
  constructor(tables: LatticeTables, trie: SymbolTrie, patternsAreWords: boolean, linesBits = LINES_BITS) {
    this.#tables = tables;
    this.#trie = trie;
    this.#isWord = patternsAreWords ? IS_AFTER_WORD : 0;
    this.#lines = new Int32Array(LINE_WIDTH << linesBits);
    this.#shift = 32 - linesBits;
    this.cells = this.#lines;
    this.#reaches = new HashFilter(hashReach(tables));
    this.#reachesFrom = new HashFilter(hashReachFrom(tables, trie));
  }

  /**
   * Finds the moves from a node of the terms and, in the middle of a pattern, a node of the patterns, 0 for none.
   * @param unit a class with `MAY_BEGIN` and `OTHERWISE`, which say nothing in the middle of a pattern.
   */
  find(node: number, pattern: number, unit: number): number {
    const lines = this.#lines;
    const line = this.#lineOf(node, pattern, unit);
    const asked = lines[line + ASKED_UNIT] ?? 0;
    if (
      lines[line + ASKED_NODE] === node &&
      lines[line + ASKED_PATTERN] === pattern &&
      (asked & QUESTION_MASK) === unit
    ) {
      this.cells = lines;
      this.count = asked >>> COUNT_SHIFT;
      return line + HEAD_WIDTH;
    }
    this.count = 0;
    this.#search(node, pattern, unit);
    this.cells = this.#found;
    if (this.count <= MOVES_MAX) {
      lines[line + ASKED_NODE] = node;
      lines[line + ASKED_PATTERN] = pattern;
      lines[line + ASKED_UNIT] = unit | (this.count << COUNT_SHIFT);
      for (let at = 0; at < MOVE_WIDTH * this.count; at += 1) lines[line + HEAD_WIDTH + at] = this.#found[at] ?? 0;
    }
    return 0;
  }

  /**
   * Of a node of the terms and those that it falls back to, the first that reading the unit may lead on from; 0 when none does. Where a
   * text is one character over and over there are many, and hardly any of them does.
   */
  firstOf(node: number, unit: number, falls: Int32Array): number {
    if ((falls[node] ?? 0) === 0) return node;
    const lines = this.#lines;
    const line = this.#lineOf(node, CHAIN, unit);
    if (lines[line + ASKED_NODE] === node && lines[line + ASKED_PATTERN] === CHAIN && lines[line + ASKED_UNIT] === unit)
      return lines[line + HEAD_WIDTH] ?? 0;
    let first = node;
    for (; first !== 0; first = falls[first] ?? 0) {
      this.find(first, 0, unit);
      if (this.count > 0) break;
    }
    lines[line + ASKED_NODE] = node;
    lines[line + ASKED_PATTERN] = CHAIN;
    lines[line + ASKED_UNIT] = unit;
    lines[line + HEAD_WIDTH] = first;
    return first;
  }

  /** Where the answer to a question belongs. */
  #lineOf(node: number, pattern: number, unit: number): number {
    const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(pattern, 0x85ebca6b) ^ Math.imul(unit, 0xc2b2ae35);
    return LINE_WIDTH * (mixed >>> this.#shift);
  }

  #search(node: number, pattern: number, unit: number): void {
    const { firstReadings, readings, readingBits, owns, parts, patterns } = this.#tables;
    const unitClass = unit & 0xffff;
    const part = parts[unitClass] ?? 0;
    if (pattern === 0 && ((readingBits[unitClass] ?? 0) & this.#trie.childBits(node)) !== 0) {
      const own = (unit & OTHERWISE) !== 0 && owns[unitClass] !== 0 ? READING_WIDTH : 0;
      const last = firstReadings[unitClass + 1] ?? 0;
      for (let reading = (firstReadings[unitClass] ?? 0) + own; reading < last; reading += READING_WIDTH)
        this.#advance(node, readings[reading] ?? 0, readings[reading + 1] ?? 0);
    }
    if (part === 0 || (pattern === 0 && (unit & MAY_BEGIN) === 0)) return;
    const next = patterns.child(pattern, part);
    if (next !== 0) this.#enter(node, next);
  }

  /** Takes what ends in a node of the patterns, and goes on from there. */
  #enter(node: number, pattern: number): void {
    const { patterns, outputs } = this.#tables;
    for (let id = patterns.lastId(pattern); id >= 0; id = patterns.idBefore(id))
      this.#advance(node, outputs[READING_WIDTH * id] ?? 0, (outputs[READING_WIDTH * id + 1] ?? 0) | this.#isWord);
    if (this.#canReach(node, pattern)) this.#add(node, pattern, GOES_ON);
  }

  #advance(node: number, symbol: number, by: number): void {
    const child = this.#trie.child(node, symbol);
    if (child === 0) return;
    const ends = this.#trie.lastId(child) >= 0 ? ENDS : 0;
    this.#add(child, 0, by | ends | (this.#trie.hasChildren(child) ? GOES_ON : 0));
  }

  #add(node: number, pattern: number, by: number): void {
    const at = MOVE_WIDTH * this.count;
    if (at === this.#found.length) {
      const found = this.#found;
      this.#found = new Int32Array(2 * found.length);
      this.#found.set(found);
    }
    this.#found[at + MOVE_NODE] = node;
    this.#found[at + MOVE_PATTERN] = pattern;
    this.#found[at + MOVE_BY] = by;
    this.count += 1;
  }

  /** May a pattern that has come to a node of the patterns become a symbol that goes on from a node of the terms? */
  #canReach(node: number, pattern: number): boolean {
    const { reachBits, reachesRoot } = this.#tables;
    if (node === 0) return reachesRoot[pattern] === 1;
    const trie = this.#trie;
    if (((reachBits[pattern] ?? 0) & trie.childBits(node)) === 0) return false;
    const only = trie.onlyUnit(node);
    if (only >= 0) return this.#becomes(pattern, only);
    // The first part of a character may become hundreds of them, and some nodes go on with as many.
    return this.#reachesFrom.mayHave(hashReaching(node, pattern));
  }

  /** May what comes to a node of the patterns become a symbol? */
  #becomes(pattern: number, symbol: number): boolean {
    if (!this.#reaches.mayHave(hashBecoming(pattern, symbol))) return false;
    const { firstReach, reach } = this.#tables;
    return isAmong(reach, firstReach[pattern] ?? 0, firstReach[pattern + 1] ?? 0, symbol);
  }
}

/** A node of the patterns, and a symbol that what comes to it may become. */
const hashBecoming = (pattern: number, symbol: number): number =>
  Math.imul(Math.imul((pattern << 16) | symbol, 0x85ebca6b), 0x9e3779b1);

/** A node of the terms, and one of the patterns from which it goes on. */
const hashReaching = (node: number, pattern: number): number =>
  Math.imul(Math.imul(node, 0x85ebca6b) ^ Math.imul(pattern, 0xc2b2ae35), 0x9e3779b1);

function hashReach(tables: LatticeTables): number[] {
  const hashes: number[] = [];
  for (const [symbol, patterns] of patternsBySymbol(tables))
    for (const pattern of patterns) hashes.push(hashBecoming(pattern, symbol));
  return hashes;
}

function hashReachFrom(tables: LatticeTables, trie: SymbolTrie): number[] {
  const hashes: number[] = [];
  const bySymbol = patternsBySymbol(tables);
  for (let node = 1; node < trie.size; node += 1) {
    if (trie.onlyUnit(node) >= 0) continue;
    for (let child = trie.firstChild(node); child !== 0; child = trie.nextChild(child))
      for (const pattern of bySymbol.get(trie.unitOf(child)) ?? []) hashes.push(hashReaching(node, pattern));
  }
  return hashes;
}

/** By symbol, the nodes of the patterns that may become it. */
function patternsBySymbol({ firstReach, reach }: LatticeTables): Map<number, number[]> {
  const bySymbol = new Map<number, number[]>();
  for (let pattern = 0; pattern + 1 < firstReach.length; pattern += 1) {
    const last = firstReach[pattern + 1] ?? 0;
    for (let at = firstReach[pattern] ?? 0; at < last; at += 1) {
      const symbol = reach[at] ?? 0;
      const known = bySymbol.get(symbol);
      if (known === undefined) bySymbol.set(symbol, [pattern]);
      else known.push(pattern);
    }
  }
  return bySymbol;
}

/** Is a number among those between two places of a list, which ascend? */
function isAmong(list: Uint16Array, from: number, to: number, wanted: number): boolean {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low < to && list[low] === wanted;
}
