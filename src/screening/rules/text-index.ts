import { type FoldTable, INVISIBLES_MAX, SEPARATOR, SYMBOL } from '../fold.ts';
import { beforeCodePoint } from './matching.ts';
import { LOOKBACK_UNITS } from './term-rules.ts';

/** Places that are known at once, more where an occurrence is longer; a power of two. */
const FIRST_CAPACITY = 1 << 11;
/** Symbols are told apart by so many low bits; those that share them are compared and fail. */
const HEADS = 1 << 11;

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
  /** By place, modulo their length: one more than the place before with the same symbol. */
  #places: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** Was each unit read so far a character that leaves ink? Then nothing need be counted. */
  #isEven = true;
  // By place in the same way, the characters before; of no use while each unit is one.
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
    for (;;) {
      // A unit is one character at most, so that many are needed in any case.
      const missing = this.to <= end ? end - this.to + chars + 1 : chars + 1 - this.between(end, this.to);
      if (missing <= 0) return true;
      if (this.to >= last) return false;
      this.#readTo(text, origin, Math.min(last, this.to + missing), start);
    }
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
    if (this.#isEven) return to - from;
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

  /** Reads on to a place, or to the end of the character that it would cut. */
  #readTo(text: string, origin: number, until: number, start: number): void {
    if (until + 2 - start + LOOKBACK_UNITS >= this.#places.length - 2) this.#grow(start - LOOKBACK_UNITS, until);
    if (this.#isEven) this.#readEven(text, origin, until);
    if (this.to < until) this.#readUneven(text, origin, until);
  }

  /** Reads on as far as each unit is a character that leaves ink. */
  #readEven(text: string, origin: number, until: number): void {
    const { kinds, units } = this.#table;
    const heads = this.#heads;
    const places = this.#places;
    const mask = places.length - 1;
    let at = this.to;
    for (; at < until; at += 1) {
      const unit = text.charCodeAt(at - origin);
      const kind = kinds[unit] ?? SYMBOL;
      if (kind === SYMBOL) {
        if (unit >= 0xd800 && unit < 0xdc00) break;
        const head = (units[unit] ?? unit) & (HEADS - 1);
        places[at & mask] = heads[head] ?? 0;
        heads[head] = at + 1;
      } else if (kind !== SEPARATOR) break;
    }
    this.to = at;
    if (at < until) this.#beginToCount();
  }

  /** Counts the characters before each place that was read. */
  #beginToCount(): void {
    this.#isEven = false;
    const mask = this.#places.length - 1;
    // Older places have been overwritten.
    const from = Math.max(this.from, this.to - mask);
    for (let place = from; place <= this.to; place += 1) {
      this.#visible[place & mask] = place - from;
      this.#invisible[place & mask] = 0;
    }
    this.#visibleCount = this.to - from;
    this.#invisibleCount = 0;
  }

  #readUneven(text: string, origin: number, until: number): void {
    const { kinds, units } = this.#table;
    const heads = this.#heads;
    const places = this.#places;
    const visibles = this.#visible;
    const invisibles = this.#invisible;
    const mask = places.length - 1;
    let visible = this.#visibleCount;
    let invisible = this.#invisibleCount;
    let at = this.to;
    while (at < until) {
      const unit = text.charCodeAt(at - origin);
      const kind = kinds[unit] ?? SYMBOL;
      if (kind === SYMBOL) {
        const head = (units[unit] ?? unit) & (HEADS - 1);
        places[at & mask] = heads[head] ?? 0;
        heads[head] = at + 1;
      }
      at += 1;
      // A character counts only behind all of it.
      if (unit >= 0xd800 && unit < 0xdc00) {
        visibles[at & mask] = visible;
        invisibles[at & mask] = invisible;
        at += 1;
      }
      if (kind <= SEPARATOR) visible += 1;
      else invisible += 1;
      visibles[at & mask] = visible;
      invisibles[at & mask] = invisible;
    }
    this.#visibleCount = visible;
    this.#invisibleCount = invisible;
    this.to = at;
  }

  /** Begins anew at `from`; where that lies behind what was read, old places need not be forgotten. */
  #restart(from: number, first: number, forgets: boolean): void {
    if (forgets) this.#heads.fill(0);
    this.from = from;
    this.to = from;
    this.#first = first;
    this.#isEven = true;
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

  /** Makes room for all from one place to another. */
  #grow(from: number, until: number): void {
    let capacity = 2 * this.#places.length;
    while (until - from > capacity - 8) capacity *= 2;
    const grow = (ring: Int32Array): Int32Array => {
      const grown = new Int32Array(capacity);
      for (let place = Math.max(from, this.from); place <= this.to; place += 1)
        grown[place & (capacity - 1)] = ring[place & (ring.length - 1)] ?? 0;
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
