/** Longest line, in code points, that is taken for one row of columns. */
export const COLUMNS_MAX = 64;

const LINE_END = 0x0a;
const RETURN = 0x0d;
const FIRST_CAPACITY = 1 << 10;
/** Units made a string at once: as many as a call may have arguments. */
const CHUNK_UNITS = 1 << 12;
/** Longest row, in units. */
const ROW_UNITS_MAX = 2 * COLUMNS_MAX;

/** The columns of some lines, top to bottom, one after the other with line ends between them. */
export interface Columns {
  readonly text: string;
  /** Where each unit of `text` stands in the whole text; -1 for a line end. */
  readonly offsets: Int32Array;
}

/**
 * Hands over the columns of the lines that follow each other without an empty one between them; only lines of 1 to COLUMNS_MAX
 * code points are rows. A column breaks off where a row is too short for it. The time grows with the text alone, whatever
 * the lengths of its lines; `offsets` is overwritten once `take` returns.
 */
export function visitColumns(text: string, take: (columns: Columns) => void): void {
  const block = new Block(text);
  for (let start = 0; start <= text.length; ) {
    const at = findLineEnd(text, start);
    const isReturn = at > start && text.charCodeAt(at - 1) === RETURN;
    if (!block.addRow(start, isReturn ? at - 1 : at)) block.close(take);
    start = at + 1;
  }
  block.close(take);
}

/** Where the line that begins at `start` ends. */
function findLineEnd(text: string, start: number): number {
  // Nearly all rows are so short that a call would cost more than looking.
  const near = Math.min(text.length, start + ROW_UNITS_MAX);
  for (let at = start; at < near; at += 1) if (text.charCodeAt(at) === LINE_END) return at;
  const at = text.indexOf('\n', near);
  return at < 0 ? text.length : at;
}

/** Rows that follow each other. */
class Block {
  readonly #text: string;
  #rows = 0;
  /** By row, where the next of its characters stands, and where it ends. */
  #nexts: Int32Array = new Int32Array(FIRST_CAPACITY);
  #ends: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** The rows that reach the column that is laid out. */
  #reaching: Int32Array = new Int32Array(FIRST_CAPACITY);
  #units: Uint16Array = new Uint16Array(FIRST_CAPACITY);
  #offsets: Int32Array = new Int32Array(FIRST_CAPACITY);
  #count = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Adds a line as a row; false when it is none. */
  addRow(start: number, end: number): boolean {
    if (end === start || end - start > ROW_UNITS_MAX) return false;
    if (end - start > COLUMNS_MAX && countCharacters(this.#text, start, end) > COLUMNS_MAX) return false;
    if (this.#rows === this.#ends.length) {
      this.#nexts = grow(this.#nexts);
      this.#ends = grow(this.#ends);
      this.#reaching = new Int32Array(this.#ends.length);
    }
    this.#nexts[this.#rows] = start;
    this.#ends[this.#rows] = end;
    this.#rows += 1;
    return true;
  }

  /** Hands over the columns of two rows or more, and begins anew. */
  close(take: (columns: Columns) => void): void {
    if (this.#rows > 1) {
      this.#layOut();
      take({ text: toText(this.#units, this.#count), offsets: this.#offsets });
    }
    this.#rows = 0;
  }

  #layOut(): void {
    const units = (this.#ends[this.#rows - 1] ?? 0) - (this.#nexts[0] ?? 0);
    // Before each unit a column may break off, and each ends.
    const needed = 2 * units + COLUMNS_MAX;
    if (needed > this.#units.length) {
      const length = Math.max(needed, 2 * this.#units.length);
      this.#units = new Uint16Array(length);
      this.#offsets = new Int32Array(length);
    }
    this.#count = 0;
    for (let row = 0; row < this.#rows; row += 1) this.#reaching[row] = row;
    for (let left = this.#rows; left > 0; ) {
      left = this.#addColumn(left);
      this.#put(LINE_END, -1);
    }
  }

  /** Lays out the next character of each row that has one; returns how many have a further one. */
  #addColumn(rows: number): number {
    const text = this.#text;
    const reaching = this.#reaching;
    let left = 0;
    let last = this.#rows;
    for (let index = 0; index < rows; index += 1) {
      const row = reaching[index] ?? 0;
      if (row > last + 1) this.#put(LINE_END, -1);
      last = row;
      let at = this.#nexts[row] ?? 0;
      const unit = text.charCodeAt(at);
      this.#put(unit, at);
      at += 1;
      if (isLead(unit)) {
        this.#put(text.charCodeAt(at), at);
        at += 1;
      }
      this.#nexts[row] = at;
      if (at === this.#ends[row]) continue;
      reaching[left] = row;
      left += 1;
    }
    return left;
  }

  #put(unit: number, offset: number): void {
    this.#units[this.#count] = unit;
    this.#offsets[this.#count] = offset;
    this.#count += 1;
  }
}

function grow(array: Int32Array): Int32Array {
  const grown = new Int32Array(2 * array.length);
  grown.set(array);
  return grown;
}

/** The first half of a pair; the text is well formed. */
const isLead = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;

function countCharacters(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) if (!isLead(text.charCodeAt(at))) count += 1;
  return count;
}

function toText(units: Uint16Array, count: number): string {
  const parts: string[] = [];
  for (let at = 0; at < count; at += CHUNK_UNITS)
    parts.push(Reflect.apply(String.fromCharCode, null, units.subarray(at, Math.min(count, at + CHUNK_UNITS))));
  return parts.join('');
}
