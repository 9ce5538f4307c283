import { INVISIBLES_MAX, SEPARATOR, SEPARATORS_MAX } from '../fold.ts';
import type { LatticeLane } from './lattice-lane.ts';

/** Longest term of a lane, a power of two: so many symbols are remembered. */
const SYMBOLS = 32;
const GAP_INVISIBLE = 1 << 16;
const SEPARATOR_MASK = 0xffff;

/**
 * The ways to read the end of a text as the beginning of a term in which every unit is its own symbol: one state, the longest of
 * them; the others are its suffixes. Only readings in which a unit is something else have to be followed one by one.
 */
export class PlainReading {
  /** The node of the longest beginning that goes on; 0 when there is none. */
  node = 0;
  /** Skipped since the last symbol: separators, and invisible characters above them. */
  gap = 0;
  readonly #lane: LatticeLane;
  /** Offset and folded unit of the last symbols, at their count modulo SYMBOLS. */
  readonly #offsets = new Int32Array(SYMBOLS);
  readonly #units = new Uint16Array(SYMBOLS);
  #count = 0;
  /** How many of the last symbols are copies of one unit. */
  #run = 0;
  readonly #saved = {
    node: 0,
    gap: 0,
    count: 0,
    run: 0,
    offsets: new Int32Array(SYMBOLS),
    units: new Uint16Array(SYMBOLS),
  };

  constructor(lane: LatticeLane) {
    this.#lane = lane;
  }

  /** Reads a unit that is a symbol; returns the node of the longest beginning that ends in it, whether that goes on or not. */
  read(symbol: number, unit: number, offset: number): number {
    const { trie, links } = this.#lane;
    let from = this.node;
    let node = trie.child(from, symbol);
    while (node === 0 && from !== 0) {
      from = links.falls[from] ?? 0;
      node = trie.child(from, symbol);
    }
    this.#run = unit === this.#units[(this.#count - 1) & (SYMBOLS - 1)] ? this.#run + 1 : 1;
    this.#offsets[this.#count & (SYMBOLS - 1)] = offset;
    this.#units[this.#count & (SYMBOLS - 1)] = unit;
    this.#count += 1;
    this.gap = 0;
    const reached = node;
    while (node !== 0 && !trie.hasChildren(node)) node = links.falls[node] ?? 0;
    this.node = node;
    return reached;
  }

  /** Reads a unit that is no symbol of any term. */
  stop(): void {
    this.node = 0;
  }

  /** Skips a separator or an invisible character. */
  skip(kind: number): void {
    if (this.node === 0) return;
    this.gap += kind === SEPARATOR ? 1 : GAP_INVISIBLE;
    if ((this.gap & SEPARATOR_MASK) > SEPARATORS_MAX || this.gap >>> 16 > INVISIBLES_MAX) this.node = 0;
  }

  /** The offset of the `depth`th symbol from the last one on. */
  start(depth: number): number {
    return this.#offsets[(this.#count - depth) & (SYMBOLS - 1)] ?? 0;
  }

  /** The folded unit there. */
  unit(depth: number): number {
    return this.#units[(this.#count - depth) & (SYMBOLS - 1)] ?? 0;
  }

  /** Are not all of the last `depth` symbols copies of one unit? */
  isMixed(depth: number): boolean {
    return depth > this.#run;
  }

  /** Where the longest beginning starts; `end` when there is none. */
  earliest(end: number): number {
    return this.node === 0 ? end : this.start(this.#lane.links.depths[this.node] ?? 0);
  }

  save(): void {
    const saved = this.#saved;
    saved.node = this.node;
    saved.gap = this.gap;
    saved.count = this.#count;
    saved.run = this.#run;
    if (this.node === 0) return;
    saved.offsets.set(this.#offsets);
    saved.units.set(this.#units);
  }

  restore(): void {
    const saved = this.#saved;
    this.node = saved.node;
    this.gap = saved.gap;
    this.#count = saved.count;
    this.#run = saved.run;
    if (saved.node === 0) return;
    this.#offsets.set(saved.offsets);
    this.#units.set(saved.units);
  }
}
