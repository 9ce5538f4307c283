// Numbers for each thread.
const WIDTH = 4;
const NODE = 0;
const PATTERN = 1;
const GAP = 2;
const BY = 3;
const FIRST_CAPACITY = 16;
const WORD_BITS = 32;

interface Saved {
  readonly count: number;
  readonly words: number;
  readonly cells: Int32Array;
  readonly masks: Int32Array;
  readonly offsets: Int32Array;
}

const PLACES_OF = 64;
/** The slots of a hash are numbered anew before they come to what a number holds. */
const BASE_MAX = 2 ** 30;

/**
 * The ways to read the end of a text as the beginning of a term. A thread is a place in the terms with all the offsets at
 * which a reading that came there started: however many there are, it costs a step once, and one bit for each.
 *
 * A step goes from the threads there are to those behind the next unit: `begin`, then `push` and `fork`, then `keep` and
 * `forkSkipping`, then `commit`.
 */
export class Threads {
  count = 0;
  #cells: Int32Array = new Int32Array(WIDTH * FIRST_CAPACITY);
  /** By thread, `#words` words with a bit for each place in `#offsets` at which it started. */
  #masks: Int32Array = new Int32Array(FIRST_CAPACITY);
  #nextCount = 0;
  #nextCells: Int32Array = new Int32Array(WIDTH * FIRST_CAPACITY);
  #nextMasks: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** How many of the next threads have read the unit; those behind them skipped it. */
  #readers = 0;
  #words = 1;
  /** Offsets by place. A place whose bit no thread has is free. */
  #offsets: Int32Array = new Int32Array(WORD_BITS);
  /** By word, the places that are not free in this step, once that was asked for. */
  #used: Int32Array = new Int32Array(1);
  #isUsedKnown = false;
  /** By offset modulo its length, the place that was last taken for such an offset. */
  readonly #placesOf: Int32Array = new Int32Array(PLACES_OF);
  /** An open hash of the readers, by all but the gap: their thread from `#base` on. What lies below is of a step before. */
  #slots: Int32Array = new Int32Array(4 * FIRST_CAPACITY);
  #base = 1;
  #saved: Saved | null = null;

  /** Where a thread stands: a node of the terms. */
  node(thread: number): number {
    return this.#cells[WIDTH * thread + NODE] ?? 0;
  }

  /** The node of the patterns it is in the middle of; 0 when it stands between two symbols. */
  pattern(thread: number): number {
    return this.#cells[WIDTH * thread + PATTERN] ?? 0;
  }

  /** What it skipped since the last unit that it read. */
  gap(thread: number): number {
    return this.#cells[WIDTH * thread + GAP] ?? 0;
  }

  /** What it needed on the way. */
  by(thread: number): number {
    return this.#cells[WIDTH * thread + BY] ?? 0;
  }

  begin(): void {
    this.#base += this.#nextCount;
    if (this.#base > BASE_MAX) {
      this.#slots.fill(0);
      this.#base = 1;
    }
    this.#nextCount = 0;
    this.#readers = 0;
    this.#isUsedKnown = false;
  }

  /** Adds what thread `from` becomes by reading the unit. */
  push(node: number, pattern: number, by: number, from: number): void {
    const words = this.#words;
    const to = words * this.#reader(node, pattern, by);
    for (let word = 0; word < words; word += 1)
      this.#nextMasks[to + word] = (this.#nextMasks[to + word] ?? 0) | (this.#masks[words * from + word] ?? 0);
  }

  /** Adds a thread that has read the unit, and started at `offset`. */
  fork(node: number, pattern: number, by: number, offset: number): void {
    const place = this.#placeOf(offset);
    const to = this.#words * this.#reader(node, pattern, by) + (place >>> 5);
    this.#nextMasks[to] = (this.#nextMasks[to] ?? 0) | (1 << (place & 31));
  }

  /** Adds a thread between two symbols that has skipped the unit, and started at `offset`. */
  forkSkipping(node: number, gap: number, by: number, offset: number): void {
    const place = this.#placeOf(offset);
    const to = this.#words * this.#append(node, 0, gap, by) + (place >>> 5);
    this.#nextMasks[to] = 1 << (place & 31);
  }

  /**
   * Keeps a thread that skips the unit, with its new gap. Where another that read the unit came to the same place from the same
   * start, that one does: it has skipped nothing yet, so it can go on in every way that this one can.
   */
  keep(thread: number, gap: number): void {
    const words = this.#words;
    const from = words * thread;
    const node = this.node(thread);
    const pattern = this.pattern(thread);
    const by = this.by(thread);
    const better = words * this.#find(node, pattern, by);
    let left = 0;
    for (let word = 0; word < words; word += 1) left |= (this.#masks[from + word] ?? 0) & ~this.#maskOf(better, word);
    if (left === 0) return;
    const to = words * this.#append(node, pattern, gap, by);
    for (let word = 0; word < words; word += 1)
      this.#nextMasks[to + word] = (this.#masks[from + word] ?? 0) & ~this.#maskOf(better, word);
  }

  /** Instead of a step: all threads skip a unit that adds `gap` to what they skipped, but those that would skip more than `most`. */
  passOver(gap: number, mask: number, most: number): void {
    const cells = this.#cells;
    const words = this.#words;
    let kept = 0;
    for (let thread = 0; thread < this.count; thread += 1) {
      const from = WIDTH * thread;
      if (((cells[from + GAP] ?? 0) & mask) >= most) continue;
      const to = WIDTH * kept;
      cells[to + NODE] = cells[from + NODE] ?? 0;
      cells[to + PATTERN] = cells[from + PATTERN] ?? 0;
      cells[to + GAP] = (cells[from + GAP] ?? 0) + gap;
      cells[to + BY] = cells[from + BY] ?? 0;
      for (let word = 0; word < words; word += 1)
        this.#masks[words * kept + word] = this.#masks[words * thread + word] ?? 0;
      kept += 1;
    }
    this.count = kept;
  }

  commit(): void {
    const cells = this.#cells;
    this.#cells = this.#nextCells;
    this.#nextCells = cells;
    const masks = this.#masks;
    this.#masks = this.#nextMasks;
    this.#nextMasks = masks;
    this.count = this.#nextCount;
    if (this.count === 0 && this.#words > 1) this.#widen(1);
  }

  /** The least offset at which a thread started; `end` when there is none. */
  earliest(end: number): number {
    let least = end;
    for (let word = 0; word < this.#words && this.count > 0; word += 1) {
      for (let left = this.#taken(word); left !== 0; left &= left - 1)
        least = Math.min(least, this.#offsets[WORD_BITS * word + lowestBit(left)] ?? end);
    }
    return least;
  }

  /** The offsets at which a thread started. */
  starts(thread: number): number[] {
    const offsets: number[] = [];
    for (let word = 0; word < this.#words; word += 1) {
      for (let left = this.#masks[this.#words * thread + word] ?? 0; left !== 0; left &= left - 1)
        offsets.push(this.#offsets[WORD_BITS * word + lowestBit(left)] ?? 0);
    }
    return offsets;
  }

  save(): void {
    if (this.count === 0) {
      this.#saved = null;
      return;
    }
    const words = this.#words;
    this.#saved = {
      count: this.count,
      words,
      cells: this.#cells.slice(0, WIDTH * this.count),
      masks: this.#masks.slice(0, words * this.count),
      offsets: this.#offsets.slice(0, WORD_BITS * words),
    };
  }

  /** Goes back to where `save` was called last. */
  restore(): void {
    this.begin();
    this.commit();
    const saved = this.#saved;
    if (saved === null) return;
    while (this.#words < saved.words) this.#widen(2 * this.#words);
    for (let thread = 0; thread < saved.count; thread += 1) this.#append(0, 0, 0, 0);
    this.#nextCells.set(saved.cells);
    this.#nextMasks.set(saved.masks);
    this.#offsets.set(saved.offsets);
    this.commit();
  }

  /** Which places of a word some thread started at. */
  #taken(word: number): number {
    let taken = 0;
    for (let at = word; at < this.#words * this.count; at += this.#words) taken |= this.#masks[at] ?? 0;
    return taken;
  }

  /** The place of an offset: the one it has, or a free one. */
  #placeOf(offset: number): number {
    this.#findUsed();
    const known = this.#placesOf[offset & (PLACES_OF - 1)] ?? 0;
    const isUsed = (((this.#used[known >>> 5] ?? 0) >>> (known & 31)) & 1) !== 0;
    if (isUsed && this.#offsets[known] === offset) return known;
    let word = 0;
    while (word < this.#words && this.#used[word] === -1) word += 1;
    if (word === this.#words) this.#widen(2 * word);
    const free = ~(this.#used[word] ?? 0);
    const place = WORD_BITS * word + lowestBit(free);
    this.#used[word] = (this.#used[word] ?? 0) | (free & -free);
    this.#offsets[place] = offset;
    this.#placesOf[offset & (PLACES_OF - 1)] = place;
    return place;
  }

  /** Notes once a step which places some thread started at. */
  #findUsed(): void {
    if (this.#isUsedKnown) return;
    this.#isUsedKnown = true;
    for (let word = 0; word < this.#words; word += 1) this.#used[word] = this.#taken(word);
  }

  /** Gives each thread so many words for its starts; fewer only when there is no thread. */
  #widen(words: number): void {
    this.#masks = spread(this.#masks, this.#words, words);
    this.#nextMasks = spread(this.#nextMasks, this.#words, words);
    this.#offsets = resize(this.#offsets, WORD_BITS * words);
    this.#used = resize(this.#used, words);
    this.#words = words;
  }

  /** The next thread with these that has read the unit; made without starts if there is none yet. */
  #reader(node: number, pattern: number, by: number): number {
    const slot = this.#slotOf(node, pattern, by);
    const known = (this.#slots[slot] ?? 0) - this.#base;
    if (known >= 0) return known;
    const thread = this.#append(node, pattern, 0, by);
    this.#slots[slot] = this.#base + thread;
    this.#readers += 1;
    if (2 * this.#readers > this.#slots.length) this.#growSlots();
    return thread;
  }

  #append(node: number, pattern: number, gap: number, by: number): number {
    const thread = this.#nextCount;
    this.#nextCount += 1;
    const words = this.#words;
    const from = WIDTH * thread;
    if (from === this.#nextCells.length) {
      this.#nextCells = resize(this.#nextCells, 2 * from);
      this.#nextMasks = resize(this.#nextMasks, 2 * thread * words);
    }
    const cells = this.#nextCells;
    cells[from + NODE] = node;
    cells[from + PATTERN] = pattern;
    cells[from + GAP] = gap;
    cells[from + BY] = by;
    for (let word = 0; word < words; word += 1) this.#nextMasks[words * thread + word] = 0;
    return thread;
  }

  /** A word of the starts of a next thread, by where they begin; none for one below 0. */
  #maskOf(from: number, word: number): number {
    return from < 0 ? 0 : (this.#nextMasks[from + word] ?? 0);
  }

  /** The next thread with these that has read the unit, below 0 when there is none. */
  #find(node: number, pattern: number, by: number): number {
    return (this.#slots[this.#slotOf(node, pattern, by)] ?? 0) - this.#base;
  }

  /** Where in the hash a reader with these is, or where it belongs. */
  #slotOf(node: number, pattern: number, by: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const cells = this.#nextCells;
    const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(pattern, 0x85ebca6b) ^ Math.imul(by, 0xc2b2ae35);
    for (let slot = (mixed ^ (mixed >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const known = (slots[slot] ?? 0) - this.#base;
      if (known < 0) return slot;
      const from = WIDTH * known;
      if (cells[from + NODE] === node && cells[from + PATTERN] === pattern && cells[from + BY] === by) return slot;
    }
  }

  #growSlots(): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let thread = 0; thread < this.#readers; thread += 1) {
      const from = WIDTH * thread;
      const cells = this.#nextCells;
      const slot = this.#slotOf(cells[from + NODE] ?? 0, cells[from + PATTERN] ?? 0, cells[from + BY] ?? 0);
      this.#slots[slot] = this.#base + thread;
    }
  }
}

const lowestBit = (bits: number): number => 31 - Math.clz32(bits & -bits);

function resize(array: Int32Array, length: number): Int32Array {
  const resized = new Int32Array(length);
  resized.set(array.length > length ? array.subarray(0, length) : array);
  return resized;
}

/** The rows of a table, `before` numbers each, with `after` numbers each. */
function spread(table: Int32Array, before: number, after: number): Int32Array {
  const rows = table.length / before;
  const wider = new Int32Array(rows * after);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < Math.min(before, after); column += 1)
      wider[after * row + column] = table[before * row + column] ?? 0;
  }
  return wider;
}
