import type { HitRows } from '../hit-rows.ts';
import { sortRows } from '../sort-rows.ts';
import { SentenceBits } from './sentence-bits.ts';

/** The parts of all combinations, by their numbers over all. */
export interface CombinationParts {
  /** The combination that a part belongs to. */
  readonly combinations: Int32Array;
  /** The term that is reported for it. */
  readonly terms: Int32Array;
  /** By combination, what is to be known of it. */
  readonly shapes: readonly CombinationShape[];
  /** The bit of a part among those of its combination, where one number holds all that is to be kept of it; else 0. */
  readonly bits: Int32Array;
  /** By combination, the bits of all its parts. */
  readonly all: Int32Array;
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
/** In the place of a part that was reported. */
const REPORTED = -1;
const FIRST_ROWS = 64;
/** Room for more numbers is not kept. */
const KEPT_NUMBERS_MAX = 1 << 20;
/** Parts of a combination that one number holds a bit each for. */
export const WORD_BITS = 32;
const WORD_SHIFT = 5;
/** A span is one number: its start, and below that its length. */
const LENGTHS = 2 ** 20;
const REMEMBERED_MIN = 64;

/** Room for the parts that count in a text. */
export interface PartRoom {
  rows: Int32Array;
}

export const makePartRoom = (): PartRoom => ({ rows: new Int32Array(WIDTH * FIRST_ROWS) });

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
  /** Of those that one number says all of. */
  readonly #sentences = new SentenceBits();
  #remembered = 0;
  #rememberedMax = REMEMBERED_MIN;
  readonly #room: PartRoom;
  /** The parts that the piece being read made count. */
  #rows: Int32Array;
  #count = 0;
  /** Did each come to count where the one before did, or behind? */
  #isInOrder = true;
  #lastAt = 0;

  /** @param room where they lie, for one text at a time; kept, it need not be made anew for the next. */
  constructor(parts: CombinationParts, room: PartRoom = makePartRoom()) {
    this.#parts = parts;
    this.#room = room;
    this.#rows = room.rows;
  }

  /** Takes a part that counts from an offset on. */
  accept(start: number, end: number, part: number, at: number, sentence: number): void {
    const from = WIDTH * this.#count;
    if (from === this.#rows.length) {
      const grown = new Int32Array(2 * from);
      grown.set(this.#rows);
      this.#rows = grown;
      if (grown.length <= KEPT_NUMBERS_MAX) this.#room.rows = grown;
    }
    const rows = this.#rows;
    rows[from] = start;
    rows[from + 1] = end;
    rows[from + PART] = part;
    rows[from + AT] = at;
    rows[from + SENTENCE] = sentence;
    this.#count += 1;
    if (at < this.#lastAt) this.#isInOrder = false;
    this.#lastAt = at;
  }

  /** Adds those whose sentence holds all other parts; forgets what lies in sentences before the `first` that may still change. */
  report(hits: HitRows, first: number): void {
    const rows = this.#rows;
    const length = WIDTH * this.#count;
    if (length === 0) return;
    if (!this.#isInOrder) sortRows(rows, this.#count, WIDTH, isEarlier);
    for (let from = 0; from < length; ) {
      const at = rows[from + AT] ?? 0;
      let to = from;
      let mustLookAgain = false;
      for (; to < length && rows[to + AT] === at; to += WIDTH)
        mustLookAgain = this.#meetPart(to, hits) || mustLookAgain;
      // What becomes certain at the same offset is known together, whatever the order of the terms.
      for (; mustLookAgain && from < to; from += WIDTH) this.#reportPart(from, hits);
      from = to;
    }
    this.#count = 0;
    this.#isInOrder = true;
    this.#lastAt = 0;
    this.#forgetBefore(first);
  }

  /** Takes note of a part, and reports it if all are there; returns whether that may make parts due that were not. */
  #meetPart(from: number, hits: HitRows): boolean {
    const rows = this.#rows;
    const { bits, combinations, all } = this.#parts;
    const part = rows[from + PART] ?? 0;
    const bit = bits[part] ?? 0;
    if (bit === 0) {
      this.#note(part, rows[from + SENTENCE] ?? 0);
      return true;
    }
    const combination = combinations[part] ?? 0;
    const known = this.#sentences.note(combination, rows[from + SENTENCE] ?? 0, bit);
    if ((known | bit) !== all[combination]) return false;
    this.#add(from, part, hits);
    return known !== all[combination];
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
    if (part === REPORTED) return;
    const combination = this.#parts.combinations[part] ?? 0;
    const sentence = rows[from + SENTENCE] ?? 0;
    if (this.#parts.bits[part] !== 0) {
      if (this.#sentences.bitsOf(combination, sentence) !== this.#parts.all[combination]) return;
    } else if (!this.#isDue(this.#metIn(combination, sentence), rows[from] ?? 0, rows[from + 1] ?? 0)) return;
    this.#add(from, part, hits);
  }

  #add(from: number, part: number, hits: HitRows): void {
    const rows = this.#rows;
    hits.add(rows[from] ?? 0, rows[from + 1] ?? 0, this.#parts.terms[part] ?? 0, rows[from + AT] ?? 0);
    rows[from + PART] = REPORTED;
  }

  /** Are all parts there, and was none reported at the same place? Takes note of it. */
  #isDue({ missing, spans }: Met, start: number, end: number): boolean {
    if (missing > 0) return false;
    if (spans === null) return true;
    const span = start * LENGTHS + end - start;
    if (spans.has(span)) return false;
    spans.add(span);
    return true;
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
    this.#sentences.forgetBefore(first);
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
