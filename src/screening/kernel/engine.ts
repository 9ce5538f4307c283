import { KERNEL_BASE64 } from './kernel-bytes.ts';
import { makeTwin } from './twin.ts';

/** What the kernel does; `twin.ts` tells what each means. */
export interface KernelExports {
  map(units: number, base: number, symbolsBefore: number): number;
  search(from: number, to: number, inOrder: number): number;
}

/** A kernel and the memory it works on. */
export interface KernelEngine {
  readonly kind: 'webassembly' | 'plain';
  readonly memory: ArrayBuffer;
  readonly exports: KernelExports;
}

export type MakeEngine = (bytes: number) => KernelEngine;

const PAGE_BYTES = 0x1_0000;

/** The kernel in plain TypeScript on `bytes` of memory of its own. */
export function makePlainEngine(bytes: number): KernelEngine {
  const memory = new ArrayBuffer(Math.ceil(bytes / 8) * 8);
  return { kind: 'plain', memory, exports: makeTwin(memory) };
}

/** The fastest kernel to be had: WebAssembly, or the same in plain TypeScript where that or its memory is refused. */
export function makeFastestEngine(bytes: number): KernelEngine {
  const engine = makeWebAssemblyEngine(bytes);
  return engine ?? makePlainEngine(bytes);
}

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
  ) => { readonly exports: KernelExports };
}
declare const WebAssembly: WasmApi | undefined;

let module: object | null = null;

/** The kernel in WebAssembly; null where there is none, or no memory for one more. Never throws: the twin does the same. */
export function makeWebAssemblyEngine(bytes: number): KernelEngine | null {
  if (typeof WebAssembly === 'undefined') return null;
  const pages = Math.ceil(bytes / PAGE_BYTES);
  try {
    module ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BASE64), (byte) => byte.charCodeAt(0)));
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    return { kind: 'webassembly', memory: memory.buffer, exports };
  } catch {
    return null;
  }
}
