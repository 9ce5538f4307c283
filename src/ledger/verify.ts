import { BundleVerifier, type Verified, type VerifyOptions } from './bundle-verifier.ts';
import { isPacked, unpackBundle } from './pack.ts';

/**
 * Checks a bundle, packed or not, against itself and, when a key is pinned, against that key. Memory does not grow with
 * the bundle. Never throws for what is in the file; errors of the stream itself are thrown.
 *
 * @throws TypeError when `pinnedKey` is no verifier key.
 */
export async function verifyBundle(stream: AsyncIterable<Uint8Array>, options: VerifyOptions = {}): Promise<Verified> {
  const verifier = new BundleVerifier(options);
  const { isPackedFile, bytes } = await peek(stream);
  if (isPackedFile) return verifier.end(await unpackBundle(bytes, (chunk) => verifier.push(chunk)));
  for await (const chunk of bytes) verifier.push(chunk);
  return verifier.end(null);
}

/** Looks at the first two bytes, however they are cut, and gives the stream back whole. */
async function peek(
  stream: AsyncIterable<Uint8Array>,
): Promise<{ isPackedFile: boolean; bytes: AsyncIterable<Uint8Array> }> {
  const iterator = stream[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  let isDone = false;
  while (start.length < 2 && !isDone) {
    const next = await iterator.next();
    isDone = next.done === true;
    if (next.done !== true) start = Buffer.concat([start, next.value]);
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      yield start;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { isPackedFile: isPacked(start), bytes: whole() };
}
