import { type ByteSource, readInto } from './source.ts';

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
  const isHeld = (offset: number, length: number): boolean =>
    offset >= start && offset + length <= start + window.length;
  return {
    ...source,
    peek: (offset, length) =>
      isHeld(offset, length) ? window.subarray(offset - start, offset - start + length) : null,
    read: async (offset, length) => {
      if (!isHeld(offset, length)) {
        if (length > LEAST_BYTES) return await source.read(offset, length);
        const isNear = window.length > 0 && offset >= start && offset <= start + 2 * window.length;
        bytes = isNear ? Math.min(bytes * GROWTH, MOST_BYTES) : LEAST_BYTES;
        if (buffer.length < bytes) buffer = new Uint8Array(bytes);
        // What the buffer held is gone, even when reading fails.
        window = buffer.subarray(0, 0);
        window = await readInto(source, buffer.subarray(0, bytes), offset);
        start = offset;
      }
      return window.slice(offset - start, Math.min(offset - start + length, window.length));
    },
  };
}
