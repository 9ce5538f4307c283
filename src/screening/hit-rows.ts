import type { ScreenHit, TermTable } from './lane.ts';
import { sortRows } from './sort-rows.ts';

/** Numbers of a row: start, end and term of a hit, and the offset at which it was certain. */
export const ROW_WIDTH = 4;
const FIRST_ROWS = 8;
/** Room for more than so many rows is given back once they are cleared. */
const KEPT_ROWS_MAX = 1 << 17;

/** Hits on their way from those who find them to those who report them: numbers, since a text may be nothing but hits. */
export class HitRows {
  count = 0;
  rows: Int32Array = new Int32Array(ROW_WIDTH * FIRST_ROWS);

  /** Adds a hit that was certain at `at`, which is its end or lies behind it. */
  add(start: number, end: number, term: number, at: number): void {
    const from = ROW_WIDTH * this.count;
    if (from === this.rows.length) this.rows = grow(this.rows);
    const { rows } = this;
    rows[from] = start;
    rows[from + 1] = end;
    rows[from + 2] = term;
    rows[from + 3] = at;
    this.count += 1;
  }

  /** Adds hits of three numbers each (start, end, term), from one place in `numbers` to another, each certain at its end. */
  addAll(numbers: Int32Array, from: number, to: number): void {
    const count = (to - from) / 3;
    let row = ROW_WIDTH * this.count;
    while (row + ROW_WIDTH * count > this.rows.length) this.rows = grow(this.rows);
    const { rows } = this;
    for (let hit = from; hit < to; hit += 3) {
      const end = numbers[hit + 1] ?? 0;
      rows[row] = numbers[hit] ?? 0;
      rows[row + 1] = end;
      rows[row + 2] = numbers[hit + 2] ?? 0;
      rows[row + 3] = end;
      row += ROW_WIDTH;
    }
    this.count += count;
  }

  clear(): void {
    this.count = 0;
    if (this.rows.length > ROW_WIDTH * KEPT_ROWS_MAX) this.rows = new Int32Array(ROW_WIDTH * FIRST_ROWS);
  }

  /** Drops those that were certain behind an offset only. */
  keepCertain(by: number): void {
    const { rows } = this;
    let kept = 0;
    for (let from = 0; from < ROW_WIDTH * this.count; from += ROW_WIDTH) {
      if ((rows[from + 3] ?? 0) > by) continue;
      if (kept < from) copyRow(rows, from, kept);
      kept += ROW_WIDTH;
    }
    this.count = kept / ROW_WIDTH;
  }

  /** Sorts by start, then end, then term; of a hit that was found twice the one that was certain first is left. */
  sort(): void {
    const { rows } = this;
    if (this.#isSorted()) return;
    sortRows(rows, this.count, ROW_WIDTH, comesBefore);
    let kept = 0;
    for (let from = 0; from < ROW_WIDTH * this.count; from += ROW_WIDTH) {
      if (kept > 0 && isSame(rows, kept - ROW_WIDTH, from)) continue;
      if (kept < from) copyRow(rows, from, kept);
      kept += ROW_WIDTH;
    }
    this.count = kept / ROW_WIDTH;
  }

  /** Are they in order, and none is there twice? */
  #isSorted(): boolean {
    const { rows } = this;
    const length = ROW_WIDTH * this.count;
    let from = ROW_WIDTH;
    while (from < length && comesBefore(rows, from - ROW_WIDTH, rows, from) && !isSame(rows, from - ROW_WIDTH, from))
      from += ROW_WIDTH;
    return from >= length;
  }

  /** Starts, ends and terms alone, close together in the place of the rows, which are gone then; returns how many numbers that is. */
  pack(): number {
    const { rows, count } = this;
    for (let row = 0; row < count; row += 1) {
      rows[3 * row] = rows[ROW_WIDTH * row] ?? 0;
      rows[3 * row + 1] = rows[ROW_WIDTH * row + 1] ?? 0;
      rows[3 * row + 2] = rows[ROW_WIDTH * row + 2] ?? 0;
    }
    this.count = 0;
    return 3 * count;
  }

  /** The same as objects. */
  toHits({ tags }: TermTable): ScreenHit[] {
    const { rows, count } = this;
    const hits: ScreenHit[] = [];
    for (let from = 0; from < ROW_WIDTH * count; from += ROW_WIDTH) {
      const term = rows[from + 2] ?? 0;
      hits.push({ start: rows[from] ?? 0, end: rows[from + 1] ?? 0, tag: tags[term] ?? 0, term });
    }
    return hits;
  }
}

// Four numbers are copied sooner than it takes to ask for it.
function copyRow(rows: Int32Array, from: number, to: number): void {
  rows[to] = rows[from] ?? 0;
  rows[to + 1] = rows[from + 1] ?? 0;
  rows[to + 2] = rows[from + 2] ?? 0;
  rows[to + 3] = rows[from + 3] ?? 0;
}

function grow(rows: Int32Array): Int32Array {
  const grown = new Int32Array(2 * rows.length);
  grown.set(rows);
  return grown;
}

function isSame(rows: Int32Array, one: number, other: number): boolean {
  return rows[one] === rows[other] && rows[one + 1] === rows[other + 1] && rows[one + 2] === rows[other + 2];
}

function comesBefore(first: Int32Array, one: number, second: Int32Array, other: number): boolean {
  const starts = (first[one] ?? 0) - (second[other] ?? 0);
  if (starts !== 0) return starts < 0;
  const ends = (first[one + 1] ?? 0) - (second[other + 1] ?? 0);
  if (ends !== 0) return ends < 0;
  const terms = (first[one + 2] ?? 0) - (second[other + 2] ?? 0);
  return terms !== 0 ? terms < 0 : (first[one + 3] ?? 0) < (second[other + 3] ?? 0);
}
