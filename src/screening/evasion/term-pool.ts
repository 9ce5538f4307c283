const FIRST_CAPACITY = 1 << 8;
// Numbers for each entry: where its units begin and how many there are; its term's number and what was noted.
const WIDTH = 2;
const LENGTH_BITS = 6;
const NOTE_BITS = 3;

/**
 * Terms in arrays. A text made of their beginnings asks for one after the other at nearly every unit: as objects, each would be a
 * walk through memory.
 */
export class TermPool {
  /** The folded units of all terms, one after the other. */
  units: Uint16Array = new Uint16Array(FIRST_CAPACITY);
  #used = 0;
  #entries: Int32Array = new Int32Array(WIDTH * FIRST_CAPACITY);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds a term of at most 63 units with a note of three bits; returns its entry. */
  add(folded: Uint16Array, number: number, note: number): number {
    const first = this.#used;
    this.#used += folded.length;
    while (this.#used > this.units.length) {
      const units = new Uint16Array(2 * this.units.length);
      units.set(this.units);
      this.units = units;
    }
    this.units.set(folded, first);
    return this.#enter((first << LENGTH_BITS) | folded.length, (number << NOTE_BITS) | note);
  }

  /** Adds another entry for the term of the last one. */
  repeat(): number {
    const at = WIDTH * (this.#size - 1);
    return this.#enter(this.#entries[at] ?? 0, this.#entries[at + 1] ?? 0);
  }

  /** Where the units of an entry's term begin. */
  first(entry: number): number {
    return (this.#entries[WIDTH * entry] ?? 0) >>> LENGTH_BITS;
  }

  length(entry: number): number {
    return (this.#entries[WIDTH * entry] ?? 0) & ((1 << LENGTH_BITS) - 1);
  }

  /** The number of an entry's term over all terms. */
  number(entry: number): number {
    return (this.#entries[WIDTH * entry + 1] ?? 0) >>> NOTE_BITS;
  }

  note(entry: number): number {
    return (this.#entries[WIDTH * entry + 1] ?? 0) & ((1 << NOTE_BITS) - 1);
  }

  #enter(place: number, number: number): number {
    const entry = this.#size;
    const at = WIDTH * entry;
    if (at === this.#entries.length) {
      const entries = new Int32Array(2 * at);
      entries.set(this.#entries);
      this.#entries = entries;
    }
    this.#entries[at] = place;
    this.#entries[at + 1] = number;
    this.#size = entry + 1;
    return entry;
  }
}
