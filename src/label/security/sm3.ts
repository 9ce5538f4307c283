import { type BlockHash, digestHex, rotate } from '../file/digest.ts';
import type { ByteSource } from '../file/source.ts';

const SM3: BlockHash = {
  start: [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e],
  wordCount: 68,
  mixBlock,
};

/** The SM3 (GB/T 32905) of a file as 64 lower-case hex digits, in constant memory. */
export const sm3Hex = (source: ByteSource): Promise<string> => digestHex(SM3, source);

const spread = (word: number): number => word ^ rotate(word, 15) ^ rotate(word, 23);

function mixBlock(state: Uint32Array, words: Uint32Array): void {
  for (let index = 16; index < 68; index += 1) {
    const near = (words[index - 16] ?? 0) ^ (words[index - 9] ?? 0) ^ rotate(words[index - 3] ?? 0, 15);
    words[index] = spread(near) ^ rotate(words[index - 13] ?? 0, 7) ^ (words[index - 6] ?? 0);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let index = 0; index < 64; index += 1) {
    const isEarly = index < 16;
    const turned = rotate(a, 12);
    const constant = rotate(isEarly ? 0x79cc4519 : 0x7a879d8a, index % 32);
    const first = rotate((turned + e + constant) | 0, 7);
    const word = words[index] ?? 0;
    const majority = isEarly ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const choice = isEarly ? e ^ f ^ g : (e & f) | (~e & g);
    const upper = (majority + d + (first ^ turned) + (word ^ (words[index + 4] ?? 0))) | 0;
    const lower = (choice + h + first + word) | 0;
    d = c;
    c = rotate(b, 9);
    b = a;
    a = upper;
    h = g;
    g = rotate(f, 19);
    f = e;
    e = lower ^ rotate(lower, 9) ^ rotate(lower, 17);
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] ?? 0) ^ word;
}
