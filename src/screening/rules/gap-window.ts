import type { Known } from './judge.ts';
import { failedAt, LIVE, matchForward } from './matching.ts';
import type { GapTail } from './rule-plan.ts';
import type { TextIndex } from './text-index.ts';

/** A first part whose last part may still come. Offsets are those of the whole text. */
interface Chain {
  readonly start: number;
  readonly end: number;
  /** How many of the places that its window found were looked at for it. */
  seen: number;
  /** Where the last part that was found for it ends. */
  lastEnd: number;
}

/** Takes the end of an occurrence that began at `start`, and whose it is. */
export type TakeEnd = (start: number, end: number, tail: GapTail) => void;
/** Takes from when to when an occurrence was open that began at `start`; `until` is Infinity while it is. */
export type TakeOpen = (start: number, from: number, until: number) => void;

/** A place at which a last part stands, and where that ends. */
interface Place {
  readonly at: number;
  readonly end: number;
  readonly tail: GapTail;
}

/** A place at which a last part failed, and the first offset at which that was certain. */
interface Failure {
  readonly at: number;
  readonly end: number;
}

interface Failures {
  /** In order. */
  readonly places: Failure[];
  /** Units from a place to where it was certain, at most. */
  longest: number;
}

/** Until when that is open for which more of the text must come: at the end of a text, until that. */
export const untilMoreComes = ({ text, origin, isEnd }: Known): number =>
  isEnd ? origin + text.length + 1 : Number.POSITIVE_INFINITY;

/**
 * The places behind the occurrences of one first part at which a last part may begin: one of those of all terms with that first
 * part. Each is compared once, however many occurrences it is near; those come in the order of their ends.
 */
export class GapWindow {
  readonly #tails: readonly GapTail[];
  readonly #gap: number;
  readonly #index: TextIndex;
  readonly #takeEnd: TakeEnd;
  /** Null where nobody asks what is open. */
  readonly #takeOpen: TakeOpen | null;
  /** Those for which more of the text must come, by their ends. */
  #chains: Chain[] = [];
  /** All parts were compared up to `#to`, and all but those that wait up to `#comparedTo`. */
  #to = -1;
  #comparedTo = -1;
  /** By number, parts that wait for more text, and where. */
  #waiting: Map<number, number> | null = null;
  /** Where last parts stand, as they were found, from the `#dropped`th place on. */
  #found: Place[] = [];
  #dropped = 0;
  /** By number of the part; null where there are none or nobody asks what is open. */
  #failed: Map<number, Failures> | null = null;

  constructor(tails: readonly GapTail[], gap: number, index: TextIndex, takeEnd: TakeEnd, takeOpen: TakeOpen | null) {
    this.#tails = tails;
    this.#gap = gap;
    this.#index = index;
    this.#takeEnd = takeEnd;
    this.#takeOpen = takeOpen;
  }

  /** Is any occurrence left for which more of the text must come? */
  get isOpen(): boolean {
    return this.#chains.length > 0;
  }

  /** Hands over the patterns for which more of the text must come, and where these occurrences start. */
  eachOpen(take: (pattern: number, start: number) => void): void {
    for (const { start } of this.#chains) for (const { pattern } of this.#tails) take(pattern, start);
  }

  /** Goes on with those that more of the text was to come for. */
  readOn(known: Known): void {
    const chains = this.#chains;
    this.#chains = [];
    const { text, origin } = known;
    let over = 0;
    for (; over < chains.length; over += 1) {
      const chain = chains[over];
      if (chain === undefined || !this.#index.readAround(text, origin, chain.start, chain.end, this.#gap)) break;
      this.#follow(chain, known);
    }
    if (over < chains.length) this.#followOpen(over === 0 ? chains : chains.slice(over), known);
  }

  /** Takes an occurrence of the first part, which ends behind those that came before. */
  add(start: number, end: number, known: Known): void {
    if (this.#to < end && !this.isOpen) this.#beginAt(end);
    this.#forget(end);
    this.#follow({ start, end, seen: this.#dropped, lastEnd: end }, known);
  }

  #follow(chain: Chain, known: Known): void {
    const { start, end } = chain;
    const { text, origin, isEnd } = known;
    const isOver = this.#index.readAround(text, origin, start, end, this.#gap);
    const limit = isOver ? this.#index.firstBeyond(end, this.#gap) : this.#index.to;
    if (this.#to < limit) this.#compareUpTo(limit, text, origin);
    this.#takeFound(chain, limit);
    const isLeft = !isOver || this.#to < limit;
    if (isLeft && !isEnd) this.#chains.push(chain);
    if (this.#takeOpen === null) return;
    this.#takeOpen(start, end, isLeft ? untilMoreComes(known) : this.#until(end, limit, chain.lastEnd));
  }

  /** Goes on with those whose gap is not over where the text ends; the index has read up to there. */
  #followOpen(chains: Chain[], known: Known): void {
    const limit = this.#index.to;
    if (this.#to < limit) this.#compareUpTo(limit, known.text, known.origin);
    for (const chain of chains) this.#takeFound(chain, limit);
    if (!known.isEnd) for (const chain of chains) this.#chains.push(chain);
    // All of them ended before this piece, and the first of them starts before the others.
    const [first] = chains;
    if (first !== undefined) this.#takeOpen?.(first.start, first.end, untilMoreComes(known));
  }

  /** Takes what was found for an occurrence since it was looked at last. */
  #takeFound(chain: Chain, limit: number): void {
    const count = this.#dropped + this.#found.length;
    for (; chain.seen < count; chain.seen += 1) {
      const place = this.#found[chain.seen - this.#dropped];
      // While one part waits for more text, others may have been found further on than this gap reaches.
      if (place === undefined || place.at < chain.end || place.at >= limit) continue;
      chain.lastEnd = Math.max(chain.lastEnd, place.end);
      this.#takeEnd(chain.start, place.end, place.tail);
    }
  }

  /** Compares the places up to a limit, of each part or to the first of which the text does not say yet. */
  #compareUpTo(limit: number, text: string, origin: number): void {
    const index = this.#index;
    const before = this.#waiting;
    const comparedTo = Math.max(limit, this.#comparedTo);
    let waiting: Map<number, number> | null = null;
    let least = comparedTo;
    for (let number = 0; number < this.#tails.length; number += 1) {
      const from = Math.max(before?.get(number) ?? this.#comparedTo, index.from);
      const last = index.last(this.#tails[number]?.part.symbols[0] ?? 0);
      let to = Math.max(from, limit);
      if (from < limit && last >= from) to = this.#compare(number, last, from, limit, text, origin);
      // What waits is behind the others even where it waits no more.
      if (to >= comparedTo) continue;
      waiting ??= new Map();
      waiting.set(number, to);
      least = Math.min(least, to);
    }
    this.#waiting = waiting;
    this.#comparedTo = comparedTo;
    this.#to = least;
  }

  /** @param last the last place at which the part may stand. */
  #compare(number: number, last: number, from: number, limit: number, text: string, origin: number): number {
    const tail = this.#tails[number];
    if (tail === undefined) return limit;
    const places: number[] = [];
    for (let at = last; at >= from; at = this.#index.lastBefore(at)) if (at < limit) places.push(at);
    for (let place = places.pop(); place !== undefined; place = places.pop()) {
      const result = matchForward(tail.part, text, place - origin, text.length);
      // A part that begins further on ends further on: the text does not say of those either.
      if (result === LIVE) return place;
      if (result >= 0) this.#found.push({ at: place, end: result + origin, tail });
      else if (this.#takeOpen !== null) this.#fail(number, place, failedAt(result) + origin);
    }
    return limit;
  }

  #fail(number: number, at: number, end: number): void {
    this.#failed ??= new Map();
    const failures = this.#failed.get(number) ?? { places: [], longest: 0 };
    failures.places.push({ at, end });
    failures.longest = Math.max(failures.longest, end - at);
    this.#failed.set(number, failures);
  }

  /** Where it was certain that no more comes behind an occurrence, as nothing does from `limit` on. */
  #until(end: number, limit: number, lastEnd: number): number {
    let until = Math.max(limit, lastEnd);
    if (this.#failed === null) return until;
    for (const { places, longest } of this.#failed.values()) {
      for (let index = places.length - 1; index >= 0; index -= 1) {
        const place = places[index];
        if (place === undefined || place.at < end || place.at + longest <= until) break;
        if (place.at < limit) until = Math.max(until, place.end);
      }
    }
    return until;
  }

  /** Forgets the places before the first occurrence that waits, or before `end` if none does. */
  #forget(end: number): void {
    const before = this.#chains[0]?.end ?? end;
    for (const failures of this.#failed?.values() ?? []) {
      const kept = countBefore(failures.places, before);
      if (2 * kept > failures.places.length) failures.places.splice(0, kept);
    }
    const found = this.#found;
    const count = countBefore(found, before);
    if (count === 0 || 2 * count < found.length) return;
    this.#found = found.slice(count);
    this.#dropped += count;
  }

  #beginAt(end: number): void {
    this.#to = end;
    this.#comparedTo = end;
    this.#waiting = null;
    this.#dropped += this.#found.length;
    if (this.#found.length > 0) this.#found = [];
    this.#failed = null;
  }
}

/** How many places at the beginning stand before an offset. */
function countBefore(places: readonly { readonly at: number }[], offset: number): number {
  let count = 0;
  while (count < places.length && (places[count]?.at ?? 0) < offset) count += 1;
  return count;
}
