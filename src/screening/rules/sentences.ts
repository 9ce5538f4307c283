/** Where sentences end: at their marks, at line ends, and at white space behind a full stop. */
const END = /[。｡．！!？?\n\r\u2028\u2029\u0085]/;
const SPACE = /\s/;
const FULL_STOP = '.'.charCodeAt(0);

/** What a unit does to a sentence: ends it, or ends it behind a full stop. */
const ENDS = 1;
const ENDS_AFTER_STOP = 2;
const unitEnds = Uint8Array.from({ length: 0x1_0000 }, (_, unit) => {
  const character = String.fromCharCode(unit);
  return END.test(character) ? ENDS : SPACE.test(character) ? ENDS_AFTER_STOP : 0;
});

const isEnd = (unit: number, previous: number): boolean =>
  unitEnds[unit] === ENDS || (previous === FULL_STOP && unitEnds[unit] === ENDS_AFTER_STOP);

/** Counts the sentences of a text while it arrives. Offsets are those of the whole text. */
export class SentenceCounter {
  /** Sentences that ended before the piece being read. */
  #count = 0;
  /** Where the units stand that end one, in the piece being read, up to `#at`. */
  #ends: number[] = [];
  #at = 0;
  #previous = 0;
  /** How many of `#ends` are before the unit that was asked for last: the next one is near. */
  #place = 0;
  /** The sentence of the place that was asked for last. */
  #asked = 0;
  #askedEnd = -1;

  /** The sentence, from 0, of the unit before `end`, which is in the piece being read. */
  sentenceOf(text: string, origin: number, end: number): number {
    // Many parts may end at the same place.
    if (end === this.#askedEnd) return this.#asked;
    const last = end - 1;
    this.#read(text, origin, last);
    const ends = this.#ends;
    let place = this.#place;
    while (place < ends.length && (ends[place] ?? 0) < last) place += 1;
    while (place > 0 && (ends[place - 1] ?? 0) >= last) place -= 1;
    this.#place = place;
    this.#askedEnd = end;
    this.#asked = this.#count + place;
    return this.#asked;
  }

  /** Reads the rest of a piece; returns the sentence that the next unit belongs to. */
  close(text: string, origin: number): number {
    this.#read(text, origin, origin + text.length);
    this.#count += this.#ends.length;
    this.#ends = [];
    this.#place = 0;
    return this.#count;
  }

  #read(text: string, origin: number, to: number): void {
    for (; this.#at < to; this.#at += 1) {
      const unit = text.charCodeAt(this.#at - origin);
      if (isEnd(unit, this.#previous)) this.#ends.push(this.#at);
      this.#previous = unit;
    }
  }
}
