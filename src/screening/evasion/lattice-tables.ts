import { INVISIBLE_PAIR, SYMBOL } from '../fold.ts';
import type { Spelling } from './spelling.ts';
import { SymbolTrie } from './symbol-trie.ts';
import { sortUnits, type UnitClasses } from './unit-classes.ts';

// What one word says of a unit: its class, its kind, and what may happen at it.
export const CLASS_MASK = 0xffff;
const KIND_SHIFT = 16;
/** The unit may be skipped between two symbols. */
export const IS_SKIPPED: number = 3 << KIND_SHIFT;
export const IS_PAIR: number = INVISIBLE_PAIR << KIND_SHIFT;
export const IS_LETTER: number = 1 << 18;
/** The unit may be read as something else than itself; it is in some pattern. */
export const HAS_OTHERS: number = 1 << 19;
export const HAS_PART: number = 1 << 20;

export const kindOf = (word: number): number => (word >>> KIND_SHIFT) & 3;

/** Numbers for each reading: the symbol and what reading it needs. */
export const READING_WIDTH = 2;

/** What the reader asks of a unit, laid out so that one at which nothing happens costs one load. */
export interface LatticeTables {
  /** Unit to its word. Class 0 is that of the units in no spelling of any term. */
  readonly words: Int32Array;
  /** By class: where its readings begin; they end where those of the next class begin. */
  readonly firstReadings: Int32Array;
  readonly readings: Int32Array;
  /** By class: a bit `symbol & 31` for each symbol it is read as. */
  readonly readingBits: Int32Array;
  /** By class: the symbol that a unit is by itself, the first of its readings; 0 when it is none of the terms'. */
  readonly owns: Uint16Array;
  /** By class: what it counts as in the patterns; 0 for nothing. */
  readonly parts: Uint16Array;
  /** Several units that stand for one symbol; a sequence's number leads to its reading in `outputs`. */
  readonly patterns: SymbolTrie;
  readonly outputs: Int32Array;
  // What may still come by node of the patterns; what ends in the node itself does not count.
  /** A bit `symbol & 31` for each symbol. */
  readonly reachBits: Int32Array;
  /** 1 where some term begins with one of its symbols. */
  readonly reachesRoot: Uint8Array;
  /** Where its symbols begin in `reach`, in ascending order; they end where those of the next node begin. */
  readonly firstReach: Int32Array;
  readonly reach: Uint16Array;
}

/** Lays out a spelling for the terms of a trie, whose symbols are `used`. */
export function makeLatticeTables(spelling: Spelling, trie: SymbolTrie, used: ReadonlySet<number>): LatticeTables {
  const units = sortUnits(spelling, used);
  const patterns = new SymbolTrie();
  for (const [id, { units: sequence }] of spelling.patterns.entries()) patterns.insert(sequence, id);
  return {
    words: makeWords(spelling, units),
    ...layOutClasses(units),
    patterns,
    outputs: Int32Array.from(spelling.patterns.flatMap(({ output }) => [output.symbol, output.by])),
    ...layOutReach(spelling, patterns, trie),
  };
}

function makeWords({ table, isLetter }: Spelling, { classes, ofUnit }: UnitClasses): Int32Array {
  const flags = classes.map(({ own, readings, part }) => {
    const hasOthers = readings.length > (own === 0 ? 0 : READING_WIDTH);
    return (hasOthers ? HAS_OTHERS : 0) | (part === 0 ? 0 : HAS_PART);
  });
  return Int32Array.from(ofUnit, (unitClass, unit) => {
    const kind = table.kinds[unit] ?? SYMBOL;
    return unitClass | (kind << KIND_SHIFT) | (isLetter[unit] === 1 ? IS_LETTER : 0) | (flags[unitClass] ?? 0);
  });
}

const isRoot = (trie: SymbolTrie, symbol: number): boolean => trie.child(0, symbol) !== 0;

function layOutClasses({
  classes,
}: UnitClasses): Pick<LatticeTables, 'firstReadings' | 'readings' | 'readingBits' | 'owns' | 'parts'> {
  const firstReadings = new Int32Array(classes.length + 1);
  for (const [index, { readings }] of classes.entries())
    firstReadings[index + 1] = (firstReadings[index] ?? 0) + readings.length;
  return {
    firstReadings,
    readings: Int32Array.from(classes.flatMap(({ readings }) => readings)),
    readingBits: Int32Array.from(classes, ({ readings }) =>
      readings.reduce((bits, symbol, at) => (at % READING_WIDTH === 0 ? bits | (1 << (symbol & 31)) : bits), 0),
    ),
    owns: Uint16Array.from(classes, ({ own }) => own),
    parts: Uint16Array.from(classes, ({ part }) => part),
  };
}

function layOutReach(
  spelling: Spelling,
  patterns: SymbolTrie,
  trie: SymbolTrie,
): Pick<LatticeTables, 'reachBits' | 'reachesRoot' | 'firstReach' | 'reach'> {
  const symbols = Array.from({ length: patterns.size }, () => new Set<number>());
  for (const { units, output } of spelling.patterns) {
    let node = 0;
    for (const unit of units.slice(0, -1)) {
      node = patterns.child(node, unit);
      symbols[node]?.add(output.symbol);
    }
  }
  const firstReach = new Int32Array(patterns.size + 1);
  for (const [node, { size }] of symbols.entries()) firstReach[node + 1] = (firstReach[node] ?? 0) + size;
  return {
    reachBits: Int32Array.from(symbols, (all) => [...all].reduce((bits, symbol) => bits | (1 << (symbol & 31)), 0)),
    reachesRoot: Uint8Array.from(symbols, (all) => ([...all].some((symbol) => isRoot(trie, symbol)) ? 1 : 0)),
    firstReach,
    reach: Uint16Array.from(symbols.flatMap((all) => [...all].sort((a, b) => a - b))),
  };
}
