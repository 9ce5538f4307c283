import { type FileHandle, open } from 'node:fs/promises';
import type { ByteSource } from '../../../label/index.ts';
import { inputUnreadable } from './input-unreadable.ts';

/** A file on disk as a source of bytes; `close` it when done. */
export interface FileSource extends ByteSource {
  /** Permission bits of the file. */
  readonly mode: number;
  /** Like `read`, into a buffer that is given: the bytes are a view of it. */
  fill(buffer: Uint8Array, offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a file for reading piece by piece. @throws HeguiError E_INPUT_UNREADABLE naming the file */
export async function openFileSource(path: string): Promise<FileSource> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    throw inputUnreadable(path, error);
  }
  const stat = await handle.stat();
  if (!stat.isFile()) {
    await handle.close();
    throw inputUnreadable(path, new Error('is no file'));
  }
  return {
    size: stat.size,
    mode: stat.mode & 0o777,
    read: (offset, length) => {
      const held = Math.max(0, Math.min(length, stat.size - offset));
      return fill(handle, new Uint8Array(held), offset, held);
    },
    fill: (buffer, offset, length) => fill(handle, buffer, offset, length),
    close: () => handle.close(),
  };
}

async function fill(handle: FileHandle, buffer: Uint8Array, offset: number, length: number): Promise<Uint8Array> {
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
    // The file has become shorter since it was opened: what is missing is told by the length.
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
