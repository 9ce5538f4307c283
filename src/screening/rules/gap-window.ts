import type { Known } from './judge.ts';
import { failedAt, LIVE, matchForward, type Pattern } from './matching.ts';
import type { TextIndex } from './text-index.ts';

/** A first part whose last part may still come. Offsets are those of the whole text. */
interface Chain {
  readonly start: number;
  readonly end: number;
  /** How many of the places that its window found were looked at for it. */
  seen: number;
}

/** Takes the end of an occurrence that began at `start`. */
export type TakeEnd = (start: number, end: number) => void;
/** Takes from when to when an occurrence was open that began at `start`; `until` is Infinity while it is. */
export type TakeOpen = (start: number, from: number, until: number) => void;

/** A place at which the last part stands, or failed. */
interface Place {
  readonly at: number;
  /** Where that ends, or the first offset at which it was certain that it does not stand there. */
  readonly end: number;
}

/**
 * The places behind the occurrences of one first part at which the last part may begin. Each is compared once, however many
 * occurrences it is near; those come in the order of their ends.
 */
export class GapWindow {
  readonly #part: Pattern;
  readonly #gap: number;
  readonly #index: TextIndex;
  readonly #takeEnd: TakeEnd;
  /** Null where nobody asks what is open. */
  readonly #takeOpen: TakeOpen | null;
  /** Those for which more of the text must come, by their ends. */
  #chains: Chain[] = [];
  /** Compared up to here. */
  #to = -1;
  /** Where the last part stands, from the `#dropped`th place on. */
  #found: Place[] = [];
  #dropped = 0;
  /** Where it failed, and was the last to do so: a later place failed before. */
  #failed: Place[] = [];

  constructor(part: Pattern, gap: number, index: TextIndex, takeEnd: TakeEnd, takeOpen: TakeOpen | null) {
    this.#part = part;
    this.#gap = gap;
    this.#index = index;
    this.#takeEnd = takeEnd;
    this.#takeOpen = takeOpen;
  }

  /** Is any occurrence left for which more of the text must come? */
  get isOpen(): boolean {
    return this.#chains.length > 0;
  }

  /** Where those start for which more of the text must come. */
  get openStarts(): number[] {
    return this.#chains.map(({ start }) => start);
  }

  /** Goes on with those that more of the text was to come for. */
  readOn(known: Known): void {
    const chains = this.#chains;
    this.#chains = [];
    for (const chain of chains) this.#follow(chain, known);
  }

  /** Takes an occurrence of the first part, which ends behind those that came before. */
  add(start: number, end: number, known: Known): void {
    if (this.#to < end && !this.isOpen) this.#beginAt(end);
    this.#forget(end);
    this.#follow({ start, end, seen: this.#dropped }, known);
  }

  #follow(chain: Chain, known: Known): void {
    const { start, end } = chain;
    const { text, origin, isEnd } = known;
    const isOver = this.#index.readAround(text, origin, start, end, this.#gap);
    const limit = isOver ? this.#index.firstBeyond(end, this.#gap) : this.#index.to;
    if (this.#to < limit) this.#compareUpTo(limit, text, origin);
    for (; chain.seen < this.#dropped + this.#found.length; chain.seen += 1) {
      const place = this.#found[chain.seen - this.#dropped];
      if (place !== undefined && place.at >= end) this.#takeEnd(start, place.end);
    }
    const isLeft = !isOver || this.#to < limit;
    if (isLeft && !isEnd) this.#chains.push(chain);
    if (this.#takeOpen === null) return;
    const until = isLeft ? (isEnd ? origin + text.length + 1 : Number.POSITIVE_INFINITY) : this.#until(end, limit);
    this.#takeOpen(start, end, until);
  }

  /** Compares the places up to a limit, or to the first of which the text does not say yet. */
  #compareUpTo(limit: number, text: string, origin: number): void {
    const index = this.#index;
    const from = Math.max(this.#to, index.from);
    const places: number[] = [];
    for (let at = index.last(this.#part.symbols[0] ?? 0); at >= from; at = index.lastBefore(at))
      if (at < limit) places.push(at);
    this.#to = limit;
    for (let at = places.pop(); at !== undefined; at = places.pop()) {
      const result = matchForward(this.#part, text, at - origin, text.length);
      if (result === LIVE) {
        // A part that begins further on ends further on: the text does not say of those either.
        this.#to = at;
        return;
      }
      if (result >= 0) this.#found.push({ at, end: result + origin });
      else if (this.#takeOpen !== null) this.#fail({ at, end: failedAt(result) + origin });
    }
  }

  #fail(place: Place): void {
    const failed = this.#failed;
    while (failed.length > 0 && (failed.at(-1)?.end ?? 0) <= place.end) failed.pop();
    failed.push(place);
  }

  /** Where it was certain that no more comes behind an occurrence, as nothing does from `limit` on. */
  #until(end: number, limit: number): number {
    const last = this.#failed.find(({ at }) => at >= end);
    return Math.max(limit, last?.end ?? 0);
  }

  /** Forgets the places before the first occurrence that waits, or before `end` if none does. */
  #forget(end: number): void {
    const found = this.#found;
    const before = this.#chains[0]?.end ?? end;
    let count = 0;
    while (count < found.length && (found[count]?.at ?? 0) < before) count += 1;
    if (count === 0 || 2 * count < found.length) return;
    this.#found = found.slice(count);
    this.#dropped += count;
  }

  #beginAt(end: number): void {
    this.#to = end;
    this.#dropped += this.#found.length;
    if (this.#found.length > 0) this.#found = [];
    if (this.#failed.length > 0) this.#failed = [];
  }
}
