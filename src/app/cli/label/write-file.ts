import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Patch } from '../../../label/index.ts';
import type { FileSource } from './file-source.ts';
import { inputUnreadable } from './input-unreadable.ts';

const BUFFER_BYTES = 1 << 20;

/**
 * Writes the new file beside its place and moves it there once it is whole and on disk: whatever stood there stays as it was
 * until then, and after a failure.
 *
 * @throws HeguiError E_INPUT_UNREADABLE when the place cannot be written to
 */
export async function writePatchedFile(source: FileSource, patch: Patch, path: string): Promise<void> {
  const draft = join(dirname(path), `.hegui-${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(draft, 'wx', source.mode);
    try {
      for (const segment of patch) {
        if (segment.kind === 'bytes') await writeWhole(handle, segment.bytes);
        else await copyRange(source, segment.from, segment.to, handle);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw inputUnreadable(path, error);
  }
}

/** Reads the next piece while the one before is being written. */
async function copyRange(source: FileSource, from: number, to: number, handle: FileHandle): Promise<void> {
  const buffers = [new Uint8Array(BUFFER_BYTES), new Uint8Array(BUFFER_BYTES)] as const;
  const fill = async (turn: number, at: number): Promise<Uint8Array> =>
    await source.fill(turn % 2 === 0 ? buffers[0] : buffers[1], at, Math.min(BUFFER_BYTES, to - at));
  let reading = fill(0, from);
  for (let at = from, turn = 1; at < to; turn += 1) {
    const bytes = await reading;
    if (bytes.length === 0) throw new Error('became shorter while it was read');
    at += bytes.length;
    if (at < to) reading = fill(turn, at);
    await writeWhole(handle, bytes);
  }
}

async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written);
    written += bytesWritten;
  }
}
