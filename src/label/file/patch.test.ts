import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeSeed, seededRandom } from '../../kernel/testing/seeded-random.ts';
import { composePatches, copy, type Edit, editsPatch, insert, movedTo, type Patch, patchedBytes } from './patch.ts';
import { bytesSource } from './source.ts';

const apply = async (bytes: Uint8Array, patch: Patch): Promise<number[]> =>
  Array.from(await patchedBytes(bytesSource(bytes), patch));

/** Pieces of a file of `size` bytes in any order, with new bytes between them. */
const anyPatch = (size: number, pick: (max: number) => number): Patch =>
  Array.from({ length: pick(6) }, () => {
    if (pick(2) === 0) return insert(Uint8Array.from({ length: pick(4) }, () => 100 + pick(100)));
    const from = pick(size + 1);
    return copy(from, from + pick(size - from + 1));
  });

test('one patch for two makes what both make one after the other', async (t) => {
  const random = seededRandom(describeSeed(t));
  const pick = (max: number): number => Math.floor(random() * max);
  for (let run = 0; run < 500; run += 1) {
    const bytes = Uint8Array.from({ length: 1 + pick(20) }, (_, index) => index);
    const first = anyPatch(bytes.length, pick);
    const between = Uint8Array.from(await apply(bytes, first));
    const second = anyPatch(between.length, pick);
    assert.deepEqual(await apply(bytes, composePatches(first, second)), await apply(between, second));
  }
});

test('edits take the place of as many bytes, and of two that overlap the one that starts first keeps its own', async (t) => {
  const random = seededRandom(describeSeed(t));
  const pick = (max: number): number => Math.floor(random() * max);
  for (let run = 0; run < 500; run += 1) {
    const size = 1 + pick(30);
    const bytes = new Uint8Array(size);
    const edits: Edit[] = Array.from({ length: pick(5) }, (_, index) => {
      const at = pick(size);
      return { at, bytes: new Uint8Array(pick(size - at + 1)).fill(index + 1) };
    });
    const expected = new Uint8Array(size);
    const ends = edits.toSorted((one, other) => one.at - other.at);
    for (let at = 0; at < size; at += 1) {
      const covering = ends.filter((edit) => edit.at <= at && at < edit.at + edit.bytes.length);
      expected[at] = covering[0]?.bytes[0] ?? 0;
    }
    assert.deepEqual(await apply(bytes, editsPatch(size, edits)), Array.from(expected));
  }
});

test('a byte of the old file is found again where it stands in the new one, or not at all', () => {
  const patch = [copy(0, 4), insert(new Uint8Array(3)), copy(6, 10)];
  assert.deepEqual(
    [0, 3, 4, 5, 6, 9, 10].map((at) => movedTo(patch, at)),
    [0, 3, null, null, 7, 10, null],
  );
});
