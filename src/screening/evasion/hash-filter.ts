const BITS_MIN = 12;
const BITS_MAX = 21;
/** Bits of a filter for each hash in it: one in so many others looks as if it were in it as well. */
const BITS_A_HASH = 16;
const WORD_BITS = 5;

/** A set of hashes, a bit for each; it holds a few more than were put in. */
export class HashFilter {
  readonly #bits: Int32Array;
  /** How far a hash is shifted to give a word; its low five bits choose the bit. */
  readonly #shift: number;

  constructor(hashes: readonly number[]) {
    const wanted = Math.ceil(Math.log2(Math.max(1, hashes.length * BITS_A_HASH)));
    const width = Math.min(BITS_MAX, Math.max(BITS_MIN, wanted));
    this.#bits = new Int32Array(2 ** (width - WORD_BITS));
    this.#shift = 32 - (width - WORD_BITS);
    for (const hash of hashes) {
      const word = hash >>> this.#shift;
      this.#bits[word] = (this.#bits[word] ?? 0) | (1 << (hash & 31));
    }
  }

  mayHave(hash: number): boolean {
    return (((this.#bits[hash >>> this.#shift] ?? 0) >>> (hash & 31)) & 1) !== 0;
  }
}

/** Which of two characters is its own in a term of two; the other is known by its sound. */
export const OWN_FIRST = 1;
export const OWN_SECOND = 2;

/** Of a term of two characters: the one that is its own, and the symbol of the other. */
export const hashPair = (unit: number, symbol: number, own: number): number =>
  Math.imul(Math.imul((unit << 16) | symbol, 0x85ebca6b) ^ own, 0x9e3779b1);
