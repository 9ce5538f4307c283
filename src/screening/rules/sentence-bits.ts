const FIRST_CAPACITY = 1 << 6;
/** Spreads numbers over a table whose size is a power of two: the golden ratio. */
const SPREAD = 0x9e3779b1;

// Numbers of a slot, 16 bytes, so that all of it lies in one cache line: one more than the combination, 0 where none is; its sentence;
// its bits.
const WIDTH_BITS = 2;
const WIDTH = 1 << WIDTH_BITS;
const SENTENCE = 1;
const BITS = 2;

/**
 * A number of bits for each combination in the sentence where it was seen last, in a table of numbers: where a text is nothing but
 * parts, every other step asks for another combination.
 */
export class SentenceBits {
  #count = 0;
  #cells: Int32Array = new Int32Array(WIDTH * FIRST_CAPACITY);
  /** Sentences before this one do not change any more. */
  #first = 0;

  /** Adds bits to those of a combination in a sentence, and returns which were there; those of another sentence are forgotten. */
  note(combination: number, sentence: number, bits: number): number {
    let slot = this.#slotOf(combination);
    if (this.#cells[slot] === 0) {
      if (2 * WIDTH * this.#count >= this.#cells.length) {
        this.#rebuild();
        slot = this.#slotOf(combination);
      }
      this.#cells[slot] = combination + 1;
      this.#count += 1;
    } else if (this.#cells[slot + SENTENCE] === sentence) {
      const known = this.#cells[slot + BITS] ?? 0;
      if ((known & bits) !== bits) this.#cells[slot + BITS] = known | bits;
      return known;
    }
    this.#cells[slot + SENTENCE] = sentence;
    this.#cells[slot + BITS] = bits;
    return 0;
  }

  /** The bits of a combination in a sentence. */
  bitsOf(combination: number, sentence: number): number {
    const cells = this.#cells;
    const slot = this.#slotOf(combination);
    return cells[slot] !== 0 && cells[slot + SENTENCE] === sentence ? (cells[slot + BITS] ?? 0) : 0;
  }

  /** Sentences before the `first` need not be remembered. */
  forgetBefore(first: number): void {
    this.#first = first;
  }

  /** Where a combination is, or would be. */
  #slotOf(combination: number): number {
    const cells = this.#cells;
    const mask = cells.length - WIDTH;
    let slot = ((Math.imul(combination, SPREAD) >>> 8) << WIDTH_BITS) & mask;
    for (let key = cells[slot]; key !== 0 && key !== combination + 1; key = cells[slot]) slot = (slot + WIDTH) & mask;
    return slot;
  }

  /** Makes room: what may be forgotten goes, and where that is too little the table grows. */
  #rebuild(): void {
    const cells = this.#cells;
    const isKept = (slot: number): boolean => cells[slot] !== 0 && (cells[slot + SENTENCE] ?? 0) >= this.#first;
    let kept = 0;
    for (let slot = 0; slot < cells.length; slot += WIDTH) if (isKept(slot)) kept += 1;
    this.#cells = new Int32Array(4 * WIDTH * kept >= cells.length ? 2 * cells.length : cells.length);
    this.#count = kept;
    for (let old = 0; old < cells.length; old += WIDTH)
      if (isKept(old)) this.#cells.set(cells.subarray(old, old + WIDTH), this.#slotOf((cells[old] ?? 0) - 1));
  }
}
