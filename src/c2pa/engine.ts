import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { initSync, WasmBuilder, WasmReader } from '@contentauth/c2pa-wasm';

/** Nothing is fetched: what a manifest names elsewhere is none of a command's business. */
const SETTINGS = JSON.stringify({ verify: { remote_manifest_fetch: false, ocsp_fetch: false } });

let isOpen = false;

/** The reference library of C2PA in WebAssembly; compiled once, when it is first asked for. */
function open(): void {
  if (isOpen) return;
  const path = fileURLToPath(import.meta.resolve('@contentauth/c2pa-wasm/c2pa.wasm'));
  initSync({ module: readFileSync(path) });
  // It was made for workers of browsers, where a Blob can be read at once. Node has no such reader, so these bring their bytes along.
  Object.assign(globalThis, { FileReaderSync: BytesReader });
  isOpen = true;
}

class BytesBlob extends Blob {
  readonly held: Uint8Array;
  override readonly size: number;

  constructor(held: Uint8Array) {
    super([]);
    this.held = held;
    this.size = held.length;
  }

  override slice(from?: number, to?: number): BytesBlob {
    return new BytesBlob(this.held.subarray(from, to));
  }
}

class BytesReader {
  readAsArrayBuffer(blob: BytesBlob): ArrayBuffer {
    return Uint8Array.from(blob.held).buffer;
  }
}

export const newBuilder = (definition: object): WasmBuilder => {
  open();
  return WasmBuilder.fromJson(JSON.stringify(definition), SETTINGS);
};

export const newReader = async (mediaType: string, bytes: Uint8Array): Promise<WasmReader> => {
  open();
  return await WasmReader.fromBytes(mediaType, bytes, SETTINGS);
};

export const asBlob = (bytes: Uint8Array): Blob => new BytesBlob(bytes);
