import type { SymbolText } from './symbol-text.ts';

const FIRST_CAPACITY = 1 << 8;
/** After so many symbols with which the phrase does not begin, the next one with which it does is searched for. */
const MISSES_MAX = 16;

/** Where a phrase stands in a text, one place after the other; of the same phrase, what starts later ends later. */
export class PhraseSpans {
  count = 0;
  starts: Int32Array = new Int32Array(FIRST_CAPACITY);
  ends: Int32Array = new Int32Array(FIRST_CAPACITY);

  /**
   * Finds all that begin with a symbol of the text from one number up to, but without, another. `falls` says for each beginning of the
   * phrase which longest shorter one it ends in, so that each symbol of the text is looked at once.
   */
  find(text: SymbolText, phrase: Uint16Array, falls: Uint16Array, from: number, to: number): void {
    const { symbols, places, count } = text;
    const { length } = phrase;
    const first = phrase[0] ?? 0;
    this.count = 0;
    let matched = 0;
    let misses = 0;
    let inReach: Uint32Array | null = null;
    for (let index = from; index < count; index += 1) {
      if (index - matched >= to) return;
      const symbol = symbols[index];
      while (matched > 0 && phrase[matched] !== symbol) matched = falls[matched] ?? 0;
      if (phrase[matched] !== symbol) {
        misses += 1;
        if (misses < MISSES_MAX) continue;
        // Where the first symbol is rare, the way to it is not worth a step for each unit.
        inReach ??= symbols.subarray(0, to);
        const next = inReach.indexOf(first, index + 1);
        if (next < 0) return;
        index = next - 1;
        continue;
      }
      misses = 0;
      matched += 1;
      if (matched < length) continue;
      this.#add(places[index + 1 - length] ?? 0, (places[index] ?? 0) + 1);
      matched = falls[matched] ?? 0;
    }
  }

  #add(start: number, end: number): void {
    if (this.count === this.starts.length) {
      this.starts = grow(this.starts);
      this.ends = grow(this.ends);
    }
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.count += 1;
  }
}

function grow(from: Int32Array): Int32Array {
  const grown = new Int32Array(2 * from.length);
  grown.set(from);
  return grown;
}
