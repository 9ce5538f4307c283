import { INVISIBLES_MAX, SEPARATOR, SYMBOL } from '../fold.ts';
import type { Known } from './judge.ts';
import { afterCodePoint, failedAt, LIVE, matchForward, type Pattern } from './matching.ts';

/** A first part whose last part may still come. Offsets are those of the whole text. */
interface Chain {
  readonly start: number;
  readonly end: number;
  // Characters up to its end, visible and invisible ones, as far as its window has counted.
  readonly visible: number;
  readonly invisible: number;
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
  readonly #takeEnd: TakeEnd;
  /** Null where nobody asks what is open. */
  readonly #takeOpen: TakeOpen | null;
  /** Those for which more of the text must come, by their ends. */
  #chains: Chain[] = [];
  /** Compared up to here. */
  #to = -1;
  // Characters up to there.
  #visible = 0;
  #invisible = 0;
  /** The end of the occurrence that came last, and the characters up to there. */
  #from = -1;
  #fromVisible = 0;
  #fromInvisible = 0;
  /** Where the last part stands, from the `#dropped`th place on. */
  #found: Place[] = [];
  #dropped = 0;
  /** Where it failed, and was the last to do so: a later place failed before. */
  #failed: Place[] = [];

  constructor(part: Pattern, gap: number, takeEnd: TakeEnd, takeOpen: TakeOpen | null) {
    this.#part = part;
    this.#gap = gap;
    this.#takeEnd = takeEnd;
    this.#takeOpen = takeOpen;
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
    this.#forget();
  }

  /** Takes an occurrence of the first part, which ends behind those that came before. */
  add(start: number, end: number, known: Known): void {
    if (end > this.#to && this.#chains.length === 0) this.#beginAt(end);
    else this.#moveTo(end, known);
    this.#forget();
    this.#follow(
      { start, end, visible: this.#fromVisible, invisible: this.#fromInvisible, seen: this.#dropped },
      known,
    );
  }

  #follow(chain: Chain, known: Known): void {
    const until = this.#goOn(chain, known);
    const isLeft = until === Number.POSITIVE_INFINITY;
    if (isLeft && !known.isEnd) this.#chains.push(chain);
    this.#takeOpen?.(chain.start, chain.end, isLeft && known.isEnd ? known.origin + known.text.length + 1 : until);
  }

  /** Hands over what the text brings; returns where it was certain that no more comes, Infinity while it may. */
  #goOn(chain: Chain, { text, origin }: Known): number {
    for (;;) {
      for (; chain.seen < this.#dropped + this.#found.length; chain.seen += 1) {
        const place = this.#found[chain.seen - this.#dropped];
        if (place !== undefined && place.at >= chain.end) this.#takeEnd(chain.start, place.end);
      }
      if (this.#countFrom(chain) > this.#gap) return this.#until(chain);
      if (!this.#compareNext(text, origin)) return Number.POSITIVE_INFINITY;
    }
  }

  /** Characters behind an occurrence up to where was compared: invisible ones only once there are more than may be skipped. */
  #countFrom({ visible, invisible }: Chain): number {
    return this.#visible - visible + Math.max(0, this.#invisible - invisible - INVISIBLES_MAX);
  }

  /** Forgets the places before the first occurrence that waits, or before the last one if none does. */
  #forget(): void {
    const count = this.#countBefore(this.#chains[0]?.end ?? this.#from);
    if (count === 0 || 2 * count < this.#found.length) return;
    this.#found = this.#found.slice(count);
    this.#dropped += count;
  }

  #countBefore(end: number): number {
    const found = this.#found;
    let count = 0;
    while (count < found.length && (found[count]?.at ?? 0) < end) count += 1;
    return count;
  }

  #beginAt(end: number): void {
    this.#to = end;
    this.#from = end;
    this.#visible = 0;
    this.#invisible = 0;
    this.#fromVisible = 0;
    this.#fromInvisible = 0;
    this.#dropped += this.#found.length;
    this.#found = [];
    this.#failed = [];
  }

  #moveTo(end: number, { text, origin }: Known): void {
    const { kinds } = this.#part.table;
    for (let at = this.#from - origin; at < end - origin; at = afterCodePoint(text, at)) {
      if (isVisible(kinds, text.charCodeAt(at))) this.#fromVisible += 1;
      else this.#fromInvisible += 1;
    }
    this.#from = end;
  }

  /** Compares the next place; false where the text does not say yet. */
  #compareNext(text: string, origin: number): boolean {
    const at = this.#to - origin;
    if (at >= text.length) return false;
    const { table, symbols } = this.#part;
    const unit = text.charCodeAt(at);
    if (table.units[unit] === symbols[0]) {
      const result = matchForward(this.#part, text, at, text.length);
      // A part that begins further on ends further on: the text does not say of those either.
      if (result === LIVE) return false;
      if (result >= 0) this.#found.push({ at: this.#to, end: result + origin });
      else if (this.#takeOpen !== null) this.#fail({ at: this.#to, end: failedAt(result) + origin });
    }
    if (isVisible(table.kinds, unit)) this.#visible += 1;
    else this.#invisible += 1;
    this.#to = afterCodePoint(text, at) + origin;
    return true;
  }

  #fail(place: Place): void {
    const failed = this.#failed;
    while (failed.length > 0 && (failed.at(-1)?.end ?? 0) <= place.end) failed.pop();
    failed.push(place);
  }

  /** Where it was certain that no more comes for an occurrence behind which all was compared. */
  #until({ end }: Chain): number {
    const last = this.#failed.find(({ at }) => at >= end);
    return Math.max(this.#to, last?.end ?? 0);
  }
}

const isVisible = (kinds: Uint8Array, unit: number): boolean => (kinds[unit] ?? SYMBOL) <= SEPARATOR;
