import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { HeguiError, KIB } from '../kernel/index.ts';
import { describeSeed } from '../kernel/testing/seeded-random.ts';
import { type FileSealing, openStream, sealedSize, sealStream } from './sealed-stream.ts';

const sealing: FileSealing = { keyId: 'dek_1', key: createSecretKey(randomBytes(32)), name: 'fil_1' };
const isDamage = (error: unknown): boolean => error instanceof HeguiError && error.code === 'E_CONTENT_DAMAGED';

async function* inChunks(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function whole(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const seal = (bytes: Buffer, sizes: readonly number[] = [8_000]): Promise<Buffer> =>
  whole(sealStream(sealing, inChunks(bytes, sizes)));
const open = (sealed: Buffer, other: Partial<FileSealing> = {}, sizes: readonly number[] = [9_000]): Promise<Buffer> =>
  whole(openStream({ ...sealing, ...other }, inChunks(sealed, sizes)));

test('a file of any length, however it comes in pieces, opens as it was and has the length that was said', async (t) => {
  const lengths = fc.oneof(
    fc.integer({ min: 0, max: 300 * KIB }),
    fc.constantFrom(0, 1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 128 * KIB),
  );
  const pieces = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 4 });
  const property = fc.asyncProperty(lengths, pieces, pieces, async (length, one, other) => {
    const bytes = randomBytes(length);
    const sealed = await seal(
      bytes,
      one.map((size) => size + 200),
    );
    assert.equal(sealed.length, sealedSize(length));
    assert.ok(
      (
        await open(
          sealed,
          {},
          other.map((size) => size + 200),
        )
      ).equals(bytes),
    );
  });
  await fc.assert(property, { numRuns: 40, seed: describeSeed(t) });
});

test('a changed, missing, doubled or exchanged piece, another name and another key do not open', async () => {
  const bytes = randomBytes(200 * KIB);
  const sealed = await seal(bytes);
  const piece = 64 * KIB + 16;
  const at = (index: number): Buffer => sealed.subarray(33 + index * piece, 33 + (index + 1) * piece);
  const head = sealed.subarray(0, 33);
  const broken = [
    ...[0, 1, 40, piece + 50, sealed.length - 1].map((place) => {
      const changed = Buffer.from(sealed);
      changed[place] = (changed[place] ?? 0) ^ 1;
      return changed;
    }),
    sealed.subarray(0, 20),
    head,
    Buffer.concat([head, at(0), at(1), at(2)]),
    Buffer.concat([head, at(1), at(0), at(2), at(3)]),
    Buffer.concat([head, at(0), at(0), at(1), at(2), at(3)]),
    Buffer.concat([sealed, Buffer.alloc(16)]),
  ];
  for (const [index, one] of broken.entries()) await assert.rejects(open(one), isDamage, `case ${index}`);
  await assert.rejects(open(sealed, { name: 'fil_2' }), isDamage);
  await assert.rejects(open(sealed, { keyId: 'dek_2' }), isDamage);
  await assert.rejects(open(sealed, { key: createSecretKey(randomBytes(32)) }), isDamage);
});

test('the same file looks different each time it is sealed', async () => {
  const bytes = Buffer.alloc(1_000);
  assert.ok(!(await seal(bytes)).equals(await seal(bytes)));
});
