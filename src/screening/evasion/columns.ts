/** Longest line, in code points, that is taken for one row of columns. */
export const COLUMNS_MAX = 64;

const LINE_END = 0x0a;
const FIRST_CAPACITY = 1 << 10;
/** Units made a string at once: as many as a call may have arguments. */
const CHUNK_UNITS = 1 << 12;

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
    const at = text.indexOf('\n', start);
    const end = at < 0 ? text.length : at;
    const isReturn = end > start && text.charCodeAt(end - 1) === 0x0d;
    if (!block.addRow(start, isReturn ? end - 1 : end)) block.close(take);
    start = end + 1;
  }
  block.close(take);
}

/** Rows that follow each other. Each is read from its first character to its last, twice: to count, and to lay out. */
class Block {
  readonly #text: string;
  /** Where each row begins and ends. */
  #rows: number[] = [];
  /** By column, the row that reached it last, and where its next unit belongs. */
  readonly #lastRows = new Int32Array(COLUMNS_MAX);
  readonly #ends = new Int32Array(COLUMNS_MAX);
  #units: Uint16Array = new Uint16Array(FIRST_CAPACITY);
  #offsets: Int32Array = new Int32Array(FIRST_CAPACITY);

  constructor(text: string) {
    this.#text = text;
  }

  /** Adds a line as a row; false when it is none. */
  addRow(start: number, end: number): boolean {
    if (end === start || end - start > 2 * COLUMNS_MAX) return false;
    if (end - start > COLUMNS_MAX && countCharacters(this.#text, start, end) > COLUMNS_MAX) return false;
    this.#rows.push(start, end);
    return true;
  }

  /** Hands over the columns of two rows or more, and begins anew. */
  close(take: (columns: Columns) => void): void {
    if (this.#rows.length > 2) {
      const count = this.#countUnits();
      if (count > this.#units.length) {
        this.#units = new Uint16Array(2 * count);
        this.#offsets = new Int32Array(2 * count);
      }
      this.#layOut();
      take({ text: toText(this.#units, count), offsets: this.#offsets });
    }
    this.#rows = [];
  }

  /** Finds where each column begins; returns the units of all, with the line ends between and inside them. */
  #countUnits(): number {
    const counts = new Int32Array(COLUMNS_MAX);
    this.#eachCharacter((column, _at, isWide, isBroken) => {
      counts[column] = (counts[column] ?? 0) + (isWide ? 2 : 1) + (isBroken ? 1 : 0);
    });
    let begin = 0;
    for (const [column, count] of counts.entries()) {
      this.#ends[column] = begin;
      begin += count + 1;
    }
    return begin;
  }

  #layOut(): void {
    this.#eachCharacter((column, at, isWide, isBroken) => {
      if (isBroken) this.#put(column, LINE_END, -1);
      this.#put(column, this.#text.charCodeAt(at), at);
      if (isWide) this.#put(column, this.#text.charCodeAt(at + 1), at + 1);
    });
    for (let column = 0; column < COLUMNS_MAX; column += 1) this.#put(column, LINE_END, -1);
  }

  #put(column: number, unit: number, offset: number): void {
    const place = this.#ends[column] ?? 0;
    this.#units[place] = unit;
    this.#offsets[place] = offset;
    this.#ends[column] = place + 1;
  }

  /** Visits all characters row by row; one is broken when the row above it was too short for its column. */
  #eachCharacter(visit: (column: number, at: number, isWide: boolean, isBroken: boolean) => void): void {
    const rows = this.#rows;
    const lastRows = this.#lastRows.fill(-2);
    for (let row = 0; row < rows.length; row += 2) {
      const end = rows[row + 1] ?? 0;
      for (let at = rows[row] ?? 0, column = 0; at < end; column += 1) {
        const isWide = isLead(this.#text.charCodeAt(at));
        const last = lastRows[column] ?? 0;
        visit(column, at, isWide, last >= 0 && last !== row - 2);
        lastRows[column] = row;
        at += isWide ? 2 : 1;
      }
    }
  }
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
