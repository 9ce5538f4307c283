import { type BlockHash, digestHex, rotate } from './digest.ts';
import type { ByteSource } from './source.ts';

// The first 32 bits of the fractions of the cube roots of the first 64 primes.
const ROUNDS = Uint32Array.from(primes(64), (prime) => Math.floor((Math.cbrt(prime) % 1) * 2 ** 32));

function primes(count: number): number[] {
  const found: number[] = [];
  for (let number = 2; found.length < count; number += 1)
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  return found;
}

const SHA256: BlockHash = {
  start: [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19],
  wordCount: 64,
  mixBlock,
};

/** The SHA-256 of a file as 64 lower-case hex digits, in constant memory. */
export const sha256Hex = (source: ByteSource): Promise<string> => digestHex(SHA256, source);

function mixBlock(state: Uint32Array, words: Uint32Array): void {
  for (let index = 16; index < 64; index += 1) {
    const [early, late] = [words[index - 15] ?? 0, words[index - 2] ?? 0];
    const low = rotate(early, 25) ^ rotate(early, 14) ^ (early >>> 3);
    const high = rotate(late, 15) ^ rotate(late, 13) ^ (late >>> 10);
    words[index] = (words[index - 16] ?? 0) + low + (words[index - 7] ?? 0) + high;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let index = 0; index < 64; index += 1) {
    const choice = (e & f) ^ (~e & g);
    const first =
      h + (rotate(e, 26) ^ rotate(e, 21) ^ rotate(e, 7)) + choice + (ROUNDS[index] ?? 0) + (words[index] ?? 0);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = (rotate(a, 30) ^ rotate(a, 19) ^ rotate(a, 10)) + majority;
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
