const FIRST_CAPACITY = 1 << 6;
/** Spreads numbers over a table whose size is a power of two: the golden ratio. */
const SPREAD = 0x9e3779b1;

/**
 * A number of bits for each combination in the sentence where it was seen last, in a table of numbers: where a text is nothing but
 * parts, every other step asks for another combination.
 */
export class SentenceBits {
  #capacity = FIRST_CAPACITY;
  #count = 0;
  /** One more than the combination; 0 where none is. */
  #keys: Int32Array = new Int32Array(FIRST_CAPACITY);
  #sentences: Int32Array = new Int32Array(FIRST_CAPACITY);
  #bits: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** Sentences before this one do not change any more. */
  #first = 0;

  /** Adds bits to those of a combination in a sentence, and returns which were there; those of another sentence are forgotten. */
  note(combination: number, sentence: number, bits: number): number {
    let slot = this.#slotOf(combination);
    if (this.#keys[slot] === 0) {
      if (2 * this.#count >= this.#capacity) {
        this.#rebuild();
        slot = this.#slotOf(combination);
      }
      this.#keys[slot] = combination + 1;
      this.#count += 1;
    } else if (this.#sentences[slot] === sentence) {
      const known = this.#bits[slot] ?? 0;
      if ((known & bits) !== bits) this.#bits[slot] = known | bits;
      return known;
    }
    this.#sentences[slot] = sentence;
    this.#bits[slot] = bits;
    return 0;
  }

  /** The bits of a combination in a sentence. */
  bitsOf(combination: number, sentence: number): number {
    const slot = this.#slotOf(combination);
    return this.#keys[slot] !== 0 && this.#sentences[slot] === sentence ? (this.#bits[slot] ?? 0) : 0;
  }

  /** Sentences before the `first` need not be remembered. */
  forgetBefore(first: number): void {
    this.#first = first;
  }

  /** Where a combination is, or would be. */
  #slotOf(combination: number): number {
    const keys = this.#keys;
    const mask = this.#capacity - 1;
    let slot = (Math.imul(combination, SPREAD) >>> 8) & mask;
    for (let key = keys[slot]; key !== 0 && key !== combination + 1; key = keys[slot]) slot = (slot + 1) & mask;
    return slot;
  }

  /** Makes room: what may be forgotten goes, and where that is too little the table grows. */
  #rebuild(): void {
    const [keys, sentences, bits] = [this.#keys, this.#sentences, this.#bits];
    const isKept = (slot: number): boolean => keys[slot] !== 0 && (sentences[slot] ?? 0) >= this.#first;
    let kept = 0;
    for (let slot = 0; slot < keys.length; slot += 1) if (isKept(slot)) kept += 1;
    if (4 * kept >= this.#capacity) this.#capacity *= 2;
    this.#keys = new Int32Array(this.#capacity);
    this.#sentences = new Int32Array(this.#capacity);
    this.#bits = new Int32Array(this.#capacity);
    this.#count = kept;
    for (let old = 0; old < keys.length; old += 1) {
      if (!isKept(old)) continue;
      const slot = this.#slotOf((keys[old] ?? 0) - 1);
      this.#keys[slot] = keys[old] ?? 0;
      this.#sentences[slot] = sentences[old] ?? 0;
      this.#bits[slot] = bits[old] ?? 0;
    }
  }
}
