import type { Window } from './lane.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The parts of a text that are masked when they are released. */
export class Masks {
  readonly #mask: string;
  #spans: Span[] = [];

  /** @param mask stands in for each code point. */
  constructor(mask: string) {
    this.#mask = mask;
  }

  add(span: Span): void {
    this.#spans.push(span);
  }

  /** The window's text from `from` up to `until`, masked. Forgets the spans that end there. */
  release(window: Window, from: number, until: number): string {
    const { text, origin } = window;
    if (this.#spans.length === 0) {
      return from === origin && until - origin === text.length ? text : text.slice(from - origin, until - origin);
    }
    this.#spans.sort((a, b) => a.start - b.start);
    let released = '';
    let at = from;
    for (const { start, end } of this.#spans) {
      const first = Math.max(start, at);
      const last = Math.min(end, until);
      if (first >= last) continue;
      released += text.slice(at - origin, first - origin);
      released += this.#mask.repeat(countCodePoints(text, first - origin, last - origin));
      at = last;
    }
    this.#spans = this.#spans.filter(({ end }) => end > until);
    return released + text.slice(at - origin, until - origin);
  }
}

/** Code points of a well-formed text between two offsets. */
export function countCodePoints(text: string, start: number, end: number): number {
  let count = 0;
  for (let index = start; index < end; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0xdc00 || unit >= 0xe000) count += 1;
  }
  return count;
}
