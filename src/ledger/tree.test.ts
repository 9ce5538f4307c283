import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EMPTY_ROOT, nodeHash, sha256 } from './hash.ts';
import { edgeTiles, readFromTiles, type TileId, tilesNeeded, tileWidth } from './tiles.ts';
import {
  consistencyProof,
  Frontier,
  inclusionProof,
  type ReadNode,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from './tree.ts';

// The eight leaves and roots that implementations of RFC 6962 have shared since Certificate Transparency began.
const KNOWN_LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const KNOWN_ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const leafAt = (index: number): Buffer => sha256(`\0leaf ${index}`);
const leaves = (size: number): Buffer[] => Array.from({ length: size }, (_, index) => leafAt(index));

/** The definition in the RFC, word for word and slow: what everything else is checked against. */
function naiveRoot(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return EMPTY_ROOT;
  if (hashes.length === 1) return hashes[0] ?? EMPTY_ROOT;
  let power = 1;
  while (power * 2 < hashes.length) power *= 2;
  return nodeHash(naiveRoot(hashes.slice(0, power)), naiveRoot(hashes.slice(power)));
}

const naiveReader =
  (hashes: readonly Uint8Array[]): ReadNode =>
  (level, index) =>
    naiveRoot(hashes.slice(index * 2 ** level, (index + 1) * 2 ** level));

test('roots of one to eight leaves are the known ones of RFC 6962', () => {
  const frontier = new Frontier();
  assert.equal(hex(frontier.root()), hex(EMPTY_ROOT));
  const roots = KNOWN_LEAVES.map((leaf) => {
    frontier.append(sha256(Buffer.concat([Buffer.of(0), Buffer.from(leaf, 'hex')])));
    return hex(frontier.root());
  });
  assert.deepEqual(roots, KNOWN_ROOTS);
});

test('a frontier, appended to or read from a stored tree, names the same root as the definition at every size to 300', () => {
  const all = leaves(300);
  const frontier = new Frontier();
  for (let size = 0; size <= 300; size++) {
    const expected = hex(naiveRoot(all.slice(0, size)));
    assert.equal(hex(frontier.root()), expected, `size ${size}`);
    assert.equal(hex(rootOf(size, naiveReader(all))), expected, `size ${size}`);
    frontier.append(leafAt(size));
  }
});

test('an inclusion proof verifies for its leaf and for no other leaf, index, size, path or root', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(), fc.nat(), (size, leafSeed, changeSeed) => {
      const index = leafSeed % size;
      const all = leaves(size);
      const root = naiveRoot(all);
      const path = inclusionProof(index, size, naiveReader(all));
      const leaf = leafAt(index);
      assert.ok(verifyInclusion(leaf, index, size, path, root));
      assert.ok(!verifyInclusion(leafAt(size + 1), index, size, path, root));
      assert.ok(!verifyInclusion(leaf, (index + 1) % size, size, path, root) || size === 1);
      assert.ok(!verifyInclusion(leaf, index, size, [...path, root], root));
      assert.ok(!verifyInclusion(leaf, size, size, path, root));
      if (path.length > 0) {
        const at = changeSeed % path.length;
        assert.ok(!verifyInclusion(leaf, index, size, path.with(at, leafAt(999)), root));
        assert.ok(!verifyInclusion(leaf, index, size, path.slice(1), root));
      }
    }),
  );
});

test('a consistency proof verifies from every older size and for no forked tree', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 150 }), fc.nat(), (second, seed) => {
      const first = 1 + (seed % second);
      const all = leaves(second);
      const path = consistencyProof(first, second, naiveReader(all));
      const firstRoot = naiveRoot(all.slice(0, first));
      const secondRoot = naiveRoot(all);
      assert.ok(verifyConsistency(first, second, path, firstRoot, secondRoot));
      const forked = naiveRoot(all.slice(0, first).with(seed % first, leafAt(1_000_000)));
      assert.ok(!verifyConsistency(first, second, path, forked, secondRoot));
      assert.ok(!verifyConsistency(first, second, path, firstRoot, forked));
    }),
  );
});

test('nodes, roots and proofs read from tiles are those of the tree, and only the needed tiles are asked for', () => {
  const size = 70_000;
  const levelZero = leaves(size);
  const levels: Uint8Array[][] = [levelZero];
  for (let below = levelZero; below.length >= 256; ) {
    const above = Array.from({ length: Math.floor(below.length / 256) }, (_, i) =>
      naiveRoot(below.slice(i * 256, (i + 1) * 256)),
    );
    levels.push(above);
    below = above.map((hash) => Buffer.from(hash));
  }
  const readTile = (tile: TileId): Uint8Array =>
    Buffer.concat((levels[tile.level] ?? []).slice(tile.index * 256, tile.index * 256 + tileWidth(tile, size)));
  const root = naiveRoot(levelZero);
  assert.equal(hex(rootOf(size, readFromTiles(readTile))), hex(root));
  for (const index of [0, 255, 256, 65_535, 65_536, 69_887, 69_999]) {
    const needed = tilesNeeded((read) => inclusionProof(index, size, read));
    assert.ok(needed.length <= 6, `${needed.length} tiles for leaf ${index}`);
    const given = new Map(needed.map((tile) => [`${tile.level}/${tile.index}`, readTile(tile)]));
    const read = readFromTiles((tile) => given.get(`${tile.level}/${tile.index}`));
    assert.ok(verifyInclusion(leafAt(index), index, size, inclusionProof(index, size, read), root));
  }
  const olderRoot = naiveRoot(levelZero.slice(0, 66_000));
  const path = consistencyProof(66_000, size, readFromTiles(readTile));
  assert.ok(verifyConsistency(66_000, size, path, olderRoot, root));
});

test('tile widths and edges follow tlog-tiles', () => {
  assert.equal(tileWidth({ level: 0, index: 0 }, 255), 255);
  assert.equal(tileWidth({ level: 0, index: 273 }, 70_000), 112);
  assert.equal(tileWidth({ level: 1, index: 1 }, 70_000), 17);
  assert.equal(tileWidth({ level: 2, index: 0 }, 70_000), 1);
  assert.equal(tileWidth({ level: 3, index: 0 }, 70_000), 0);
  assert.deepEqual(edgeTiles(65_536), [{ level: 2, index: 0 }]);
  assert.deepEqual(edgeTiles(257), [
    { level: 0, index: 1 },
    { level: 1, index: 0 },
  ]);
  assert.deepEqual(edgeTiles(0), []);
});
