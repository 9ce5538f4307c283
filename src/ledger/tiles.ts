import { HASH_BYTES, nodeHash } from './hash.ts';
import type { ReadNode } from './tree.ts';

/**
 * C2SP tlog-tiles: the tree is stored in tiles of up to 256 hashes; tile level L holds the nodes of tree level 8 L. Only
 * the right-most tile of a level is partial.
 */
export const TILE_HASHES = 256;
const TILE_LEVELS = 8;

export interface TileId {
  readonly level: number;
  readonly index: number;
}

/** Hashes that tile (level, index) holds in a tree of `size` leaves: 0 to 256. */
export function tileWidth(tile: TileId, size: number): number {
  const nodes = Math.floor(size / TILE_HASHES ** tile.level);
  return Math.max(0, Math.min(TILE_HASHES, nodes - tile.index * TILE_HASHES));
}

/** The tile from which a tree node is read or computed, and the node's first hash and number of hashes in it. */
export function tileOfNode(level: number, index: number): { tile: TileId; first: number; count: number } {
  const tileLevel = Math.floor(level / TILE_LEVELS);
  const count = 2 ** (level % TILE_LEVELS);
  const first = index * count;
  return {
    tile: { level: tileLevel, index: Math.floor(first / TILE_HASHES) },
    first: first % TILE_HASHES,
    count,
  };
}

/** The tiles at the right edge of a tree of `size` leaves, one a level: what an appender must know. */
export function edgeTiles(size: number): TileId[] {
  const tiles: TileId[] = [];
  for (let level = 0, nodes = size; nodes > 0; level++, nodes = Math.floor(nodes / TILE_HASHES)) {
    if (nodes % TILE_HASHES > 0) tiles.push({ level, index: Math.floor(nodes / TILE_HASHES) });
  }
  return tiles;
}

/** A reader of tree nodes over whatever gives tiles' bytes. @throws RangeError when a tile is missing or too short. */
export function readFromTiles(readTile: (tile: TileId) => Uint8Array | undefined): ReadNode {
  return (level, index) => {
    const { tile, first, count } = tileOfNode(level, index);
    const bytes = readTile(tile);
    if (bytes === undefined || bytes.length < (first + count) * HASH_BYTES) {
      throw new RangeError(`tile ${tile.level}/${tile.index} does not hold hashes ${first} to ${first + count - 1}`);
    }
    return subtreeRoot(bytes, first, count);
  };
}

/** The tiles that a computation reads, found by running it against a reader that only takes notes. */
export function tilesNeeded(compute: (read: ReadNode) => void): TileId[] {
  const needed = new Map<string, TileId>();
  const placeholder = new Uint8Array(HASH_BYTES);
  compute((level, index) => {
    const { tile } = tileOfNode(level, index);
    needed.set(`${tile.level}/${tile.index}`, tile);
    return placeholder;
  });
  return [...needed.values()];
}

/** Root over `count` (a power of two) neighbouring hashes of a tile. */
export function subtreeRoot(bytes: Uint8Array, first: number, count: number): Uint8Array {
  if (count === 1) return bytes.subarray(first * HASH_BYTES, (first + 1) * HASH_BYTES);
  const left = subtreeRoot(bytes, first, count / 2);
  return nodeHash(left, subtreeRoot(bytes, first + count / 2, count / 2));
}
