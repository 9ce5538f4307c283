import type { FoldTable } from '../fold.ts';
import { CONTEXT_TERM_WIDTH, CONTEXT_TERMS, LONGEST, type LoneRules, WITHIN } from './lone-rules.ts';
import { compareForward, failedAt, LIVE } from './matching.ts';
import { LOOKBACK_UNITS } from './term-rules.ts';
import type { TextIndex, TextIndexes } from './text-index.ts';

/** In the place of an offset, that has not come or may still come: behind the end of any text. */
export const NEVER: number = 2 ** 30;
/** Patterns that are remembered at once; others may take each other's place. A power of two. */
const MEMOS = 64;
/** How far a place is shifted for a memo: the code of no pattern is shorter. */
const PLACE_SHIFT = 2;
/** Units behind a memo that are compared all the same rather than begin anew. */
const FURTHER_UNITS = 64;

/** A context term that stands at a place, and where it ends. */
interface Found {
  readonly at: number;
  readonly end: number;
}

/** What is known of the places up to `to` from before all that matters to an occurrence on. Offsets are those of the whole text. */
interface Memo {
  place: number;
  start: number;
  end: number;
  /** The first place that was not compared, or may still become a context term. */
  to: number;
  /** Of the context terms that end before the end of the occurrence, or there, the one that ends last; -1 for none. */
  beforeAt: number;
  beforeEnd: number;
  /** Those that end behind it, the one that ends first last. */
  ahead: Found[];
  /** May one of them come again because the text went on? */
  isOpen: boolean;
  /** The comparison that failed last, and where it began. */
  failedAt: number;
  failedFrom: number;
}

/**
 * Looks for the context terms of one occurrence. What lies between two occurrences of a pattern is compared once, however many
 * stand close together.
 */
export class LoneContext {
  /** Where in the whole text the first context term near was complete; NEVER when there is none. */
  foundAt: number = NEVER;
  /** Where it was certain that none comes; NEVER while one may. */
  missedAt: number = NEVER;
  readonly #rules: LoneRules;
  readonly #indexes: TextIndexes;
  readonly #memos: Memo[] = [];
  /** The first place that may still become a context term. */
  #liveAt = NEVER;

  constructor(rules: LoneRules, indexes: TextIndexes) {
    this.#rules = rules;
    this.#indexes = indexes;
  }

  /** Looks around the occurrence between two offsets of the whole text, of which `text` begins at `origin`. */
  look(place: number, terms: number, table: FoldTable, text: string, origin: number, start: number, end: number): void {
    const { code } = this.#rules;
    const within = code[place + WITHIN] ?? 0;
    const index = this.#indexes.of(table);
    const isOver = index.readAround(text, origin, start, end, within);
    const memo = this.#memoOf(place);
    if (!this.#goesOn(memo, place, start, end)) beginAnew(memo, place);
    moveTo(memo, start, end);
    this.foundAt = NEVER;
    if (this.#isNearBefore(memo, index, within)) {
      this.foundAt = end;
      return;
    }
    const limit = isOver ? index.firstBeyond(end, within) : index.to;
    this.#liveAt = NEVER;
    this.#compareTerms(memo, index, place, terms, table, text, origin, limit);
    memo.to = Math.max(memo.to, Math.min(limit, this.#liveAt));
    memo.isOpen = this.#liveAt < NEVER;
    if (this.#isNearBefore(memo, index, within)) this.foundAt = end;
    else this.foundAt = memo.ahead.at(-1)?.end ?? NEVER;
    this.missedAt = isOver && !memo.isOpen ? Math.max(limit, memo.failedAt) : NEVER;
  }

  #memoOf(place: number): Memo {
    const slot = (place >>> PLACE_SHIFT) & (MEMOS - 1);
    const known = this.#memos[slot];
    if (known !== undefined) return known;
    const made = makeMemo();
    this.#memos[slot] = made;
    return made;
  }

  /** Does the memo hold for an occurrence as well? */
  #goesOn(memo: Memo, place: number, start: number, end: number): boolean {
    if (memo.place !== place || start < memo.start || end < memo.end || start > memo.to + FURTHER_UNITS) return false;
    // What began too far before does not count any more; what it hid is not known.
    const floor = start - LOOKBACK_UNITS;
    const ahead = memo.ahead.length === 0 ? floor : (memo.ahead.at(-1)?.at ?? floor);
    return isKept(memo.beforeAt, floor) && isKept(memo.failedFrom, floor) && ahead >= floor;
  }

  #isNearBefore({ beforeEnd, start }: Memo, index: TextIndex, within: number): boolean {
    return beforeEnd >= start || (beforeEnd >= index.from && index.between(beforeEnd, start) <= within);
  }

  /** Compares all context terms with the places from the memo's end up to `limit`. */
  #compareTerms(
    memo: Memo,
    index: TextIndex,
    place: number,
    terms: number,
    table: FoldTable,
    text: string,
    origin: number,
    limit: number,
  ): void {
    const { code } = this.#rules;
    // No context term is longer, with all that may be skipped inside it.
    const chars = (code[place + WITHIN] ?? 0) + 5 * (code[place + LONGEST] ?? 0);
    const floor = Math.max(memo.to, memo.start - LOOKBACK_UNITS, index.from);
    const known = memo.ahead.length;
    let term = terms;
    for (let left = code[place + CONTEXT_TERMS] ?? 0; left > 0; left -= 1) {
      const length = code[term] ?? 0;
      const symbols = term + CONTEXT_TERM_WIDTH;
      for (let at = index.last(code[symbols] ?? 0); at >= floor; at = index.lastBefore(at)) {
        if (at >= limit) continue;
        if (at < memo.start && index.between(at, memo.start) > chars) break;
        this.#note(memo, at, compareForward(table, code, symbols, length, text, at - origin, text.length), origin);
      }
      term = symbols + length;
    }
    if (memo.ahead.length > known) memo.ahead.sort((one, other) => other.end - one.end);
  }

  /** Notes what a comparison came to. */
  #note(memo: Memo, at: number, result: number, origin: number): void {
    if (result === LIVE) this.#liveAt = Math.min(this.#liveAt, at);
    else if (result < 0) {
      const failed = failedAt(result) + origin;
      if (failed <= memo.failedAt) return;
      memo.failedAt = failed;
      memo.failedFrom = at;
    } else {
      const found = { at, end: result + origin };
      if (found.end <= memo.end) noteBefore(memo, found);
      else memo.ahead.push(found);
    }
  }
}

/** Does a place count for an occurrence that looks back to `floor`, or is it none? */
const isKept = (at: number, floor: number): boolean => at < 0 || at >= floor;

const makeMemo = (): Memo => ({
  place: 0,
  start: 0,
  end: 0,
  to: 0,
  beforeAt: -1,
  beforeEnd: -1,
  ahead: [],
  isOpen: false,
  failedAt: -1,
  failedFrom: -1,
});

function beginAnew(memo: Memo, place: number): void {
  memo.place = place;
  memo.to = 0;
  memo.beforeAt = -1;
  memo.beforeEnd = -1;
  if (memo.ahead.length > 0) memo.ahead = [];
  memo.isOpen = false;
  memo.failedAt = -1;
  memo.failedFrom = -1;
}

function moveTo(memo: Memo, start: number, end: number): void {
  memo.start = start;
  memo.end = end;
  // What was found behind a place that may still become a term is compared again.
  if (memo.isOpen) memo.ahead = memo.ahead.filter(({ at }) => at < memo.to);
  for (let found = memo.ahead.at(-1); found !== undefined && found.end <= end; found = memo.ahead.at(-1)) {
    noteBefore(memo, found);
    memo.ahead.pop();
  }
}

function noteBefore(memo: Memo, { at, end }: Found): void {
  if (end < memo.beforeEnd || (end === memo.beforeEnd && at < memo.beforeAt)) return;
  memo.beforeAt = at;
  memo.beforeEnd = end;
}
