import * as crypto from 'node:crypto';

/** Bytes of every hash in the tree: SHA-256. */
export const HASH_BYTES = 32;

// The one-shot form is about twice as fast, but older than Node 20.12 does not have it and the inspector's verifier must
// run there; hence a namespace import, where a missing name is `undefined` instead of a failure to load.
const oneShot: typeof crypto.hash | undefined = crypto.hash;

/** SHA-256 of the bytes, or of the text's UTF-8 bytes; 32 bytes. */
export function sha256(data: Uint8Array | string): Buffer {
  return oneShot === undefined ? crypto.createHash('sha256').update(data).digest() : oneShot('sha256', data, 'buffer');
}

/** SHA-256 that is fed piece by piece. */
export function createSha256(): crypto.Hash {
  return crypto.createHash('sha256');
}

/** RFC 9162 leaf hash: SHA-256(0x00 || UTF-8 of the body). */
export function leafHash(body: string): Buffer {
  // The character U+0000 is the byte 0x00 in UTF-8, so one string carries both.
  return sha256(`\0${body}`);
}

const pair = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

/** RFC 9162 node hash: SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return sha256(pair);
}

/** Root of the tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Buffer = sha256('');

/** The bytes of a base64 text in its one canonical form (padded, no stray bits), else `null`. */
export function decodeBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}
