import { type FoldTable, INVISIBLE_PAIR, INVISIBLES_MAX, SEPARATOR, SEPARATORS_MAX, SYMBOL } from '../fold.ts';

/** In the place of a symbol: more lies between its neighbours than a phrase may skip. No symbol is as large. */
const BREAK = 1 << 16;
const FIRST_CAPACITY = 1 << 10;
/** How far is gone on where characters are several units. */
const STEP_UNITS = 16;

/** A whole text as one folding sees it: its symbols in a row, and how many characters lie between two places of it. */
export class SymbolText {
  /** How many symbols and breaks there are. */
  count = 0;
  /** The symbols, with a `BREAK` between two that no phrase may reach across. */
  symbols: Uint32Array = new Uint32Array(FIRST_CAPACITY);
  /** Where each stands in the text; a break stands where the symbol behind it does. */
  places: Int32Array = new Int32Array(FIRST_CAPACITY);
  readonly #table: FoldTable;
  // By place, the characters before it; of no use where each unit is a character that leaves ink.
  #visible: Int32Array = new Int32Array();
  #invisible: Int32Array = new Int32Array();
  #isEven = true;
  #units = 0;

  constructor(table: FoldTable) {
    this.#table = table;
  }

  /** Takes another text. */
  read(text: string): void {
    // Before a break stand five units at least that are no symbols.
    const capacity = Math.ceil(1.25 * text.length);
    if (capacity > this.symbols.length) {
      this.symbols = new Uint32Array(capacity);
      this.places = new Int32Array(capacity);
    }
    this.#isEven = true;
    this.#units = text.length;
    const { kinds, units } = this.#table;
    const { symbols, places } = this;
    let count = 0;
    let separators = 0;
    let invisibles = 0;
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      const kind = kinds[unit] ?? SYMBOL;
      if (kind === SYMBOL) {
        if (separators > SEPARATORS_MAX || invisibles > INVISIBLES_MAX) {
          symbols[count] = BREAK;
          places[count] = at;
          count += 1;
        }
        symbols[count] = units[unit] ?? unit;
        places[count] = at;
        count += 1;
        separators = 0;
        invisibles = 0;
        if (unit >= 0xd800 && unit < 0xe000) this.#isEven = false;
      } else if (kind === SEPARATOR) separators += 1;
      else {
        invisibles += 1;
        this.#isEven = false;
        if (kind === INVISIBLE_PAIR) at += 1;
      }
    }
    this.count = count;
    if (!this.#isEven) this.#countCharacters(text);
  }

  /** Characters between two places, as rules count them: invisible ones only once there are more than may be skipped. */
  between(from: number, to: number): number {
    if (this.#isEven) return to - from;
    const visible = (this.#visible[to] ?? 0) - (this.#visible[from] ?? 0);
    const invisible = (this.#invisible[to] ?? 0) - (this.#invisible[from] ?? 0);
    return invisible > INVISIBLES_MAX ? visible + invisible - INVISIBLES_MAX : visible;
  }

  /** A place with more than `chars` characters between it and `place`, or up to so many units before it. */
  placeBefore(place: number, chars: number, unitsMax: number): number {
    const floor = Math.max(0, place - unitsMax);
    let at = place;
    for (let step = chars + 1; at > floor && this.between(at, place) <= chars; step = STEP_UNITS) at -= step;
    return Math.max(at, floor);
  }

  /** A place with more than `chars` characters between it and `place`, or the end of the text. */
  placeBehind(place: number, chars: number): number {
    let at = place;
    for (let step = chars + 1; at < this.#units && this.between(place, at) <= chars; step = STEP_UNITS) at += step;
    return Math.min(at, this.#units);
  }

  /** The number of the first symbol that stands at a place or behind it. */
  from(place: number): number {
    const { places } = this;
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((places[middle] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #countCharacters(text: string): void {
    if (text.length >= this.#visible.length) {
      this.#visible = new Int32Array(text.length + 1);
      this.#invisible = new Int32Array(text.length + 1);
    }
    const { kinds } = this.#table;
    let visible = 0;
    let invisible = 0;
    for (let at = 0; at < text.length; at += 1) {
      this.#visible[at] = visible;
      this.#invisible[at] = invisible;
      const unit = text.charCodeAt(at);
      if (unit >= 0xdc00 && unit < 0xe000) continue;
      if ((kinds[unit] ?? SYMBOL) <= SEPARATOR) visible += 1;
      else invisible += 1;
    }
    this.#visible[text.length] = visible;
    this.#invisible[text.length] = invisible;
  }
}
