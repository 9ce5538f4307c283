/** Up to this length a run is sorted by insertion. */
const INSERTION_MAX = 24;
const INDEX_SPAN = 2 ** 31;

/** The terms as symbols, in an order that gets sorted run by run. */
export class RunSorter {
  readonly order: Int32Array;
  readonly symbolsTotal: number;
  /** What the last `findSymbols` found: the distinct symbols of the run, and where each one's terms start. */
  readonly symbols: Int32Array;
  readonly starts: Int32Array;
  readonly #keys: Int32Array;
  readonly #offsets: Int32Array;
  readonly #text: Uint16Array;
  readonly #scratch: Float64Array;

  constructor(classes: Uint16Array, terms: readonly Uint16Array[]) {
    this.order = Int32Array.from(terms.keys());
    this.#keys = new Int32Array(terms.length);
    this.#scratch = new Float64Array(terms.length);
    this.symbols = new Int32Array(terms.length + 1);
    this.starts = new Int32Array(terms.length + 1);
    this.#offsets = new Int32Array(terms.length + 1);
    let total = 0;
    for (const [index, term] of terms.entries()) {
      total += term.length;
      this.#offsets[index + 1] = total;
    }
    this.symbolsTotal = total;
    this.#text = new Uint16Array(total);
    for (const [index, term] of terms.entries()) this.#text.set(term, this.#offsets[index]);
    for (let position = 0; position < total; position += 1) {
      this.#text[position] = classes[this.#text[position] ?? 0] ?? 0;
    }
  }

  /** Sorts the run by the symbol at `depth`, terms that end there first; returns where those stop. */
  sortRun(first: number, last: number, depth: number): number {
    for (let place = first; place < last; place += 1) {
      const term = this.order[place] ?? 0;
      const at = (this.#offsets[term] ?? 0) + depth;
      this.#keys[place] = at < (this.#offsets[term + 1] ?? 0) ? (this.#text[at] ?? 0) : 0;
    }
    if (last - first > INSERTION_MAX) this.#sortLong(first, last);
    else this.#sortShort(first, last);
    let place = first;
    while (place < last && this.#keys[place] === 0) place += 1;
    return place;
  }

  /** Fills `symbols` and `starts` for a sorted run; returns how many symbols there are. */
  findSymbols(first: number, last: number): number {
    let count = 0;
    for (let place = first; place < last; place += 1) {
      const key = this.#keys[place] ?? 0;
      if (count > 0 && this.symbols[count - 1] === key) continue;
      this.symbols[count] = key;
      this.starts[count] = place;
      count += 1;
    }
    this.starts[count] = last;
    return count;
  }

  #sortShort(first: number, last: number): void {
    for (let place = first + 1; place < last; place += 1) {
      const key = this.#keys[place] ?? 0;
      const term = this.order[place] ?? 0;
      let to = place;
      for (; to > first && (this.#keys[to - 1] ?? 0) > key; to -= 1) {
        this.#keys[to] = this.#keys[to - 1] ?? 0;
        this.order[to] = this.order[to - 1] ?? 0;
      }
      this.#keys[to] = key;
      this.order[to] = term;
    }
  }

  // Key and term in one number, so that the runtime's own numeric sort does the work; 16 + 31 bits are exact.
  #sortLong(first: number, last: number): void {
    const scratch = this.#scratch.subarray(0, last - first);
    for (let place = first; place < last; place += 1) {
      scratch[place - first] = (this.#keys[place] ?? 0) * INDEX_SPAN + (this.order[place] ?? 0);
    }
    scratch.sort();
    for (let place = first; place < last; place += 1) {
      const packed = scratch[place - first] ?? 0;
      const key = Math.floor(packed / INDEX_SPAN);
      this.#keys[place] = key;
      this.order[place] = packed - key * INDEX_SPAN;
    }
  }
}
