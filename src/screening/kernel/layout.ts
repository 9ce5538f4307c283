/**
 * What the kernel and its twin agree on: one block of memory that begins with a header of 32-bit numbers. Addresses are
 * bytes. `kernel.as` spells the same numbers out, because AssemblyScript reads no file of ours.
 */
export const HEADER_BYTES = 256;
/** Fields of the header, as indices of 32-bit numbers. */
export const CLASSES = 0;
export const TEXT = 1;
export const SYMBOLS = 2;
export const POSITIONS = 3;
export const FILTER = 4;
export const FILTER_ROWS = 5;
export const PREFIXES = 6;
export const PREFIX_ROWS = 7;
export const PAIRS = 8;
export const PAIR_ROWS = 9;
export const SINGLES = 11;
/** Symbols below it are terms of their own; FIRST_SYMBOL when none is. */
export const FIRST_PLAIN = 12;
export const NODES = 13;
export const LIST_A = 14;
export const LIST_B = 15;
export const FOUND = 16;
export const SORTED = 17;
export const COUNTS = 18;
/** Characters skipped since the last symbol; `GAP_NONE` at the start of a text. */
export const GAP = 19;
/** Bytes of the records that the trigrams led to; from one stage to the next. */
export const RECORDS_BYTES = 20;
/** CARES and SKIPS, or neither. */
export const MODE = 21;
/** Where nothing is skipped, the offset of the first symbol; POSITIONS is not written then. */
export const OFFSET = 22;
/** The classes of surrogates. Where units are skipped, CLASSES has one for all of them that is skipped, so that they stand out. */
export const SURROGATES = 23;
/** What four units in a row do to the gap; see `skip-tables.ts`. */
export const GAP_RULES = 24;
/** Where those of eight units go that are kept; see `skip-tables.ts`. */
export const PACKS = 25;

/** It matters to some term whether a surrogate has its other half. */
export const CARES = 1;
/** Some units are skipped. */
export const SKIPS = 2;

/** UTF-16 units that are read into the kernel's memory at once. */
export const SEGMENT_UNITS = 1 << 14;
/** Places at which terms may start that are looked at together: their lists stay in the first-level cache. */
export const BLOCK = 2_048;
/** A block in which more than this many steps a place are needed is left to the automaton, whose cost has a bound. */
export const STEPS_MAX: number = 8 * BLOCK;
/** Likewise a block with more hits than this. */
export const FOUND_MAX: number = 8 * BLOCK;
/** What one step may add to the hits before the bound is looked at again. */
export const FOUND_SLACK: number = 3 * BLOCK + 8;
/** Units that are mapped at once before what is skipped is left out; LIST_A has room for them. */
export const MAPPED_UNITS = 4_096;
/** Bytes of a hit: first symbol, last symbol, term; then, sorted, start, end, term. */
export const HIT_BYTES = 12;

/** Bits 15 and 31 come up when more than 256 invisible characters or 4 separators were counted. */
export const GAP_NONE: number = ((0x8000 - 5) << 16) | (0x8000 - 257) | 0;

// A value leads on: nothing, one term that nothing continues, or a record in NODES.
export const LEAF = 1;
export const RECORD = 2;
export const VALUE_SHIFT = 2;
/** Set in the number of a term that stands for several: the rest is a place in the list of those. */
export const SEVERAL: number = 1 << 28;

// A record: header, the term that ends here if any, then either the rest of the only term below or a row of children.
export const HAS_TERM = 1;
export const IS_TAIL = 2;
export const SIZE_SHIFT = 3;

export const MIX: number = 0x9e3779b1 | 0;
/** A row of the filter has 2 ** (16 - shift) words. */
export const FIRST_WORD_SHIFT = 16;
export const ROW_MIX_SHIFT = 7;
/** Up to so many hits of a block are sorted by insertion. */
export const INSERTION_MAX = 48;
