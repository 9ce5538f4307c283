/** Values kept by a row of whole numbers. Looking one up makes nothing new, which strings as keys would. */
export class FactTrie<Value> {
  private readonly next = new Map<number, FactTrie<Value>>();
  private value: Value | undefined;

  /** @param places which of the numbers count, in this order; the same at every call. */
  get(numbers: readonly number[], places: readonly number[]): Value | undefined {
    let node: FactTrie<Value> | undefined = this;
    for (const place of places) {
      node = node.next.get(numbers[place] ?? 0);
      if (node === undefined) return undefined;
    }
    return node.value;
  }

  set(numbers: readonly number[], places: readonly number[], value: Value): void {
    let node: FactTrie<Value> = this;
    for (const place of places) {
      const number = numbers[place] ?? 0;
      const known = node.next.get(number) ?? new FactTrie<Value>();
      node.next.set(number, known);
      node = known;
    }
    node.value = value;
  }
}
