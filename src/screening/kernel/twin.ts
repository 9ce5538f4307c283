import { CLASS_INVISIBLE_PAIR, CLASS_SEPARATOR, FIRST_SYMBOL } from '../alphabet.ts';
import type { KernelExports } from './engine.ts';
import * as layout from './layout.ts';

const GAP_FULL = 0x8000_8000 | 0;

/** The kernel in plain TypeScript, on the same memory: it serves where there is no WebAssembly, and tests compare the two. */
export function makeTwin(memory: ArrayBuffer): KernelExports {
  const twin = new Twin(memory);
  return {
    map: (units, base, symbolsBefore) => twin.map(units, base, symbolsBefore),
    search: (from, to, inOrder) => twin.search(from, to, inOrder),
  };
}

class Twin {
  readonly #units: Uint16Array;
  readonly #numbers: Int32Array;

  constructor(memory: ArrayBuffer) {
    this.#units = new Uint16Array(memory);
    this.#numbers = new Int32Array(memory);
  }

  /** Place of a region, in numbers of 32 bits. */
  #at(field: number): number {
    return (this.#numbers[field] ?? 0) >>> 2;
  }

  /**
   * Turns the text's next `units` units into symbols and their offsets, behind the `symbolsBefore` that are there; returns
   * how many there are now. What is skipped leaves nothing behind, unless it is too much: then a 0, which is in no term.
   */
  map(units: number, base: number, symbolsBefore: number): number {
    const u16 = this.#units;
    const i32 = this.#numbers;
    const classes = 2 * this.#at(layout.CLASSES);
    const surrogates = 2 * this.#at(layout.SURROGATES) - 0xd800;
    const text = 2 * this.#at(layout.TEXT);
    const symbols = 2 * this.#at(layout.SYMBOLS);
    const positions = this.#at(layout.POSITIONS);
    let gap = i32[layout.GAP] ?? 0;
    let count = symbolsBefore;
    i32[layout.OFFSET] = base - symbolsBefore;
    for (let index = 0; index < units; index += 1) {
      const unit = u16[text + index] ?? 0;
      const whole = (unit & 0xf800) === 0xd800 ? this.#wholeUnit(text, index, units) : unit;
      const symbol = u16[((whole & 0xf800) === 0xd800 ? surrogates : classes) + whole] ?? 0;
      u16[symbols + count] = symbol;
      i32[positions + count] = base + index;
      if (symbol === 0 || symbol >= FIRST_SYMBOL) {
        count += 1;
        gap = layout.GAP_NONE;
        continue;
      }
      gap = (gap + (symbol === CLASS_SEPARATOR ? 0x10000 : 1)) | 0;
      if ((gap & GAP_FULL) !== 0) {
        u16[symbols + count] = 0;
        count += 1;
        gap = layout.GAP_NONE;
      }
      if (symbol === CLASS_INVISIBLE_PAIR) index += 1;
    }
    i32[layout.GAP] = gap;
    return count;
  }

  /** Half a surrogate pair counts as U+FFFD. */
  #wholeUnit(text: number, index: number, units: number): number {
    const unit = this.#units[text + index] ?? 0;
    const next = index + 1 < units ? (this.#units[text + index + 1] ?? 0) : 0;
    const before = index > 0 ? (this.#units[text + index - 1] ?? 0) : 0;
    const isWhole = unit < 0xdc00 ? (next & 0xfc00) === 0xdc00 : (before & 0xfc00) === 0xd800;
    return isWhole ? unit : 0xfffd;
  }

  /**
   * Finds the terms that start at the symbols from `from` to `to`, one block at most; symbols must be there as far ahead as
   * the longest term reaches, or zeros. Returns how many hits now stand in SORTED, by start, then end unless `inOrder` is 0;
   * -1 when the block would take too long and nothing is to be believed.
   */
  search(from: number, to: number, inOrder: number): number {
    const singles = this.#findSingles(from, to, this.#at(layout.FOUND));
    const [pairs, trigrams] = this.#filter(from, to);
    const afterPairs = this.#findPairs(from, pairs, singles);
    const afterTrigrams = this.#findTrigrams(from, trigrams, afterPairs);
    const found = this.#walk(afterTrigrams);
    if (found < 0) return -1;
    return inOrder === 0 ? this.#finishAll(found) : this.#sort(from, to - from, found);
  }

  #add(found: number, first: number, last: number, term: number): void {
    const i32 = this.#numbers;
    i32[found] = first;
    i32[found + 1] = last;
    i32[found + 2] = term;
  }

  #findSingles(from: number, to: number, first: number): number {
    const firstPlain = this.#numbers[layout.FIRST_PLAIN] ?? 0;
    let found = first;
    if (firstPlain <= FIRST_SYMBOL) return found;
    const symbols = 2 * this.#at(layout.SYMBOLS);
    const singles = this.#at(layout.SINGLES);
    for (let index = from; index < to; index += 1) {
      const symbol = this.#units[symbols + index] ?? 0;
      if (symbol < FIRST_SYMBOL || symbol >= firstPlain) continue;
      this.#add(found, index, index, this.#numbers[singles + symbol] ?? 0);
      found += 3;
    }
    return found;
  }

  /**
   * The places whose first two symbols may be a term, and those whose first three may begin one: one word of the filter
   * tells both. Writes every place and moves on only past the good ones, so that nothing has to be predicted.
   */
  #filter(from: number, to: number): readonly [pairs: number, trigrams: number] {
    const u16 = this.#units;
    const i32 = this.#numbers;
    const ahead = 2 * this.#at(layout.SYMBOLS) + from + 2;
    const table = this.#at(layout.FILTER);
    const rows = this.#at(layout.FILTER_ROWS);
    const pairs = 2 * this.#at(layout.LIST_A);
    const trigrams = 2 * this.#at(layout.LIST_B);
    const places = to - from;
    let pair = pairs;
    let trigram = trigrams;
    let a = u16[ahead - 2] ?? 0;
    let b = u16[ahead - 1] ?? 0;
    for (let index = 0; index < places; index += 1) {
      const c = u16[ahead + index] ?? 0;
      const row = i32[rows + a] ?? 0;
      const hash = Math.imul(b, layout.MIX) >>> 16;
      const word = i32[table + (row >>> 5) + (hash >>> (row & 31))] ?? 0;
      u16[pair] = index;
      u16[trigram] = index;
      pair += (word >>> (hash | 16)) & 1;
      trigram += (word >>> (c & 15)) & 1;
      a = b;
      b = c;
    }
    return [pair - pairs, trigram - trigrams];
  }

  #findPairs(from: number, count: number, first: number): number {
    const list = 2 * this.#at(layout.LIST_A);
    const symbols = 2 * this.#at(layout.SYMBOLS);
    let found = first;
    for (let item = list; item < list + count; item += 1) {
      const index = from + (this.#units[item] ?? 0);
      const second = this.#units[symbols + index + 1] ?? 0;
      const value = this.#findIn(layout.PAIRS, layout.PAIR_ROWS, this.#units[symbols + index] ?? 0, second);
      if (value === 0) continue;
      this.#add(found, index, index + 1, value >>> layout.VALUE_SHIFT);
      found += 3;
    }
    return found;
  }

  /** Terms of three symbols become hits; places that lead further become records in LIST_A, two numbers each. */
  #findTrigrams(from: number, count: number, first: number): number {
    const u16 = this.#units;
    const i32 = this.#numbers;
    const list = 2 * this.#at(layout.LIST_B);
    const symbols = 2 * this.#at(layout.SYMBOLS);
    const records = this.#at(layout.LIST_A);
    let found = first;
    let record = records;
    for (let item = list; item < list + count; item += 1) {
      const index = from + (u16[item] ?? 0);
      const at = symbols + index;
      const key = (u16[at + 1] ?? 0) | ((u16[at + 2] ?? 0) << 16);
      const value = this.#findIn(layout.PREFIXES, layout.PREFIX_ROWS, u16[at] ?? 0, key);
      if ((value & layout.LEAF) !== 0) {
        this.#add(found, index, index + 2, value >>> layout.VALUE_SHIFT);
        found += 3;
      } else if (value !== 0) {
        i32[record] = index;
        i32[record + 1] = value - layout.RECORD;
        record += 2;
      }
    }
    i32[layout.RECORDS_BYTES] = 4 * (record - records);
    return found;
  }

  #findIn(table: number, rows: number, first: number, key: number): number {
    const i32 = this.#numbers;
    const row = i32[this.#at(rows) + first] ?? 0;
    const entries = this.#at(table) + 2 * (row >>> 5);
    const mask = (1 << row) - 1;
    let place = (Math.imul(key, layout.MIX) >>> layout.ROW_MIX_SHIFT) & mask;
    while (i32[entries + 2 * place] !== key && i32[entries + 2 * place] !== 0) place = (place + 1) & mask;
    return i32[entries + 2 * place + 1] ?? 0;
  }

  /**
   * Follows all records one depth at a time, so that one place's reads from memory overlap with those of the others.
   * Returns the end of the hits; -1 when the block takes more steps, or has more hits, than it may.
   */
  #walk(first: number): number {
    const i32 = this.#numbers;
    const foundMax = this.#at(layout.FOUND) + 3 * layout.FOUND_MAX;
    let current = this.#at(layout.LIST_A);
    let spare = this.#at(layout.LIST_B);
    let end = current + ((i32[layout.RECORDS_BYTES] ?? 0) >>> 2);
    let found = first;
    let steps = 0;
    for (let depth = 3; current < end; depth += 1) {
      let next = spare;
      for (let item = current; item < end; item += 2) {
        const index = i32[item] ?? 0;
        let record = this.#at(layout.NODES) + ((i32[item + 1] ?? 0) >>> 2);
        const header = i32[record] ?? 0;
        record += 1;
        steps += 1;
        if ((header & layout.HAS_TERM) !== 0) {
          this.#add(found, index, index + depth - 1, i32[record] ?? 0);
          found += 3;
          record += 1;
        }
        const size = header >>> layout.SIZE_SHIFT;
        if ((header & layout.IS_TAIL) !== 0) {
          const equal = this.#compareTail(index + depth, record + 1, size);
          steps += equal;
          if (equal === size) {
            this.#add(found, index, index + depth + size - 1, i32[record] ?? 0);
            found += 3;
          }
        } else {
          const value = this.#findChild(index + depth, record, size);
          steps += this.#rowSteps;
          if ((value & layout.LEAF) !== 0) {
            this.#add(found, index, index + depth, value >>> layout.VALUE_SHIFT);
            found += 3;
          } else if (value !== 0) {
            i32[next] = index;
            i32[next + 1] = value - layout.RECORD;
            next += 2;
          }
        }
        if (steps > layout.STEPS_MAX || found > foundMax) return -1;
      }
      [current, spare] = [spare, current];
      end = next;
    }
    return found;
  }

  #rowSteps = 0;

  #compareTail(at: number, tail: number, size: number): number {
    const symbols = 2 * this.#at(layout.SYMBOLS) + at;
    let equal = 0;
    while (equal < size && this.#units[symbols + equal] === this.#units[2 * tail + equal]) equal += 1;
    return equal;
  }

  #findChild(at: number, row: number, log2: number): number {
    const i32 = this.#numbers;
    const symbol = this.#units[2 * this.#at(layout.SYMBOLS) + at] ?? 0;
    const mask = 2 ** log2 - 1;
    let place = (Math.imul(symbol, layout.MIX) >>> layout.ROW_MIX_SHIFT) & mask;
    this.#rowSteps = 0;
    for (let left = mask; left >= 0; left -= 1) {
      const check = i32[row + 2 * place];
      if (check === 0) return 0;
      if (check === symbol) return i32[row + 2 * place + 1] ?? 0;
      place = (place + 1) & mask;
      this.#rowSteps += 1;
    }
    return 0;
  }

  #finishAll(end: number): number {
    const first = this.#at(layout.FOUND);
    const sorted = this.#at(layout.SORTED);
    for (let hit = first; hit < end; hit += 3) this.#finish(sorted + hit - first, hit);
    return (end - first) / 3;
  }

  #sort(from: number, places: number, end: number): number {
    const first = this.#at(layout.FOUND);
    const total = (end - first) / 3;
    if (total > layout.INSERTION_MAX) this.#sortByCounting(from, places, first, end);
    else this.#sortByInsertion(first, end);
    return total;
  }

  // Hits come by depth, and by place within a depth: a stable sort by place leaves the ends in order.
  #sortByCounting(from: number, places: number, first: number, end: number): void {
    const i32 = this.#numbers;
    const counts = this.#at(layout.COUNTS);
    i32.fill(0, counts, counts + places + 1);
    for (let hit = first; hit < end; hit += 3) {
      const count = counts + (i32[hit] ?? 0) - from + 1;
      i32[count] = (i32[count] ?? 0) + 1;
    }
    for (let place = 1; place <= places; place += 1) {
      i32[counts + place] = (i32[counts + place] ?? 0) + (i32[counts + place - 1] ?? 0);
    }
    for (let hit = first; hit < end; hit += 3) {
      const count = counts + (i32[hit] ?? 0) - from;
      const rank = i32[count] ?? 0;
      i32[count] = rank + 1;
      this.#finish(this.#at(layout.SORTED) + 3 * rank, hit);
    }
  }

  #sortByInsertion(first: number, end: number): void {
    const i32 = this.#numbers;
    const sorted = this.#at(layout.SORTED);
    for (let hit = first; hit < end; hit += 3) {
      const start = this.#offsetOf(i32[hit] ?? 0);
      let to = sorted + hit - first;
      for (; to > sorted && (i32[to - 3] ?? 0) > start; to -= 3) i32.copyWithin(to, to - 3, to);
      this.#finish(to, hit);
    }
  }

  #finish(to: number, hit: number): void {
    const i32 = this.#numbers;
    i32[to] = this.#offsetOf(i32[hit] ?? 0);
    i32[to + 1] = this.#offsetOf(i32[hit + 1] ?? 0) + 1;
    i32[to + 2] = i32[hit + 2] ?? 0;
  }

  #offsetOf(symbol: number): number {
    const i32 = this.#numbers;
    if (((i32[layout.MODE] ?? 0) & layout.SKIPS) === 0) return (i32[layout.OFFSET] ?? 0) + symbol;
    return i32[this.#at(layout.POSITIONS) + symbol] ?? 0;
  }
}
