import { METADATA_BYTES_MAX, unreadable } from './source.ts';

/** `deflate` has zlib's header (PNG, PDF); `deflate-raw` has none (ZIP). */
export type Deflated = 'deflate' | 'deflate-raw' | 'gzip';

/**
 * What was deflated. A bomb stops at the limit.
 *
 * @throws HeguiError E_FILE_UNREADABLE when `bytes` are damaged or give more than METADATA_BYTES_MAX.
 */
export async function inflate(bytes: Uint8Array, kind: Deflated, what: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    const stream = new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(new DecompressionStream(kind));
    for await (const piece of stream) {
      pieces.push(piece);
      size += piece.length;
      if (size > METADATA_BYTES_MAX) break;
    }
  } catch {
    throw unreadable(`${what} is compressed and damaged`);
  }
  if (size > METADATA_BYTES_MAX) throw unreadable(`${what} unpacks to more than ${METADATA_BYTES_MAX} bytes`);
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
