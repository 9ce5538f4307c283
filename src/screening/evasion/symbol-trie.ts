const FIRST_CAPACITY = 1 << 10;
const UNITS = 0x1_0000;

/** A trie over UTF-16 units, in typed arrays; node 0 is the root. */
export class SymbolTrie {
  /** Unit to the root's child by it; 0 when there is none. */
  readonly roots: Int32Array = new Int32Array(UNITS);
  #nodes = 1;
  /** By node: what was inserted last and ends there, else -1; and for what was inserted, what ended there before it. */
  #lastOf: Int32Array = new Int32Array(FIRST_CAPACITY).fill(-1);
  #isInner: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  #before: Int32Array = new Int32Array(FIRST_CAPACITY).fill(-1);
  // An open hash of (node, unit) to child.
  #parents: Int32Array = new Int32Array(FIRST_CAPACITY);
  #units: Int32Array = new Int32Array(FIRST_CAPACITY);
  #children: Int32Array = new Int32Array(FIRST_CAPACITY);
  #edges = 0;

  /** Adds a sequence under the number `id`; numbers are 0, 1, 2 … in any order, and several may share a sequence. */
  insert(units: Iterable<number>, id: number): void {
    let node = 0;
    for (const unit of units) node = this.child(node, unit) || this.#add(node, unit);
    if (id >= this.#before.length) this.#before = grow(this.#before, 2 * (id + 1), -1);
    this.#before[id] = this.#lastOf[node] ?? -1;
    this.#lastOf[node] = id;
  }

  /** The child of a node by a unit; 0 when there is none. */
  child(node: number, unit: number): number {
    if (node === 0) return this.roots[unit] ?? 0;
    const mask = this.#parents.length - 1;
    let place = hash(node, unit) & mask;
    for (; this.#children[place] !== 0; place = (place + 1) & mask) {
      if (this.#parents[place] === node && this.#units[place] === unit) return this.#children[place] ?? 0;
    }
    return 0;
  }

  /** The number of a sequence that ends in the node, -1 when none does; `idBefore` leads to the others. */
  lastId(node: number): number {
    return this.#lastOf[node] ?? -1;
  }

  idBefore(id: number): number {
    return this.#before[id] ?? -1;
  }

  hasChildren(node: number): boolean {
    return this.#isInner[node] === 1;
  }

  #add(parent: number, unit: number): number {
    const node = this.#nodes;
    this.#nodes += 1;
    if (node >= this.#lastOf.length) {
      this.#lastOf = grow(this.#lastOf, 2 * node, -1);
      const isInner = new Uint8Array(2 * node);
      isInner.set(this.#isInner);
      this.#isInner = isInner;
    }
    this.#isInner[parent] = 1;
    if (parent === 0) this.roots[unit] = node;
    else this.#addEdge(parent, unit, node);
    return node;
  }

  #addEdge(parent: number, unit: number, child: number): void {
    this.#edges += 1;
    if (2 * this.#edges > this.#parents.length) this.#rehash();
    const mask = this.#parents.length - 1;
    let place = hash(parent, unit) & mask;
    while (this.#children[place] !== 0) place = (place + 1) & mask;
    this.#parents[place] = parent;
    this.#units[place] = unit;
    this.#children[place] = child;
  }

  #rehash(): void {
    const [parents, units, children] = [this.#parents, this.#units, this.#children];
    this.#parents = new Int32Array(2 * parents.length);
    this.#units = new Int32Array(2 * parents.length);
    this.#children = new Int32Array(2 * parents.length);
    const mask = this.#parents.length - 1;
    for (let from = 0; from < parents.length; from += 1) {
      if (children[from] === 0) continue;
      let place = hash(parents[from] ?? 0, units[from] ?? 0) & mask;
      while (this.#children[place] !== 0) place = (place + 1) & mask;
      this.#parents[place] = parents[from] ?? 0;
      this.#units[place] = units[from] ?? 0;
      this.#children[place] = children[from] ?? 0;
    }
  }
}

function hash(node: number, unit: number): number {
  const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

function grow(array: Int32Array, length: number, fill: number): Int32Array {
  const grown = new Int32Array(length).fill(fill);
  grown.set(array);
  return grown;
}
