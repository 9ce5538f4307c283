// Numbers of a span: where the occurrence starts, from when to when it was open.
const WIDTH = 3;

/** What was open at which offset of the piece read last. */
export class OpenSpans {
  #spans: number[] = [];

  clear(): void {
    if (this.#spans.length > 0) this.#spans = [];
  }

  /** Notes an occurrence that was open from one offset up to, but without, another. */
  add(start: number, from: number, until: number): void {
    this.#spans.push(start, from, until);
  }

  /** Where the first occurrence starts that was open at an offset; the offset when none was. */
  startAt(offset: number): number {
    const spans = this.#spans;
    let first = offset;
    for (let span = 0; span < spans.length; span += WIDTH) {
      const isOpen = (spans[span + 1] ?? 0) <= offset && offset < (spans[span + 2] ?? 0);
      if (isOpen) first = Math.min(first, spans[span] ?? first);
    }
    return first;
  }
}
