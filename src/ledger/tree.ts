import { EMPTY_ROOT, nodeHash } from './hash.ts';

/**
 * Merkle tree of RFC 9162 section 2.1. A node is named by (level, index): the root of the perfect subtree over the leaves
 * `index * 2^level` to `(index + 1) * 2^level - 1`. Sizes are exact up to 2^53.
 */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
}

/** Hash of a perfect subtree. May throw when it does not have it; callers only ask for nodes below the tree's size. */
export type ReadNode = (level: number, index: number) => Uint8Array;

/** The perfect subtrees that make up a tree of this size, largest first. */
export function peaksOf(size: number): TreeNode[] {
  const peaks: TreeNode[] = [];
  let start = 0;
  while (start < size) {
    const level = floorLog2(size - start);
    peaks.push({ level, index: start / 2 ** level });
    start += 2 ** level;
  }
  return peaks;
}

/** The right edge of a growing tree: enough to append leaves and to name the root, in memory of log2(size) hashes. */
export class Frontier {
  #size: number;
  readonly #peaks: Uint8Array[];

  constructor(size = 0, peaks: readonly Uint8Array[] = []) {
    this.#size = size;
    this.#peaks = [...peaks];
  }

  /** The right edge of a stored tree. */
  static read(size: number, read: ReadNode): Frontier {
    return new Frontier(
      size,
      peaksOf(size).map((peak) => read(peak.level, peak.index)),
    );
  }

  get size(): number {
    return this.#size;
  }

  append(leaf: Uint8Array): void {
    let hash = leaf;
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = this.#peaks.pop();
      if (left === undefined) throw new RangeError('the frontier has fewer peaks than its size needs');
      hash = nodeHash(left, hash);
    }
    this.#peaks.push(hash);
    this.#size += 1;
  }

  root(): Uint8Array {
    return (
      this.#peaks.reduceRight<Uint8Array | null>((right, left) => (right ? nodeHash(left, right) : left), null) ??
      EMPTY_ROOT
    );
  }

  clone(): Frontier {
    return new Frontier(this.#size, this.#peaks);
  }
}

/** Root of the tree over the first `size` leaves. */
export function rootOf(size: number, read: ReadNode): Uint8Array {
  return Frontier.read(size, read).root();
}

/** Inclusion path of leaf `index` in the tree of `size` leaves, from the leaf's sibling to the root (RFC 9162 2.1.3.1). */
export function inclusionProof(index: number, size: number, read: ReadNode): Uint8Array[] {
  if (!(index >= 0 && index < size)) throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
  const path: Uint8Array[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + largestPowerBelow(end - start);
    if (index < middle) {
      path.push(rangeRoot(middle, end, read));
      end = middle;
    } else {
      path.push(rangeRoot(start, middle, read));
      start = middle;
    }
  }
  return path.reverse();
}

/** Proof that the tree of `first` leaves is a prefix of the tree of `second` leaves (RFC 9162 2.1.4.1). */
export function consistencyProof(first: number, second: number, read: ReadNode): Uint8Array[] {
  if (!(first > 0 && first <= second)) throw new RangeError(`no consistency proof from ${first} to ${second}`);
  const path: Uint8Array[] = [];
  let start = 0;
  let end = second;
  while (first !== end) {
    const middle = start + largestPowerBelow(end - start);
    if (first <= middle) {
      path.push(rangeRoot(middle, end, read));
      end = middle;
    } else {
      path.push(rangeRoot(start, middle, read));
      start = middle;
    }
  }
  // The verifier knows the old root itself, unless the old tree ends inside the new tree's right part.
  if (start > 0) path.push(rangeRoot(start, end, read));
  return path.reverse();
}

/** Does the path lead from the leaf to the root (RFC 9162 2.1.3.2)? */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!(index >= 0 && index < size)) return false;
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && Buffer.compare(hash, root) === 0;
}

/** Does the path show that the first tree is a prefix of the second (RFC 9162 2.1.4.2)? */
export function verifyConsistency(
  first: number,
  second: number,
  path: readonly Uint8Array[],
  firstRoot: Uint8Array,
  secondRoot: Uint8Array,
): boolean {
  if (!(first > 0 && first <= second)) return false;
  if (first === second) return path.length === 0 && Buffer.compare(firstRoot, secondRoot) === 0;
  const nodes = 2 ** floorLog2(first) === first ? [firstRoot, ...path] : path;
  const [seed, ...rest] = nodes;
  if (seed === undefined || path.length === 0) return false;
  let at = first - 1;
  let last = second - 1;
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let old = seed;
  let young = seed;
  for (const node of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      old = nodeHash(node, old);
      young = nodeHash(node, young);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      young = nodeHash(young, node);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && Buffer.compare(old, firstRoot) === 0 && Buffer.compare(young, secondRoot) === 0;
}

// Math.log2 rounds: just below 2^47 and beyond it already answers the next whole number.
function floorLog2(count: number): number {
  let level = 0;
  while (2 ** (level + 1) <= count) level += 1;
  return level;
}

const half = (value: number): number => Math.floor(value / 2);

/** Largest power of two strictly below `count`; `count` is at least 2. */
function largestPowerBelow(count: number): number {
  return 2 ** floorLog2(count - 1);
}

/** Root of the leaves `start` to `end - 1`, where `start` is a multiple of the range's largest perfect subtree. */
function rangeRoot(start: number, end: number, read: ReadNode): Uint8Array {
  const level = floorLog2(end - start);
  if (2 ** level === end - start) return read(level, start / 2 ** level);
  const middle = start + largestPowerBelow(end - start);
  return nodeHash(rangeRoot(start, middle, read), rangeRoot(middle, end, read));
}
