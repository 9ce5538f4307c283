import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from './hash.ts';
import { type Inclusion, leafHashOf, verifyInclusion } from './verify-inclusion.ts';

// The tree by its definition (RFC 9162, 2.1.1 and 2.1.3.1), written apart from the code under test.
const splitOf = (size: number): number => {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
};
async function rootOf(leaves: readonly Uint8Array[]): Promise<Uint8Array> {
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined) return only;
  const split = splitOf(leaves.length);
  return sha256(Uint8Array.of(1), await rootOf(leaves.slice(0, split)), await rootOf(leaves.slice(split)));
}
async function pathOf(index: number, leaves: readonly Uint8Array[]): Promise<Uint8Array[]> {
  if (leaves.length === 1) return [];
  const split = splitOf(leaves.length);
  return index < split
    ? [...(await pathOf(index, leaves.slice(0, split))), await rootOf(leaves.slice(split))]
    : [...(await pathOf(index - split, leaves.slice(split))), await rootOf(leaves.slice(0, split))];
}
async function inclusionOf(leafIndex: number, treeSize: number): Promise<Inclusion> {
  const bodies = Array.from({ length: treeSize }, (_, index) => `{"entry":${index}}`);
  const leaves = await Promise.all(bodies.map(leafHashOf));
  const leafHash = leaves[leafIndex];
  assert.ok(leafHash !== undefined);
  return { leafHash, leafIndex, treeSize, path: await pathOf(leafIndex, leaves), root: await rootOf(leaves) };
}

test('every leaf of every tree up to 17 leaves is proven included', async () => {
  for (let size = 1; size <= 17; size += 1) {
    for (let index = 0; index < size; index += 1) {
      assert.equal(await verifyInclusion(await inclusionOf(index, size)), true, `leaf ${index} of ${size}`);
    }
  }
});

test('a leaf whose body was changed is not included', async () => {
  const inclusion = await inclusionOf(4, 11);
  assert.equal(await verifyInclusion({ ...inclusion, leafHash: await leafHashOf('{"entry":5}') }), false);
});

test('a proof for another position or another size is refused', async () => {
  const inclusion = await inclusionOf(4, 11);
  assert.equal(await verifyInclusion({ ...inclusion, leafIndex: 5 }), false);
  assert.equal(await verifyInclusion({ ...inclusion, treeSize: 8 }), false);
  assert.equal(await verifyInclusion({ ...inclusion, treeSize: 32 }), false);
  assert.equal(await verifyInclusion({ ...inclusion, leafIndex: 11 }), false);
});

test('a path that is shortened, lengthened or changed is refused', async () => {
  const inclusion = await inclusionOf(4, 11);
  const [first, ...rest] = inclusion.path;
  assert.ok(first !== undefined);
  assert.equal(await verifyInclusion({ ...inclusion, path: rest }), false);
  assert.equal(await verifyInclusion({ ...inclusion, path: [...inclusion.path, first] }), false);
  assert.equal(await verifyInclusion({ ...inclusion, path: [first.map((byte) => byte ^ 1), ...rest] }), false);
});

test('the leaf hash is the one that RFC 9162 defines for an empty entry', async () => {
  const hash = Buffer.from(await leafHashOf('')).toString('hex');
  assert.equal(hash, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
});
