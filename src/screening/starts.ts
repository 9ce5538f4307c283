import { CLASS_INVISIBLE_PAIR, FIRST_SYMBOL } from './alphabet.ts';

/** What is shorter is gone back over each time. */
const REMEMBERED_MIN = 16;
/** Where terms that end at one place, each in the next, are remembered by their number in that row. */
const PLACES = 8;
/** The place of what is still open. */
export const OPEN_PLACE: number = PLACES;

/**
 * Remembers where long terms started in one text. The next one that ends soon after starts soon after: without that, a text of
 * terms that lie in each other would be gone back over for each of them.
 */
export class Starts {
  readonly #ends = new Int32Array(PLACES + 1);
  readonly #symbols = new Int32Array(PLACES + 1);
  readonly #starts = new Int32Array(PLACES + 1);

  /**
   * Where the last `symbols` symbols before `end` start.
   *
   * @param text holds the whole text from `origin` on, at least as far back as the start.
   * @param row OPEN_PLACE, or how many of the terms that end here come before.
   */
  find(classes: Uint16Array, text: string, origin: number, end: number, symbols: number, row: number): number {
    if (symbols < REMEMBERED_MIN) return goBack(classes, text, end - origin, symbols) + origin;
    const place = row === OPEN_PLACE ? row : row % PLACES;
    const start = this.#fromKnown(classes, text, origin, end, symbols, place);
    this.#ends[place] = end;
    this.#symbols[place] = symbols;
    this.#starts[place] = start;
    return start;
  }

  #fromKnown(classes: Uint16Array, text: string, origin: number, end: number, symbols: number, place: number): number {
    const knownEnd = this.#ends[place] ?? 0;
    const knownStart = this.#starts[place] ?? 0;
    if (knownEnd === 0 || knownStart < origin || end < knownEnd || end - knownEnd > symbols)
      return goBack(classes, text, end - origin, symbols) + origin;
    let ahead = (this.#symbols[place] ?? 0) - symbols;
    for (let index = knownEnd - origin; index < end - origin; index = afterUnit(classes, text, index))
      if (isSymbol(classes, text, index)) ahead += 1;
    if (ahead < 0) return goBack(classes, text, knownStart - origin, -ahead) + origin;
    let index = knownStart - origin;
    for (let left = ahead; left > 0; ) {
      index = afterUnit(classes, text, index);
      if (isSymbol(classes, text, index)) left -= 1;
    }
    return index + origin;
  }
}

const isSymbol = (classes: Uint16Array, text: string, index: number): boolean =>
  (classes[text.charCodeAt(index)] ?? 0) >= FIRST_SYMBOL;

/** The second half of an invisible pair says nothing by itself. */
const afterUnit = (classes: Uint16Array, text: string, index: number): number =>
  index + (classes[text.charCodeAt(index)] === CLASS_INVISIBLE_PAIR ? 2 : 1);

/** Where the last `symbols` symbols before a place start. */
function goBack(classes: Uint16Array, text: string, from: number, symbols: number): number {
  let index = from;
  for (let left = symbols; left > 0; ) {
    index -= 1;
    const unit = text.charCodeAt(index);
    const isLow = unit >= 0xdc00 && unit < 0xe000;
    if (isLow && classes[text.charCodeAt(index - 1)] === CLASS_INVISIBLE_PAIR) index -= 1;
    else if ((classes[unit] ?? 0) >= FIRST_SYMBOL) left -= 1;
  }
  return index;
}
