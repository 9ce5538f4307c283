import type { ByteSource } from './source.ts';

const WINDOW_BYTES = 64 * 1024;

/** The same source, read in windows: walks over thousands of small heads then cost few reads. Holds one window. */
export function windowed(source: ByteSource): ByteSource {
  let start = 0;
  let window: Uint8Array = new Uint8Array();
  return {
    size: source.size,
    read: async (offset, length) => {
      if (length > WINDOW_BYTES / 4) return await source.read(offset, length);
      const isHeld = offset >= start && offset + length <= start + window.length;
      if (!isHeld) {
        window = Uint8Array.from(await source.read(offset, Math.min(WINDOW_BYTES, Math.max(0, source.size - offset))));
        start = offset;
      }
      return window.slice(offset - start, Math.min(offset - start + length, window.length));
    },
  };
}
