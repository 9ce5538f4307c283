/** A part of a text that is judged as one, at UTF-16 positions of the whole. */
export interface TextWindow {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly isLast: boolean;
}

/**
 * Cuts a growing text into windows that overlap. Where they lie depends on the text's length alone, never on the pieces
 * in which it came; no pair of surrogates is cut in two.
 */
export class WindowCutter {
  readonly #windowChars: number;
  readonly #overlapChars: number;
  #from = 0;
  /** The text from `#from` on. */
  #pending = '';
  #cutTo = 0;

  /** @param windows windowChars at least 4, overlapChars at most half of it. */
  constructor(windows: { readonly windowChars: number; readonly overlapChars: number }) {
    this.#windowChars = windows.windowChars;
    this.#overlapChars = windows.overlapChars;
  }

  /** The windows that are full now. */
  push(text: string): TextWindow[] {
    this.#pending += text;
    const windows: TextWindow[] = [];
    for (;;) {
      const chars = this.#windowChars + (isHigh(this.#pending, this.#windowChars - 1) ? 1 : 0);
      // One more must be there, so that the last window is known to be the last.
      if (this.#pending.length <= chars) return windows;
      windows.push(this.#cut(chars, false));
      // Back by one to keep a pair whole, or on by one where that would be no step at all.
      const step = this.#overlapChars * 2 < chars ? 1 : -1;
      const overlap = this.#overlapChars + (isLow(this.#pending, chars - this.#overlapChars) ? step : 0);
      this.#pending = this.#pending.slice(chars - overlap);
      this.#from += chars - overlap;
    }
  }

  /** What was in no window yet, as the last one; nothing when no text came. */
  end(): TextWindow[] {
    return this.#from + this.#pending.length > this.#cutTo ? [this.#cut(this.#pending.length, true)] : [];
  }

  #cut(chars: number, isLast: boolean): TextWindow {
    this.#cutTo = this.#from + chars;
    return { from: this.#from, to: this.#cutTo, text: this.#pending.slice(0, chars), isLast };
  }
}

const isHigh = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xd800;
const isLow = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

/** All windows of a text that is there as a whole. */
export function cutWindows(
  text: string,
  windows: { readonly windowChars: number; readonly overlapChars: number },
): TextWindow[] {
  const cutter = new WindowCutter(windows);
  return [...cutter.push(text), ...cutter.end()];
}
