import {
  type FoldedKind,
  type Folding,
  findFoldedBy,
  type ScreenHit,
  type TermSpec,
} from '../../../screening/index.ts';

/** A term as its file lists it. */
export interface ListedTerm {
  readonly spec: TermSpec;
  /** null where neither the file nor the command names one. */
  readonly risk: string | null;
}

/** A hit as the command prints it; `offset` and `length` count code points. */
export interface ToldHit {
  readonly offset: number;
  readonly offsetUtf16: number;
  readonly length: number;
  readonly term: string;
  readonly risk: string | null;
  readonly foldedBy: readonly FoldedKind[];
}

/** Most answers that are kept for spellings seen before. */
const SPELLINGS_MAX = 10_000;

/** Puts hits into the terms of people: code points of the whole text, the term, its risk, and what was folded. */
export class HitTeller {
  readonly #terms: readonly ListedTerm[];
  readonly #folding: Folding;
  readonly #spellings = new Map<string, readonly FoldedKind[]>();
  /** The text from `#origin` on; `#points` code points came before it. */
  #text = '';
  #origin = 0;
  #points = 0;

  constructor(terms: readonly ListedTerm[], folding: Folding) {
    this.#terms = terms;
    this.#folding = folding;
  }

  /** Takes the next piece of the text, before the hits found in it are told. */
  add(piece: string): void {
    this.#text += piece;
  }

  /** The hits, which must come by their start and start no earlier than what was kept. */
  tell(hits: readonly ScreenHit[]): ToldHit[] {
    let at = 0;
    let points = this.#points;
    return hits.map((hit) => {
      const start = hit.start - this.#origin;
      const end = hit.end - this.#origin;
      points += countCodePoints(this.#text, at, start);
      at = start;
      const listed = this.#terms[hit.tag];
      return {
        offset: points,
        offsetUtf16: hit.start,
        length: countCodePoints(this.#text, start, end),
        term: listed?.spec.text ?? '',
        risk: listed?.risk ?? null,
        foldedBy: listed === undefined ? [] : this.#foldedBy(this.#text.slice(start, end), listed.spec, hit.tag),
      };
    });
  }

  /** Forgets all but the last `chars` UTF-16 units. */
  keep(chars: number): void {
    const until = this.#text.length - chars;
    this.#points += countCodePoints(this.#text, 0, until);
    this.#text = this.#text.slice(until);
    this.#origin += until;
  }

  #foldedBy(found: string, spec: TermSpec, tag: number): readonly FoldedKind[] {
    if (found === spec.text) return [];
    const key = `${tag} ${found}`;
    const known = this.#spellings.get(key);
    if (known !== undefined) return known;
    const kinds = findFoldedBy(found, spec, this.#folding);
    if (this.#spellings.size >= SPELLINGS_MAX) this.#spellings.clear();
    this.#spellings.set(key, kinds);
    return kinds;
  }
}

/** Code points between two offsets; half a surrogate pair counts as one. */
function countCodePoints(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) {
    const unit = text.charCodeAt(at);
    const isSecondHalf = unit >= 0xdc00 && unit < 0xe000 && at > 0 && isHigh(text.charCodeAt(at - 1));
    if (!isSecondHalf) count += 1;
  }
  return count;
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
