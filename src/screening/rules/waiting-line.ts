/** What waits in a row. Both ends are left in constant time. */
export class WaitingLine<T> {
  #all: T[] = [];
  #head = 0;

  get length(): number {
    return this.#all.length - this.#head;
  }

  first(): T | undefined {
    return this.#all[this.#head];
  }

  last(): T | undefined {
    return this.length === 0 ? undefined : this.#all.at(-1);
  }

  push(open: T): void {
    this.#all.push(open);
  }

  /** Adds one behind those that come before it. */
  add(open: T, comesBefore: (one: T, other: T) => boolean): void {
    let place = this.#all.length;
    for (; place > this.#head; place -= 1) {
      const before = this.#all[place - 1];
      if (before === undefined || !comesBefore(open, before)) break;
    }
    if (place === this.#all.length) this.#all.push(open);
    else this.#all.splice(place, 0, open);
  }

  dropFirst(): void {
    this.#head += 1;
    if (2 * this.#head < this.#all.length) return;
    this.#all = this.#all.slice(this.#head);
    this.#head = 0;
  }

  dropLast(): void {
    this.#all.pop();
  }

  /** Drops those for which `mustGo` answers true. */
  drop(mustGo: (open: T) => boolean): void {
    this.#all = this.#all.slice(this.#head).filter((open) => !mustGo(open));
    this.#head = 0;
  }
}
