/** Where sentences end: at their marks, at line ends, and at white space behind a full stop. */
const END = /[。｡．！!？?\n\r\u2028\u2029\u0085]/;
const SPACE = /\s/;
const FULL_STOP = '.'.charCodeAt(0);

/** Counts the sentences of a text while it arrives. */
export class SentenceCounter {
  /** The sentence that the next unit belongs to, from 0. */
  count = 0;
  #at = 0;
  #previous = 0;

  /** The sentence of the unit before `end`; offsets are those of the whole text and never go back. */
  sentenceOf(text: string, origin: number, end: number): number {
    this.read(text, origin, end - 1);
    return this.count;
  }

  /** Reads on up to `to`. */
  read(text: string, origin: number, to: number): void {
    for (; this.#at < to; this.#at += 1) {
      const unit = text.charCodeAt(this.#at - origin);
      if (isEnd(unit, this.#previous)) this.count += 1;
      this.#previous = unit;
    }
  }
}

/** What a unit does to a sentence: ends it, or ends it behind a full stop. */
const ENDS = 1;
const ENDS_AFTER_STOP = 2;
const unitEnds = Uint8Array.from({ length: 0x1_0000 }, (_, unit) => {
  const character = String.fromCharCode(unit);
  return END.test(character) ? ENDS : SPACE.test(character) ? ENDS_AFTER_STOP : 0;
});

const isEnd = (unit: number, previous: number): boolean =>
  unitEnds[unit] === ENDS || (previous === FULL_STOP && unitEnds[unit] === ENDS_AFTER_STOP);

/** Remembers in which sentences each part of each combination stands, as long as another part may still join it. */
export class Combinations {
  readonly #parts: readonly number[];
  /** By combination and part, for those that were seen at all. */
  readonly #seen = new Map<number, Set<number>[]>();
  /** All before this sentence was forgotten. */
  #forgotten = 0;
  /** By sentence, the spans that were taken. */
  readonly #taken = new Map<number, Set<string>>();

  /** @param parts how many parts each combination has. */
  constructor(parts: readonly number[]) {
    this.#parts = parts;
  }

  add(combination: number, part: number, sentence: number): void {
    const known = this.#seen.get(combination);
    const parts = known ?? Array.from({ length: this.#parts[combination] ?? 0 }, () => new Set<number>());
    if (known === undefined) this.#seen.set(combination, parts);
    parts[part]?.add(sentence);
  }

  isComplete(combination: number, sentence: number): boolean {
    return this.#seen.get(combination)?.every((sentences) => sentences.has(sentence)) === true;
  }

  /** Takes a span for a term; false when it was taken before, which happens where two parts stand at the same place. */
  take(sentence: number, term: number, start: number, end: number): boolean {
    const key = `${term} ${start} ${end}`;
    const taken = this.#taken.get(sentence) ?? new Set();
    this.#taken.set(sentence, taken);
    if (taken.has(key)) return false;
    taken.add(key);
    return true;
  }

  /** Forgets what lies in sentences before this one. */
  forgetBefore(sentence: number): void {
    if (sentence <= this.#forgotten) return;
    this.#forgotten = sentence;
    for (const [combination, parts] of this.#seen) {
      for (const sentences of parts) {
        for (const known of sentences) if (known < sentence) sentences.delete(known);
      }
      if (parts.every(({ size }) => size === 0)) this.#seen.delete(combination);
    }
    for (const known of this.#taken.keys()) if (known < sentence) this.#taken.delete(known);
  }
}
