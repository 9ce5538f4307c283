import type { ScreenHit } from './lane.ts';
import type { ScreenStream, Step } from './stream.ts';

/** Which hits are reported: all of them, or at each place the longest of those that start first, none overlapping another. */
export type Semantics = 'overlapping' | 'leftmost-longest';

/** Picks hits in rounds: each round adds hits, and those that start before a frontier are known to be all there. */
class LongestPicker {
  #waiting: ScreenHit[] = [];
  #takenUntil = 0;

  /** The next picks among all hits that start before `frontier`. */
  pick(hits: readonly ScreenHit[], frontier: number): ScreenHit[] {
    if (hits.length > 0) {
      for (const hit of hits) if (hit.start >= this.#takenUntil) this.#waiting.push(hit);
      this.#waiting.sort((a, b) => a.start - b.start || a.end - b.end || a.term - b.term);
    }
    const picked: ScreenHit[] = [];
    let at = 0;
    for (;;) {
      const first = this.#waiting[at];
      if (first === undefined || first.start >= frontier) break;
      let longest = first;
      for (; this.#waiting[at]?.start === first.start; at += 1) {
        const hit = this.#waiting[at];
        if (hit !== undefined && hit.end > longest.end) longest = hit;
      }
      picked.push(longest);
      this.#takenUntil = longest.end;
      while ((this.#waiting[at]?.start ?? Number.POSITIVE_INFINITY) < longest.end) at += 1;
    }
    if (at > 0) this.#waiting.splice(0, at);
    return picked;
  }
}

/** The leftmost-longest ones of all hits of a text, by start. Of two equal spans the term given first counts. */
export function pickLongest(hits: readonly ScreenHit[]): ScreenHit[] {
  return new LongestPicker().pick(hits, Number.POSITIVE_INFINITY);
}

/**
 * Reports the leftmost-longest hits of a stream only, each as soon as no other can take its place. What is released, masked
 * and cut stays as it was: that follows from all hits.
 */
export function reportLongest(inner: ScreenStream): ScreenStream {
  const picker = new LongestPicker();
  let pushed = 0;
  const pick = (step: Step, isLast: boolean): Step => ({
    ...step,
    // What starts before the first held character was decided, or it would be held.
    hits: picker.pick(step.hits, isLast || step.cut ? Number.POSITIVE_INFINITY : pushed - inner.heldChars),
  });
  return {
    push: (text) => {
      pushed += text.length;
      return pick(inner.push(text), false);
    },
    end: () => pick(inner.end(), true),
    get heldChars() {
      return inner.heldChars;
    },
  };
}
