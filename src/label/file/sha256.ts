import { viewOf } from './bytes.ts';
import type { ByteSource } from './source.ts';

const CHUNK_BYTES = 256 * 1024;
const BLOCK = 64;
const START = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
// The first 32 bits of the fractions of the cube roots of the first 64 primes.
const ROUNDS = Uint32Array.from(primes(64), (prime) => Math.floor((Math.cbrt(prime) % 1) * 2 ** 32));

function primes(count: number): number[] {
  const found: number[] = [];
  for (let number = 2; found.length < count; number += 1)
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  return found;
}

/**
 * The SHA-256 of a file as 64 lower-case hex digits, in constant memory. Web Crypto wants a file in one piece, and the hash
 * of Node is not there in a browser.
 */
export async function sha256Hex(source: ByteSource): Promise<string> {
  const state = Uint32Array.from(START);
  const words = new Uint32Array(64);
  const whole = source.size - (source.size % BLOCK);
  for (let at = 0; at < whole; at += CHUNK_BYTES) {
    const chunk = await source.read(at, Math.min(CHUNK_BYTES, whole - at));
    mixBlocks(state, words, chunk);
  }
  mixBlocks(state, words, lastBlocks(await source.read(whole, source.size - whole), source.size));
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

function lastBlocks(rest: Uint8Array, size: number): Uint8Array {
  const blocks = new Uint8Array(rest.length + 9 > BLOCK ? 2 * BLOCK : BLOCK);
  blocks.set(rest);
  blocks[rest.length] = 0x80;
  viewOf(blocks).setBigUint64(blocks.length - 8, BigInt(size) * 8n);
  return blocks;
}

function mixBlocks(state: Uint32Array, words: Uint32Array, bytes: Uint8Array): void {
  const view = viewOf(bytes);
  for (let at = 0; at + BLOCK <= bytes.length; at += BLOCK) {
    for (let index = 0; index < 16; index += 1) words[index] = view.getUint32(at + index * 4);
    mixBlock(state, words);
  }
}

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

function mixBlock(state: Uint32Array, words: Uint32Array): void {
  for (let index = 16; index < 64; index += 1) {
    const [early, late] = [words[index - 15] ?? 0, words[index - 2] ?? 0];
    const low = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const high = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    words[index] = (words[index - 16] ?? 0) + low + (words[index - 7] ?? 0) + high;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let index = 0; index < 64; index += 1) {
    const choice = (e & f) ^ (~e & g);
    const first =
      h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + (ROUNDS[index] ?? 0) + (words[index] ?? 0);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] ?? 0) + word;
}
