import { KERNEL_BASE64 } from './kernel-bytes.ts';

/** Where a stretch of JSON stands before a byte, as the kernel sees it; `kernel.as` has the same numbers. */
export const OPENED = 0;
export const SEPARATED = 1;
export const ENDED = 2;
export const IN_STRING = 3;
export const IN_WORD = 4;

/** More open containers than this above the lowest one, the kernel does not tell apart. */
export const LEVEL_MAX = 63;
/** What the kernel goes through at once: it stops at the front of such a block. */
export const BLOCK_BYTES = 64;
/** With fewer bytes than a block and what it looks ahead, the kernel does nothing. */
export const LEAST_BYTES: number = BLOCK_BYTES + 8;

/** What the kernel is told, and what it tells when it stops. */
export interface Stand {
  before: number;
  /** In an object: whether the member under way has its colon. */
  hasColon: boolean;
  /** How many containers lie around the innermost one, as far as the kernel may leave them; 31 at most when it begins. */
  level: number;
  /** Kinds of those containers, the innermost first, as many as `level` and one: 1 for an object. */
  readonly isObject: Uint8Array;
  /** Where the last comma stands in an outermost object; -1 when there is none in what was gone through. */
  commaAt: number;
  /** Where the number or word begins that is being read. */
  wordAt: number;
}

/** The kernel, and the memory in which it finds what it goes through. */
export interface JsonEngine {
  readonly bytes: Uint8Array;
  readonly stand: Stand;
  /**
   * Goes through `bytes` from `from` on, not beyond `to`, and returns where it stopped; up to there all is as JSON wants it, and no
   * name of the outermost value, which `isTop` says lies at level 0, is one that a label may have. `stand` is told before and tells after.
   */
  skip(from: number, to: number, isTop: boolean): number;
}

/** What is gone through at a time: it stays in the cache of a core, and reading so much costs no more than reading more. */
export const CHUNK_BYTES: number = 256 * 1024;

const PAGE_BYTES = 0x1_0000;
const DATA = 64;
const PAGES = Math.ceil((DATA + CHUNK_BYTES + LEAST_BYTES) / PAGE_BYTES);
const TYPES = 0;
const BEFORE = 2;
const HAS_COLON = 3;
const LEVEL = 4;
const COMMA_AT = 5;
const WORD_AT = 6;
const WORD_BITS = 32;

// TypeScript's own libraries declare WebAssembly for browsers only, so what is used of it stands here.
interface WasmMemory {
  readonly buffer: ArrayBuffer;
}
interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: { initial: number; maximum: number }) => WasmMemory;
  readonly Instance: new (
    module: object,
    imports: { env: { memory: WasmMemory } },
  ) => { readonly exports: { readonly skip: KernelSkip } };
}
type KernelSkip = (from: number, to: number, before: number, hasColon: number, level: number, isTop: number) => number;
declare const WebAssembly: WasmApi | undefined;

let module: object | null = null;
/** Engines that nobody uses now: making one costs more than going through a small file. */
const idle: JsonEngine[] = [];
const IDLE_MAX = 4;

/**
 * An engine for one file; null where there is no WebAssembly with vector instructions, or no memory for it. The scanner does the
 * same without, slowly.
 */
export function takeEngine(): JsonEngine | null {
  return idle.pop() ?? makeEngine();
}

/** Gives an engine back that `takeEngine` gave. */
export function giveBackEngine(engine: JsonEngine | null): void {
  if (engine !== null && idle.length < IDLE_MAX) idle.push(engine);
}

function makeEngine(): JsonEngine | null {
  if (typeof WebAssembly === 'undefined') return null;
  try {
    module ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BASE64), (byte) => byte.charCodeAt(0)));
    const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
    return engineOn(memory.buffer, new WebAssembly.Instance(module, { env: { memory } }).exports.skip);
  } catch {
    // Refused by the machine or by a page's policy: slower, not different.
    return null;
  }
}

function engineOn(memory: ArrayBuffer, skip: KernelSkip): JsonEngine {
  const numbers = new Int32Array(memory, 0, DATA / 4);
  const number = (at: number): number => numbers[at] ?? 0;
  const stand: Stand = {
    before: OPENED,
    hasColon: false,
    level: 0,
    isObject: new Uint8Array(LEVEL_MAX + 1),
    commaAt: -1,
    wordAt: 0,
  };
  return {
    bytes: new Uint8Array(memory, DATA, CHUNK_BYTES),
    stand,
    skip: (from, to, isTop) => {
      const { isObject } = stand;
      let types = 0;
      for (let level = 0; level <= stand.level; level += 1) types |= (isObject[level] ?? 0) << level;
      numbers[TYPES] = types;
      numbers[TYPES + 1] = 0;
      const { before, hasColon, level } = stand;
      const end = skip(DATA + from, DATA + to, before, hasColon ? 1 : 0, level, isTop ? 1 : 0) - DATA;
      stand.before = number(BEFORE);
      stand.hasColon = number(HAS_COLON) === 1;
      stand.level = number(LEVEL);
      for (let at = 0; at <= stand.level; at += 1)
        isObject[at] = (number(at < WORD_BITS ? TYPES : TYPES + 1) >>> (at % WORD_BITS)) & 1;
      const commaAt = number(COMMA_AT);
      stand.commaAt = commaAt < 0 ? -1 : commaAt - DATA;
      stand.wordAt = number(WORD_AT) - DATA;
      return end;
    },
  };
}
