import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { createSha256, HASH_BYTES } from './hash.ts';

/**
 * A packed bundle is a gzip file of two members. The first holds the lines. The second holds nothing but, in its header,
 * the SHA-256 of the first: DEFLATE can say the same text in many ways, so a changed bit of the packing need not change
 * what is unpacked, and would go unseen.
 */
const MEMBER_START = Buffer.from([
  ...[0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255], // gzip, deflate, FEXTRA, no time, unknown system
  ...[4 + HASH_BYTES, 0, 0x48, 0x47, HASH_BYTES, 0], // one extra field, named HG, of 32 bytes
]);
const MEMBER_END = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0, 0]); // an empty block; checksum and length of nothing
const PACKING_BYTES = MEMBER_START.length + HASH_BYTES + MEMBER_END.length;

const packing = (hash: Buffer): Buffer => Buffer.concat([MEMBER_START, hash, MEMBER_END]);

/** The lines of a bundle, packed; memory stays bounded when the reader is slow. */
export async function* packBundle(lines: AsyncIterable<string | Uint8Array>): AsyncGenerator<Buffer> {
  const hash = createSha256();
  const gzip = createGzip();
  // Errors of the source reach the reader of `gzip`, which the pipeline destroys with them.
  const written = pipeline(Readable.from(lines), gzip);
  written.catch(() => undefined);
  for await (const chunk of gzip) {
    hash.update(chunk);
    yield chunk;
  }
  await written;
  yield packing(hash.digest());
}

export type UnpackFault = 'packing' | 'truncated' | 'unreadable';

/** Does the file begin like a packed one? Needs its first two bytes. */
export const isPacked = (start: Uint8Array): boolean => start[0] === MEMBER_START[0] && start[1] === MEMBER_START[1];

/**
 * Hands the unpacked bytes to `take`. Returns what is wrong with the packing: its hash is not that of the bytes before it
 * (`packing`), it breaks off (`truncated`), or it cannot be unpacked (`unreadable`). Errors of the source are thrown.
 */
export async function unpackBundle(
  packed: AsyncIterable<Uint8Array>,
  take: (chunk: Uint8Array) => void,
): Promise<UnpackFault | null> {
  const hash = createSha256();
  let held: Buffer = Buffer.alloc(0);
  async function* firstMember(): AsyncGenerator<Uint8Array> {
    for await (const chunk of packed) {
      held = Buffer.concat([held, chunk]);
      const ready = held.subarray(0, Math.max(0, held.length - PACKING_BYTES));
      held = held.subarray(ready.length);
      hash.update(ready);
      yield ready;
    }
    // No packing hash at the end: another program packed it, or it is damaged. Unpack what there is all the same.
    if (!held.subarray(0, MEMBER_START.length).equals(MEMBER_START)) yield held;
  }
  try {
    await pipeline(Readable.from(firstMember()), createGunzip(), async (unpacked: AsyncIterable<Uint8Array>) => {
      for await (const chunk of unpacked) take(chunk);
    });
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code === 'Z_BUF_ERROR') return 'truncated';
    if (typeof code === 'string' && code.startsWith('Z_')) return 'unreadable';
    throw error;
  }
  return held.equals(packing(hash.digest())) ? null : 'packing';
}
