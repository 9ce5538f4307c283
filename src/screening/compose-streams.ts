import type { ScreenStream, Step } from './stream.ts';

/**
 * Two streams one behind the other: what the first releases, the second reads. Offsets of all hits are those of the text
 * as it came in, although the first may have put one character in place of a pair.
 *
 * @param first one that releases a character (a code point) for each that came in, as term screens do.
 */
export const composeStreams = (first: ScreenStream, second: ScreenStream): ScreenStream =>
  new ComposedStream(first, second);

interface Shift {
  /** Offset between the two streams from which on it counts. */
  readonly at: number;
  /** Units that came in more than went on, up to there. */
  readonly units: number;
}

class ComposedStream implements ScreenStream {
  readonly #first: ScreenStream;
  readonly #second: ScreenStream;
  /** Came in, not yet released by the first. */
  #waiting = '';
  /** Units that went from the first to the second. */
  #passed = 0;
  /** In order; none while the first changed no length. */
  #shifts: Shift[] = [];
  #isCut = false;

  constructor(first: ScreenStream, second: ScreenStream) {
    this.#first = first;
    this.#second = second;
  }

  get heldChars(): number {
    return this.#isCut ? 0 : this.#first.heldChars + this.#second.heldChars;
  }

  push(text: string): Step {
    if (this.#isCut) return { released: '', hits: [], cut: true };
    this.#waiting += text;
    return this.#pass(this.#first.push(text), false);
  }

  end(): Step {
    if (this.#isCut) return { released: '', hits: [], cut: true };
    return this.#pass(this.#first.end(), true);
  }

  #pass(from: Step, isEnd: boolean): Step {
    this.#noteShifts(from.released);
    const steps = [this.#second.push(from.released)];
    // Where the first cuts, what the second still holds stays back: nobody will know what it would have become.
    if (isEnd && !from.cut && steps[0]?.cut !== true) steps.push(this.#second.end());
    const hits = [...from.hits];
    let released = '';
    for (const step of steps) {
      released += step.released;
      for (const hit of step.hits)
        hits.push({ ...hit, start: this.#originOf(hit.start), end: this.#originOf(hit.end) });
      if (step.cut) this.#isCut = true;
    }
    if (from.cut) this.#isCut = true;
    return { released, hits, cut: this.#isCut };
  }

  #noteShifts(released: string): void {
    if (this.#waiting.startsWith(released)) {
      this.#waiting = this.#waiting.slice(released.length);
      this.#passed += released.length;
      return;
    }
    let at = 0;
    for (const character of released) {
      const came = String.fromCodePoint(this.#waiting.codePointAt(at) ?? 0);
      at += came.length;
      this.#passed += character.length;
      if (came.length !== character.length) {
        const before = this.#shifts.at(-1)?.units ?? 0;
        this.#shifts.push({ at: this.#passed, units: before + came.length - character.length });
      }
    }
    this.#waiting = this.#waiting.slice(at);
  }

  #originOf(offset: number): number {
    let units = 0;
    for (const shift of this.#shifts) {
      if (shift.at > offset) break;
      units = shift.units;
    }
    return offset + units;
  }
}
