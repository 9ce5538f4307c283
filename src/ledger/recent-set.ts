/** Remembers the last `countMin` to `2 * countMin` texts it was given, in bounded memory. */
export class RecentSet {
  readonly #countMin: number;
  #young = new Set<string>();
  #old = new Set<string>();

  constructor(countMin: number) {
    this.#countMin = countMin;
  }

  has(text: string): boolean {
    return this.#young.has(text) || this.#old.has(text);
  }

  add(text: string): void {
    if (this.#young.size >= this.#countMin) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(text);
  }
}
