import { viewOf } from './bytes.ts';
import type { ByteSource } from './source.ts';

/** A hash of the family of SHA-256: eight words of state, blocks of 64 bytes, the length in bits at the end. */
export interface BlockHash {
  readonly start: readonly number[];
  /** Words of room that `mixBlock` wants; the first sixteen are the block. */
  readonly wordCount: number;
  /** Mixes the block that stands in the first sixteen words into the state. */
  mixBlock(state: Uint32Array, words: Uint32Array): void;
}

const CHUNK_BYTES = 256 * 1024;
const BLOCK = 64;

/**
 * The hash of a file as 64 lower-case hex digits, in constant memory. Web Crypto wants a file in one piece, and the hash of
 * Node is not there in a browser.
 */
export async function digestHex(hash: BlockHash, source: ByteSource): Promise<string> {
  const state = Uint32Array.from(hash.start);
  const words = new Uint32Array(hash.wordCount);
  const whole = source.size - (source.size % BLOCK);
  for (let at = 0; at < whole; at += CHUNK_BYTES)
    mixBlocks(hash, state, words, await source.read(at, Math.min(CHUNK_BYTES, whole - at)));
  mixBlocks(hash, state, words, lastBlocks(await source.read(whole, source.size - whole), source.size));
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

function lastBlocks(rest: Uint8Array, size: number): Uint8Array {
  const blocks = new Uint8Array(rest.length + 9 > BLOCK ? 2 * BLOCK : BLOCK);
  blocks.set(rest);
  blocks[rest.length] = 0x80;
  viewOf(blocks).setBigUint64(blocks.length - 8, BigInt(size) * 8n);
  return blocks;
}

function mixBlocks(hash: BlockHash, state: Uint32Array, words: Uint32Array, bytes: Uint8Array): void {
  const view = viewOf(bytes);
  for (let at = 0; at + BLOCK <= bytes.length; at += BLOCK) {
    for (let index = 0; index < 16; index += 1) words[index] = view.getUint32(at + index * 4);
    hash.mixBlock(state, words);
  }
}

export const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
