import { viewOf } from '../../../file/bytes.ts';

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const SINES = Uint32Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32));

/** The MD5 of `bytes`, 16 bytes (RFC 1321); Web Crypto has none, and older encryption of PDF is built on it. */
export function md5(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = viewOf(padded);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n, true);
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let block = 0; block < padded.length; block += 64) mixBlock(state, view, block);
  const digest = new Uint8Array(16);
  for (const [index, word] of state.entries()) viewOf(digest).setUint32(index * 4, word, true);
  return digest;
}

function mixBlock(state: Uint32Array, view: DataView, block: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let step = 0; step < 64; step += 1) {
    const round = step >> 4;
    const [mixed, word] = mixer(round, step, b, c, d);
    const sum = (a + mixed + (SINES[step] ?? 0) + view.getUint32(block + word * 4, true)) >>> 0;
    const shift = SHIFTS[round * 4 + (step & 3)] ?? 0;
    a = d;
    d = c;
    c = b;
    b = (b + ((sum << shift) | (sum >>> (32 - shift)))) >>> 0;
  }
  state.set([a, b, c, d].map((value, index) => (value + (state[index] ?? 0)) >>> 0));
}

/** What a step mixes in, and which word of the block. */
function mixer(round: number, step: number, b: number, c: number, d: number): readonly [number, number] {
  if (round === 0) return [((b & c) | (~b & d)) >>> 0, step];
  if (round === 1) return [((d & b) | (~d & c)) >>> 0, (5 * step + 1) & 15];
  if (round === 2) return [(b ^ c ^ d) >>> 0, (3 * step + 5) & 15];
  return [(c ^ (b | ~d)) >>> 0, (7 * step) & 15];
}
