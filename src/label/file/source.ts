import { HeguiError } from '../../kernel/errors.ts';

/** A file that is read piece by piece, wherever it lies. Its bytes never change while it is in use. */
export interface ByteSource {
  /** Bytes in all. */
  readonly size: number;
  /**
   * The bytes from `offset` on, `length` of them; fewer only where the file ends. They may be a view of many more, which never
   * change: copy what is kept for long, and what is to be changed.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /**
   * As `read`, into a buffer that is given, of which the bytes are a view; for those who go through much of a file. Only sources
   * have it that would make a buffer for each `read`.
   */
  fill?(buffer: Uint8Array, offset: number, length: number): Uint8Array | Promise<Uint8Array>;
  /**
   * What `read` would give, if it is at hand without waiting, else null: for walks over heads that stand close together. The
   * bytes are good until the next reading.
   */
  peek?(offset: number, length: number): Uint8Array | null;
}

export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, Math.max(offset, Math.min(offset + length, bytes.length))),
  };
}

/** What a page of a browser gets from a person, and what `fetch` gives. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
  };
}

/** No piece of metadata that is read into memory may be larger; labels take a few hundred bytes. */
export const METADATA_BYTES_MAX: number = 16 * 1024 * 1024;
/** No file has more blocks, chunks or boxes than this for us; real ones stay under a few thousand. */
export const BLOCKS_MAX = 100_000;

/**
 * Exactly `length` bytes from `offset` on.
 *
 * @throws HeguiError E_FILE_UNREADABLE naming `what`, when the file ends before or the piece is larger than
 * METADATA_BYTES_MAX.
 */
export async function readExactly(
  source: ByteSource,
  offset: number,
  length: number,
  what: string,
): Promise<Uint8Array> {
  if (length > METADATA_BYTES_MAX)
    throw unreadable(`${what} says it has ${length} bytes; at most ${METADATA_BYTES_MAX} are read`);
  if (offset < 0 || length < 0 || offset + length > source.size) {
    throw unreadable(`${what} says it reaches to byte ${offset + length}, but the file has ${source.size}`);
  }
  const bytes = await source.read(offset, length);
  if (bytes.length !== length) throw unreadable(`${what} at byte ${offset} could not be read whole`);
  return bytes;
}

/** As `read`, into the buffer where the source can do that; the bytes are then a view of it. */
export async function readInto(source: ByteSource, buffer: Uint8Array, offset: number): Promise<Uint8Array> {
  const length = Math.max(0, Math.min(buffer.length, source.size - offset));
  return source.fill === undefined ? await source.read(offset, length) : await source.fill(buffer, offset, length);
}

/** The file is broken, or lies about itself, in a way that `message` names. */
export const unreadable = (message: string): HeguiError =>
  new HeguiError('E_FILE_UNREADABLE', message, { fields: [{ path: 'file', message }] });

/** The file is whole, but nothing can be written into it without risk, for the reason given. */
export const unsupported = (message: string): HeguiError =>
  new HeguiError('E_FILE_UNSUPPORTED', message, { fields: [{ path: 'file', message }] });
