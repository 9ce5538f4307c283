import { HASH_BYTES, readFromTiles, rootOf, subtreeRoot, TILE_HASHES, type TileId } from '../ledger/index.ts';

export interface TileWrite extends TileId {
  readonly hashes: Buffer;
}

/**
 * The right edge of the stored tree: the partial tile of every level. Enough to append leaves, to say which tiles must be
 * written, and to compute the root. One hash a leaf; the root costs a few hundred hashes whenever it is asked for.
 */
export class TreeEdge {
  #size: number;
  /** Level by level, the hashes of the partial tile; a level may be empty. */
  readonly #levels: { tile: number; bytes: Buffer; width: number; isDirty: boolean }[] = [];
  #full: TileWrite[] = [];

  /** @throws RangeError when a tile of the edge is missing or too short. */
  constructor(size: number, readTile: (tile: TileId) => Uint8Array | undefined) {
    this.#size = size;
    for (let level = 0, nodes = size; nodes > 0; level++, nodes = Math.floor(nodes / TILE_HASHES)) {
      const width = nodes % TILE_HASHES;
      const tile = Math.floor(nodes / TILE_HASHES);
      const bytes = Buffer.alloc(TILE_HASHES * HASH_BYTES);
      if (width > 0) {
        const stored = readTile({ level, index: tile });
        if (stored === undefined || stored.length < width * HASH_BYTES) {
          throw new RangeError(`tile ${level}/${tile} is missing or too short for a tree of ${size}`);
        }
        bytes.set(stored.subarray(0, width * HASH_BYTES));
      }
      this.#levels.push({ tile, bytes, width, isDirty: false });
    }
  }

  get size(): number {
    return this.#size;
  }

  /** Appends the leaf hashes that stand one after the other in the bytes. */
  append(hashes: Buffer): void {
    for (let at = 0; at < hashes.length; at += HASH_BYTES) {
      this.#push(0, hashes.subarray(at, at + HASH_BYTES));
      this.#size += 1;
    }
  }

  root(): Buffer {
    const read = readFromTiles(({ level, index }) => {
      const found = this.#levels[level];
      return found?.tile === index ? found.bytes.subarray(0, found.width * HASH_BYTES) : undefined;
    });
    return Buffer.from(rootOf(this.#size, read));
  }

  /** The tiles that changed since the last call, full ones and the partial ones of the edge. */
  takeWrites(): TileWrite[] {
    const writes = this.#full;
    this.#full = [];
    this.#levels.forEach((partial, level) => {
      if (!partial.isDirty || partial.width === 0) return;
      writes.push({
        level,
        index: partial.tile,
        hashes: Buffer.from(partial.bytes.subarray(0, partial.width * HASH_BYTES)),
      });
      partial.isDirty = false;
    });
    return writes;
  }

  #push(level: number, hash: Uint8Array): void {
    let edge = this.#levels[level];
    if (edge === undefined) {
      edge = { tile: 0, bytes: Buffer.alloc(TILE_HASHES * HASH_BYTES), width: 0, isDirty: false };
      this.#levels[level] = edge;
    }
    edge.bytes.set(hash, edge.width * HASH_BYTES);
    edge.width += 1;
    edge.isDirty = true;
    if (edge.width < TILE_HASHES) return;
    this.#full.push({ level, index: edge.tile, hashes: Buffer.from(edge.bytes) });
    const parent = subtreeRoot(edge.bytes, 0, TILE_HASHES);
    edge.tile += 1;
    edge.width = 0;
    edge.isDirty = false;
    this.#push(level + 1, parent);
  }
}
