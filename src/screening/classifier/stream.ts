import { HeguiError } from '../../kernel/errors.ts';
import { bucketsOf, countFeatures } from './features.ts';
import { UnitFolder } from './fold-units.ts';
import { type ClassifierModel, type Score, UNITS_MIN } from './model.ts';

/** A passage and what the model says of it; UTF-16 offsets in the whole text, `end` is exclusive. */
export interface Passage extends Score {
  readonly start: number;
  readonly end: number;
}

/** One channel of text that is judged while it arrives; nothing is held back. */
export interface ClassifierStream {
  /**
   * Takes the next piece, cut anywhere. Returns the passages that became complete with it.
   *
   * @throws HeguiError E_INTERNAL after `end`.
   */
  push(text: string): Passage[];
  /** Takes it that nothing more comes; returns the last passage, unless it was complete before. Calling it again does nothing. */
  end(): Passage[];
}

/**
 * Opens a stream over windows of the model's size, one every `hopUnits` folded characters, so that a passage of a long
 * text counts for itself. A text no longer than a window is judged whole. What is found depends on the text alone, never
 * on how it was cut into pieces.
 *
 * @param threshold passages less likely than this are not returned; 0 returns all.
 */
export function openClassifierStream(model: ClassifierModel, threshold: number): ClassifierStream {
  return new WindowStream(model, threshold);
}

/** Where a window may begin. */
interface Mark {
  readonly sum: number;
  readonly unit: number;
  readonly offset: number;
}

class WindowStream implements ClassifierStream {
  readonly #model: ClassifierModel;
  readonly #threshold: number;
  readonly #folder = new UnitFolder();
  /** The last `windowUnits` folded units, the newest at `#units - 1`, each at its number modulo the size. */
  readonly #ring: Uint16Array;
  /** The beginnings of windows not complete yet, oldest first. */
  readonly #marks: Mark[] = [];
  #before = 0;
  #first = 0;
  #sum = 0;
  /** Folded units read so far. */
  #units = 0;
  /** Original units read so far, and the offset behind the last one that left a folded unit. */
  #offset = 0;
  #endOffset = 0;
  /** Folded units at the end of the last complete window. */
  #judged = 0;
  #isEnded = false;

  constructor(model: ClassifierModel, threshold: number) {
    this.#model = model;
    this.#threshold = threshold;
    this.#ring = new Uint16Array(model.parts.windowUnits);
  }

  push(text: string): Passage[] {
    if (this.#isEnded) throw new HeguiError('E_INTERNAL', 'push: the classifier stream has ended; open another one');
    const passages: Passage[] = [];
    for (let at = 0; at < text.length; ) {
      at = this.#read(text, at);
      const oldest = this.#marks[0];
      if (oldest !== undefined && this.#units - oldest.unit === this.#ring.length) this.#judge(oldest, passages);
    }
    this.#offset += text.length;
    return passages;
  }

  end(): Passage[] {
    if (this.#isEnded) return [];
    this.#isEnded = true;
    const passages: Passage[] = [];
    const oldest = this.#marks[0];
    if (oldest !== undefined && this.#judged < this.#units && this.#units >= UNITS_MIN) this.#judge(oldest, passages);
    return passages;
  }

  /**
   * Reads on to where a window may begin or end, or to the end of the text; returns how far. The hot loop: its state is in
   * variables of its own.
   */
  #read(text: string, from: number): number {
    const { hash, anyWeights, parts } = this.#model;
    const { hopUnits } = parts;
    const folder = this.#folder;
    const ring = this.#ring;
    const size = ring.length;
    const stop = this.#units + hopUnits - (this.#units % hopUnits);
    let units = this.#units;
    let slot = units % size;
    let before = this.#before;
    let first = this.#first;
    let sum = this.#sum;
    let end = this.#endOffset - this.#offset;
    let at = from;
    for (; at < text.length && units < stop; at += 1) {
      const unit = folder.fold(text.charCodeAt(at));
      if (unit === 0) continue;
      if (units % hopUnits === 0) this.#marks.push({ sum, unit: units, offset: this.#offset + at });
      sum += anyWeights[hash.one(unit)] ?? 0;
      if (before !== 0) sum += anyWeights[hash.two(before, unit)] ?? 0;
      if (first !== 0) sum += anyWeights[hash.three(first, before, unit)] ?? 0;
      first = before;
      before = unit;
      ring[slot] = unit;
      slot = slot + 1 === size ? 0 : slot + 1;
      units += 1;
      end = at + 1;
    }
    this.#endOffset = this.#offset + end;
    this.#first = first;
    this.#before = before;
    this.#sum = sum;
    this.#units = units;
    return at;
  }

  #judge(mark: Mark, passages: Passage[]): void {
    this.#marks.shift();
    this.#judged = this.#units;
    const features = countFeatures(this.#units) - countFeatures(mark.unit);
    const probability = this.#model.probabilityOf(this.#sum - mark.sum, features);
    if (probability < this.#threshold) return;
    const shares = this.#model.sharesOf(bucketsOf(this.#unitsFrom(mark.unit), this.#model.hash));
    const risk = this.#model.risks[shares.indexOf(Math.max(...shares))] ?? '';
    passages.push({ start: mark.offset, end: this.#endOffset, probability, risk, shares });
  }

  #unitsFrom(first: number): Uint16Array {
    const units = new Uint16Array(this.#units - first);
    for (let index = 0; index < units.length; index += 1)
      units[index] = this.#ring[(first + index) % this.#ring.length] ?? 0;
    return units;
  }
}

/** The passages of a whole text that are at least as likely as the threshold, in order. */
export function findPassages(model: ClassifierModel, text: string, threshold: number): Passage[] {
  const stream = openClassifierStream(model, threshold);
  return [...stream.push(text), ...stream.end()];
}

/** What the model says of a text: of its most likely passage. Null for a text too short to be judged. */
export function scoreText(model: ClassifierModel, text: string): Passage | null {
  let most: Passage | null = null;
  for (const passage of findPassages(model, text, 0)) {
    if (most === null || passage.probability > most.probability) most = passage;
  }
  return most;
}

/** Passages that touch or overlap become one, with the probability, risk and shares of the likeliest among them. */
export function joinPassages(passages: readonly Passage[]): Passage[] {
  const joined: Passage[] = [];
  for (const passage of passages) {
    const last = joined.at(-1);
    if (last === undefined || passage.start > last.end) joined.push(passage);
    else
      joined[joined.length - 1] = {
        ...(passage.probability > last.probability ? passage : last),
        start: last.start,
        end: passage.end,
      };
  }
  return joined;
}
