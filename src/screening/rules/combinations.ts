import type { HitRows } from '../hit-rows.ts';
import { sortRows } from '../sort-rows.ts';

/** The parts of all combinations, by their numbers over all. */
export interface CombinationParts {
  /** The combination that a part belongs to. */
  readonly combinations: Int32Array;
  /** The term that is reported for it. */
  readonly terms: Int32Array;
  /** By combination, what is to be known of it. */
  readonly shapes: readonly CombinationShape[];
}

export interface CombinationShape {
  /** The number of its first part; the others follow. */
  readonly firstPart: number;
  readonly parts: number;
  /** May a part be decided after another that stands in a later sentence? */
  readonly isLate: boolean;
  /** May two of its parts stand at the same place? */
  readonly repeats: boolean;
}

// Numbers of a part that counts: start, end, number of the part, where that was certain, its sentence.
const WIDTH = 5;
const PART = 2;
const AT = 3;
const SENTENCE = 4;
const FIRST_ROWS = 64;
const WORD_BITS = 32;
const WORD_SHIFT = 5;
/** A span is one number: its start, and below that its length. */
const LENGTHS = 2 ** 20;
const REMEMBERED_MIN = 64;

/** What of a combination stands in one sentence. */
interface Met {
  sentence: number;
  missing: number;
  /** A bit for each part that was seen, 32 in a number. */
  readonly seen: number[];
  /** Spans that were reported; null where none can come twice. */
  spans: Set<number> | null;
  /** The same for other sentences, where one of them may still change. */
  readonly others: Map<number, Met> | null;
}

/**
 * Finds the parts of combinations of which all others stand in the same sentence. Of each combination one number is kept a part,
 * however often that stands there.
 */
export class Combinations {
  readonly #parts: CombinationParts;
  /** By combination, for those that were seen at all. */
  readonly #met = new Map<number, Met>();
  #remembered = 0;
  #rememberedMax = REMEMBERED_MIN;
  /** The parts that the piece being read made count. */
  #rows: Int32Array = new Int32Array(WIDTH * FIRST_ROWS);
  #count = 0;

  constructor(parts: CombinationParts) {
    this.#parts = parts;
  }

  /** Takes a part that counts from an offset on. */
  accept(start: number, end: number, part: number, at: number, sentence: number): void {
    const from = WIDTH * this.#count;
    if (from === this.#rows.length) {
      const grown = new Int32Array(2 * from);
      grown.set(this.#rows);
      this.#rows = grown;
    }
    const rows = this.#rows;
    rows[from] = start;
    rows[from + 1] = end;
    rows[from + PART] = part;
    rows[from + AT] = at;
    rows[from + SENTENCE] = sentence;
    this.#count += 1;
  }

  /** Adds those whose sentence holds all other parts; forgets what lies in sentences before the `first` that may still change. */
  report(hits: HitRows, first: number): void {
    const rows = this.#rows;
    const length = WIDTH * this.#count;
    if (length === 0) return;
    sortRows(rows, this.#count, WIDTH, isEarlier);
    for (let from = 0; from < length; ) {
      let to = from;
      // What becomes certain at the same offset is known together, whatever the order of the terms.
      for (; to < length && rows[to + AT] === rows[from + AT]; to += WIDTH)
        this.#note(rows[to + PART] ?? 0, rows[to + SENTENCE] ?? 0);
      for (; from < to; from += WIDTH) this.#reportPart(from, hits);
    }
    this.#count = 0;
    this.#forgetBefore(first);
  }

  #note(part: number, sentence: number): void {
    const combination = this.#parts.combinations[part] ?? 0;
    const met = this.#metIn(combination, sentence);
    const place = part - (this.#parts.shapes[combination]?.firstPart ?? 0);
    const word = place >>> WORD_SHIFT;
    const bit = 1 << (place & (WORD_BITS - 1));
    const seen = met.seen[word] ?? 0;
    if ((seen & bit) !== 0) return;
    met.seen[word] = seen | bit;
    met.missing -= 1;
  }

  #reportPart(from: number, hits: HitRows): void {
    const rows = this.#rows;
    const part = rows[from + PART] ?? 0;
    const met = this.#metIn(this.#parts.combinations[part] ?? 0, rows[from + SENTENCE] ?? 0);
    if (met.missing > 0) return;
    const start = rows[from] ?? 0;
    const end = rows[from + 1] ?? 0;
    if (met.spans !== null) {
      const span = start * LENGTHS + end - start;
      if (met.spans.has(span)) return;
      met.spans.add(span);
    }
    hits.add(start, end, this.#parts.terms[part] ?? 0, rows[from + AT] ?? 0);
  }

  /** What of a combination stands in a sentence. */
  #metIn(combination: number, sentence: number): Met {
    const known = this.#met.get(combination);
    if (known?.sentence === sentence) return known;
    const shape = this.#parts.shapes[combination];
    if (known === undefined || known.others !== null) return this.#turnTo(combination, shape, known, sentence);
    known.sentence = sentence;
    known.missing = shape?.parts ?? 0;
    known.seen.fill(0);
    known.spans?.clear();
    return known;
  }

  #turnTo(combination: number, shape: CombinationShape | undefined, known: Met | undefined, sentence: number): Met {
    const others = known?.others ?? (shape?.isLate === true ? new Map<number, Met>() : null);
    if (known !== undefined) others?.set(known.sentence, known);
    const met = others?.get(sentence) ?? this.#meet(shape, sentence, others);
    this.#met.set(combination, met);
    return met;
  }

  #meet(shape: CombinationShape | undefined, sentence: number, others: Map<number, Met> | null): Met {
    this.#remembered += 1;
    const parts = shape?.parts ?? 0;
    const spans = shape?.repeats === true ? new Set<number>() : null;
    const seen = parts <= WORD_BITS ? [0] : new Array<number>(Math.ceil(parts / WORD_BITS)).fill(0);
    return { sentence, missing: parts, seen, spans, others };
  }

  #forgetBefore(first: number): void {
    if (this.#remembered < this.#rememberedMax) return;
    let left = 0;
    for (const [combination, { sentence, others }] of this.#met) {
      for (const other of others?.keys() ?? []) if (other < first) others?.delete(other);
      if (sentence < first && (others === null || others.size === 0)) this.#met.delete(combination);
      else left += 1 + (others?.size ?? 0);
    }
    this.#remembered = left;
    this.#rememberedMax = Math.max(REMEMBERED_MIN, 2 * left);
  }
}

const isEarlier = (first: Int32Array, one: number, second: Int32Array, other: number): boolean =>
  (first[one + AT] ?? 0) < (second[other + AT] ?? 0);
