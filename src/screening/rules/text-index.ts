import { type FoldTable, INVISIBLES_MAX, SEPARATOR, SYMBOL } from '../fold.ts';
import { afterCodePoint, beforeCodePoint } from './matching.ts';
import { LOOKBACK_UNITS } from './term-rules.ts';

/** Places that are known at once, more where an occurrence is longer; a power of two. */
const FIRST_CAPACITY = 1 << 11;
/** Symbols are told apart by so many low bits; those that share them are compared and fail. */
const HEADS = 1 << 9;

/**
 * Where each symbol stands in the newest part of a text, and how many characters lie between two places of it; each unit is read
 * once, whatever is asked. Offsets are those of the whole text.
 */
export class TextIndex {
  /** Read from here up to there. */
  from = 0;
  to = 0;
  readonly #table: FoldTable;
  /** Characters before an occurrence that may matter to it. */
  readonly #reach: number;
  /** Where the first occurrence starts that it was read for. */
  #first = -1;
  /** By symbol, one more than the last place where it stands. */
  readonly #heads = new Int32Array(HEADS);
  // By place, modulo their length: one more than the place before with the same symbol, and the characters before.
  #places: Int32Array = new Int32Array(FIRST_CAPACITY);
  #visible: Int32Array = new Int32Array(FIRST_CAPACITY);
  #invisible: Int32Array = new Int32Array(FIRST_CAPACITY);
  #visibleCount = 0;
  #invisibleCount = 0;

  constructor(table: FoldTable, reach: number) {
    this.#table = table;
    this.#reach = reach;
  }

  /**
   * Reads all that matters to an occurrence: from before it until more than `chars` characters lie behind it, as far as the text is
   * known. Returns whether so many are.
   */
  readAround(text: string, origin: number, start: number, end: number, chars: number): boolean {
    const isKept = start - LOOKBACK_UNITS > this.to - this.#places.length + 2;
    if (this.#first < 0 || start < this.#first || !isKept)
      this.#restart(this.#findBack(text, origin, start), start, true);
    else if (start > this.to) {
      const from = this.#findBack(text, origin, start);
      if (from > this.to) this.#restart(from, start, false);
    }
    const last = origin + text.length;
    while (this.to < last && (this.to <= end || this.between(end, this.to) <= chars)) this.#read(text, origin, start);
    return this.to > end && this.between(end, this.to) > chars;
  }

  /** The last place read where a symbol may stand; below 0 for none. */
  last(symbol: number): number {
    return (this.#heads[symbol & (HEADS - 1)] ?? 0) - 1;
  }

  /** The one before a place that matters; it need not matter itself. */
  lastBefore(place: number): number {
    return (this.#places[place & (this.#places.length - 1)] ?? 0) - 1;
  }

  /** Characters between two places, as rules count them: invisible ones only once there are more than may be skipped. */
  between(from: number, to: number): number {
    const mask = this.#visible.length - 1;
    const visible = (this.#visible[to & mask] ?? 0) - (this.#visible[from & mask] ?? 0);
    const invisible = (this.#invisible[to & mask] ?? 0) - (this.#invisible[from & mask] ?? 0);
    return invisible > INVISIBLES_MAX ? visible + invisible - INVISIBLES_MAX : visible;
  }

  /** The first place with more than `chars` characters between it and `end`; there is one. */
  firstBeyond(end: number, chars: number): number {
    let [low, high] = [end, this.to];
    // Where each character is one unit that leaves ink, it is this one.
    const near = end + chars + 1;
    if (near < high && this.between(end, near) > chars) high = near;
    if (near <= high && this.between(end, near - 1) <= chars) low = near - 1;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.between(end, middle) > chars) high = middle;
      else low = middle;
    }
    return high;
  }

  #read(text: string, origin: number, start: number): void {
    if (this.to - start + LOOKBACK_UNITS >= this.#places.length - 2) this.#grow(start - LOOKBACK_UNITS);
    const { kinds, units } = this.#table;
    const at = this.to;
    const unit = text.charCodeAt(at - origin);
    const kind = kinds[unit] ?? SYMBOL;
    if (kind === SYMBOL) {
      const head = (units[unit] ?? unit) & (HEADS - 1);
      this.#places[at & (this.#places.length - 1)] = this.#heads[head] ?? 0;
      this.#heads[head] = at + 1;
    }
    this.to = afterCodePoint(text, at - origin) + origin;
    // A character counts only behind all of it.
    if (this.to > at + 1) this.#note(at + 1);
    if (kind <= SEPARATOR) this.#visibleCount += 1;
    else this.#invisibleCount += 1;
    this.#note(this.to);
  }

  #note(place: number): void {
    const mask = this.#visible.length - 1;
    this.#visible[place & mask] = this.#visibleCount;
    this.#invisible[place & mask] = this.#invisibleCount;
  }

  /** Begins anew at `from`; where that lies behind what was read, old places need not be forgotten. */
  #restart(from: number, first: number, forgets: boolean): void {
    if (forgets) this.#heads.fill(0);
    this.from = from;
    this.to = from;
    this.#first = first;
    this.#note(from);
  }

  /** Where that begins which matters before `start`. */
  #findBack(text: string, origin: number, start: number): number {
    const { kinds } = this.#table;
    const floor = Math.max(0, start - origin - LOOKBACK_UNITS);
    let at = start - origin;
    for (let left = this.#reach; at > floor && left >= 0; ) {
      at = beforeCodePoint(text, at);
      if ((kinds[text.charCodeAt(at)] ?? SYMBOL) <= SEPARATOR) left -= 1;
    }
    return Math.max(at, floor) + origin;
  }

  #grow(from: number): void {
    const grow = (ring: Int32Array): Int32Array => {
      const grown = new Int32Array(2 * ring.length);
      for (let place = Math.max(from, this.from); place <= this.to; place += 1)
        grown[place & (grown.length - 1)] = ring[place & (ring.length - 1)] ?? 0;
      return grown;
    };
    this.#places = grow(this.#places);
    this.#visible = grow(this.#visible);
    this.#invisible = grow(this.#invisible);
  }
}

/** The index of a text for each folding that asks for one. */
export class TextIndexes {
  readonly #reach: number;
  readonly #byTable = new Map<FoldTable, TextIndex>();

  /** @param reach characters before an occurrence that may matter to it. */
  constructor(reach: number) {
    this.#reach = reach;
  }

  of(table: FoldTable): TextIndex {
    const known = this.#byTable.get(table);
    if (known !== undefined) return known;
    const made = new TextIndex(table, this.#reach);
    this.#byTable.set(table, made);
    return made;
  }
}
