const FIRST_CAPACITY = 1 << 10;
const UNITS = 0x1_0000;

// Numbers for each node, 16 bytes, so that what a step asks of a node lies in one cache line.
const NODE_WIDTH = 4;
/** The symbol that leads to the first child, and two flags. */
const HEAD = 0;
const FIRST = 1;
/** Bit `unit & 31` for each child. */
const BITS = 2;
/** The number of what was inserted last and ends here, one more; 0 for nothing. */
const LAST = 3;
const UNIT_MASK = 0xffff;
const IS_INNER = 1 << 16;
const HAS_MORE = 1 << 17;

// Numbers for each edge of the hash.
const EDGE_WIDTH = 4;
const PARENT = 0;
const UNIT = 1;
const CHILD = 2;

/** A trie over UTF-16 units, in typed arrays; node 0 is the root. Nearly all nodes have one child, and that is found at once. */
export class SymbolTrie {
  /** Unit to the root's child by it; 0 when there is none. */
  readonly roots: Int32Array = new Int32Array(UNITS);
  #count = 1;
  #nodes: Int32Array = new Int32Array(NODE_WIDTH * FIRST_CAPACITY);
  /** By node: the unit that leads to it, and another child of its parent. */
  #units: Int32Array = new Int32Array(FIRST_CAPACITY);
  #siblings: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** By number of a sequence: what ended in the same node before it, one more; 0 for nothing. */
  #before: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** An open hash of (node, unit) to child, for the children of inner nodes but the first ones. */
  #edges: Int32Array = new Int32Array(EDGE_WIDTH * FIRST_CAPACITY);
  #edgeCount = 0;

  /** Adds a sequence under the number `id`; numbers are 0, 1, 2 … in any order, and several may share a sequence. */
  insert(units: Iterable<number>, id: number): void {
    let node = 0;
    for (const unit of units) node = this.child(node, unit) || this.#add(node, unit);
    if (id >= this.#before.length) this.#before = grow(this.#before, 2 * (id + 1));
    this.#before[id] = this.lastId(node) + 1;
    this.#nodes[NODE_WIDTH * node + LAST] = id + 1;
  }

  /** One more than the highest node. */
  get size(): number {
    return this.#count;
  }

  /** The child of a node by a unit; 0 when there is none. */
  child(node: number, unit: number): number {
    if (node === 0) return this.roots[unit] ?? 0;
    const nodes = this.#nodes;
    const head = nodes[NODE_WIDTH * node + HEAD] ?? 0;
    if ((head & (UNIT_MASK | IS_INNER)) === (unit | IS_INNER)) return nodes[NODE_WIDTH * node + FIRST] ?? 0;
    if ((head & HAS_MORE) === 0 || (((nodes[NODE_WIDTH * node + BITS] ?? 0) >>> (unit & 31)) & 1) === 0) return 0;
    return this.#edges[EDGE_WIDTH * this.#placeOf(node, unit) + CHILD] ?? 0;
  }

  /** The number of a sequence that ends in the node, -1 when none does; `idBefore` leads to the others. */
  lastId(node: number): number {
    return (this.#nodes[NODE_WIDTH * node + LAST] ?? 0) - 1;
  }

  idBefore(id: number): number {
    return (this.#before[id] ?? 0) - 1;
  }

  hasChildren(node: number): boolean {
    return ((this.#nodes[NODE_WIDTH * node + HEAD] ?? 0) & IS_INNER) !== 0;
  }

  /** A bit `unit & 31` for each unit that leads to a child. */
  childBits(node: number): number {
    return this.#nodes[NODE_WIDTH * node + BITS] ?? 0;
  }

  /** The unit that leads to the only child, which nearly all nodes have; -1 where there are more, or none. */
  onlyUnit(node: number): number {
    const head = this.#nodes[NODE_WIDTH * node + HEAD] ?? 0;
    return (head & (IS_INNER | HAS_MORE)) === IS_INNER ? head & UNIT_MASK : -1;
  }

  /** A child of the node, 0 when it has none; `nextChild` leads to the others. */
  firstChild(node: number): number {
    return this.#nodes[NODE_WIDTH * node + FIRST] ?? 0;
  }

  /** Another child of the same parent; 0 after the last. */
  nextChild(child: number): number {
    return this.#siblings[child] ?? 0;
  }

  /** The unit that leads to a node. */
  unitOf(node: number): number {
    return this.#units[node] ?? 0;
  }

  #add(parent: number, unit: number): number {
    const node = this.#count;
    this.#count += 1;
    if (node >= this.#units.length) this.#growNodes();
    this.#units[node] = unit;
    const at = NODE_WIDTH * parent;
    this.#nodes[at + BITS] = (this.#nodes[at + BITS] ?? 0) | (1 << (unit & 31));
    const first = this.#nodes[at + FIRST] ?? 0;
    if (first === 0) {
      this.#nodes[at + HEAD] = unit | IS_INNER;
      this.#nodes[at + FIRST] = node;
    } else {
      this.#nodes[at + HEAD] = (this.#nodes[at + HEAD] ?? 0) | HAS_MORE;
      this.#siblings[node] = this.#siblings[first] ?? 0;
      this.#siblings[first] = node;
    }
    if (parent === 0) this.roots[unit] = node;
    else if (first !== 0) this.#addEdge(parent, unit, node);
    return node;
  }

  #growNodes(): void {
    const length = 2 * this.#units.length;
    this.#nodes = grow(this.#nodes, NODE_WIDTH * length);
    this.#units = grow(this.#units, length);
    this.#siblings = grow(this.#siblings, length);
  }

  #addEdge(parent: number, unit: number, child: number): void {
    this.#edgeCount += 1;
    if (2 * EDGE_WIDTH * this.#edgeCount > this.#edges.length) {
      const edges = this.#edges;
      this.#edges = new Int32Array(2 * edges.length);
      for (let edge = 0; edge < edges.length; edge += EDGE_WIDTH) {
        const known = edges[edge + CHILD] ?? 0;
        if (known !== 0) this.#putEdge(edges[edge + PARENT] ?? 0, edges[edge + UNIT] ?? 0, known);
      }
    }
    this.#putEdge(parent, unit, child);
  }

  #putEdge(parent: number, unit: number, child: number): void {
    const edge = EDGE_WIDTH * this.#placeOf(parent, unit);
    this.#edges[edge + PARENT] = parent;
    this.#edges[edge + UNIT] = unit;
    this.#edges[edge + CHILD] = child;
  }

  /** The place of an edge, or the free one where it belongs. */
  #placeOf(node: number, unit: number): number {
    const edges = this.#edges;
    const mask = edges.length / EDGE_WIDTH - 1;
    let place = hash(node, unit) & mask;
    for (; ; place = (place + 1) & mask) {
      const edge = EDGE_WIDTH * place;
      if (edges[edge + CHILD] === 0 || (edges[edge + PARENT] === node && edges[edge + UNIT] === unit)) return place;
    }
  }
}

function hash(node: number, unit: number): number {
  const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function grow(array: Int32Array, length: number): Int32Array {
  const grown = new Int32Array(length);
  grown.set(array);
  return grown;
}
