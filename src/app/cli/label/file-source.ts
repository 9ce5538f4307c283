import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from '../../../label/index.ts';
import { inputUnreadable } from './input-unreadable.ts';

/** A file on disk as a source of bytes; `close` it when done. */
export interface FileSource extends ByteSource {
  /** Its descriptor, by which other threads can read it; null for one in memory. */
  readonly file: number | null;
  /** Permission bits of the file. */
  readonly mode: number;
  /** Like `read`, at once and into a buffer that is given: the bytes are a view of it. */
  fill(buffer: Uint8Array, offset: number, length: number): Uint8Array;
  close(): Promise<void>;
}

/**
 * Opens a file for reading piece by piece. It is opened and its pieces are read on the thread that asks: a command has nothing else to
 * do, and handing each of thousands of small ones to another thread takes ten times as long as reading it.
 *
 * @throws HeguiError E_INPUT_UNREADABLE naming the file
 */
export async function openFileSource(path: string): Promise<FileSource> {
  const file = openOnly(path);
  const stat = fstatSync(file);
  if (!stat.isFile()) {
    closeSync(file);
    throw inputUnreadable(path, new Error('is no file'));
  }
  return {
    file,
    size: stat.size,
    mode: stat.mode & 0o777,
    read: async (offset, length) => {
      const held = Math.max(0, Math.min(length, stat.size - offset));
      return readAt(file, new Uint8Array(held), offset, held);
    },
    fill: (buffer, offset, length) => readAt(file, buffer, offset, length),
    close: async () => closeSync(file),
  };
}

function openOnly(path: string): number {
  try {
    // A pipe would else be waited for, until somebody writes into it.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw inputUnreadable(path, error);
  }
}

/** Reads bytes of an open file into a buffer; the bytes are a view of it, fewer where the file ends before. */
export function readAt(file: number, buffer: Uint8Array, offset: number, length: number): Uint8Array {
  let filled = 0;
  while (filled < length) {
    const count = readSync(file, buffer, filled, length - filled, offset + filled);
    // The file has become shorter since it was opened: what is missing is told by the length.
    if (count === 0) break;
    filled += count;
  }
  return buffer.subarray(0, filled);
}
