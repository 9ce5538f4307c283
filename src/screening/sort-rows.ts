/** Does the row that begins at one place come before that at another? The rows may lie in different arrays. */
export type ComesBefore = (first: Int32Array, one: number, second: Int32Array, other: number) => boolean;

/** Numbers of a row at most; a row that is moved. */
const WIDTH_MAX = 8;
const moved = new Int32Array(WIDTH_MAX);

/** Room for runs that are being merged, kept unless it is larger than so many numbers: new memory costs more than the merging. */
const SPARE_MAX = 1 << 20;
let spare = new Int32Array();

/** So many rows are sorted by insertion. */
const BLOCK_ROWS = 16;

/**
 * Sorts rows of up to 8 numbers where they lie; equal ones keep their order. Nearly sorted rows, as readers hand them over, cost one
 * comparison each; any others `log2` of their count.
 */
export function sortRows(rows: Int32Array, count: number, width: number, comesBefore: ComesBefore): void {
  const length = count * width;
  const block = BLOCK_ROWS * width;
  for (let from = 0; from < length; from += block)
    insertRows(rows, from, Math.min(from + block, length), width, comesBefore);
  for (let run = block; run < length; run *= 2) {
    for (let from = 0; from + run < length; from += 2 * run) {
      const middle = from + run;
      if (!comesBefore(rows, middle, rows, middle - width)) continue;
      if (spare.length < length) spare = new Int32Array(length);
      mergeRuns(rows, from, middle, Math.min(middle + run, length), width, comesBefore, spare);
    }
  }
  if (spare.length > SPARE_MAX) spare = new Int32Array();
}

function insertRows(rows: Int32Array, from: number, to: number, width: number, comesBefore: ComesBefore): void {
  for (let row = from + width; row < to; row += width) {
    let place = row;
    while (place > from && comesBefore(rows, row, rows, place - width)) place -= width;
    if (place === row) continue;
    for (let column = 0; column < width; column += 1) moved[column] = rows[row + column] ?? 0;
    rows.copyWithin(place + width, place, row);
    for (let column = 0; column < width; column += 1) rows[place + column] = moved[column] ?? 0;
  }
}

/** Merges two sorted runs; what of both is in its place already stays there. */
function mergeRuns(
  rows: Int32Array,
  first: number,
  middle: number,
  last: number,
  width: number,
  comesBefore: ComesBefore,
  scratch: Int32Array,
): void {
  let from = middle - width;
  while (from > first && comesBefore(rows, middle, rows, from - width)) from -= width;
  let to = middle + width;
  while (to < last && comesBefore(rows, to, rows, middle - width)) to += width;
  const left = middle - from;
  scratch.set(rows.subarray(from, middle));
  let one = 0;
  let other = middle;
  for (let place = from; one < left; place += width) {
    const isOther = other < to && comesBefore(rows, other, scratch, one);
    const source = isOther ? rows : scratch;
    const at = isOther ? other : one;
    for (let column = 0; column < width; column += 1) rows[place + column] = source[at + column] ?? 0;
    if (isOther) other += width;
    else one += width;
  }
}
