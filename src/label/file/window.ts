import type { ByteSource } from './source.ts';

/** What is read for a head that stands far from the last one, and what for heads that stand close to each other. */
const LEAST_BYTES = 4 * 1024;
const MOST_BYTES = 256 * 1024;
/** By this the next window is larger, as long as a walk does not leap. */
const GROWTH = 4;

/**
 * The same source, read in windows: a walk over thousands of small heads then costs few reads, and one that leaps from head to
 * head over a film does not read the film. Holds one window.
 */
export function windowed(source: ByteSource): ByteSource {
  let start = 0;
  let window: Uint8Array = new Uint8Array();
  let buffer = window;
  let bytes = LEAST_BYTES;
  const load = async (offset: number): Promise<Uint8Array> => {
    const length = Math.min(bytes, Math.max(0, source.size - offset));
    if (source.fill === undefined) return await source.read(offset, length);
    if (buffer.length < length) buffer = new Uint8Array(bytes);
    return await source.fill(buffer, offset, length);
  };
  const isHeld = (offset: number, length: number): boolean =>
    offset >= start && offset + length <= start + window.length;
  return {
    size: source.size,
    peek: (offset, length) =>
      isHeld(offset, length) ? window.subarray(offset - start, offset - start + length) : null,
    read: async (offset, length) => {
      if (!isHeld(offset, length)) {
        if (length > LEAST_BYTES) return await source.read(offset, length);
        const isNear = window.length > 0 && offset >= start && offset <= start + 2 * window.length;
        bytes = isNear ? Math.min(bytes * GROWTH, MOST_BYTES) : LEAST_BYTES;
        window = await load(offset);
        start = offset;
      }
      return window.slice(offset - start, Math.min(offset - start + length, window.length));
    },
  };
}
