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
      if (kept < from) rows.copyWithin(kept, from, from + ROW_WIDTH);
      kept += ROW_WIDTH;
    }
    this.count = kept / ROW_WIDTH;
  }

  /** Sorts by start, then end, then term; of a hit that was found twice the one that was certain first is left. */
  sort(): void {
    const { rows } = this;
    sortRows(rows, this.count, ROW_WIDTH, comesBefore);
    let kept = 0;
    for (let from = 0; from < ROW_WIDTH * this.count; from += ROW_WIDTH) {
      if (kept > 0 && isSame(rows, kept - ROW_WIDTH, from)) continue;
      if (kept < from) rows.copyWithin(kept, from, from + ROW_WIDTH);
      kept += ROW_WIDTH;
    }
    this.count = kept / ROW_WIDTH;
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

function grow(rows: Int32Array): Int32Array {
  const grown = new Int32Array(2 * rows.length);
  grown.set(rows);
  return grown;
}

function isSame(rows: Int32Array, one: number, other: number): boolean {
  return rows[one] === rows[other] && rows[one + 1] === rows[other + 1] && rows[one + 2] === rows[other + 2];
}

function comesBefore(first: Int32Array, one: number, second: Int32Array, other: number): boolean {
  for (let column = 0; column < ROW_WIDTH; column += 1) {
    const difference = (first[one + column] ?? 0) - (second[other + column] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
