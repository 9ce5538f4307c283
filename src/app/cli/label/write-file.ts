import { writeSync } from 'node:fs';
import { type FileHandle, open, realpath, rename } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { Patch } from '../../../label/index.ts';
import { withDraft } from './drafts.ts';
import type { FileSource } from './file-source.ts';
import { inputUnreadable } from './input-unreadable.ts';

/** Small enough for the cache of a core: what was read into it is written out of it before it has left. */
const BUFFER_BYTES = 256 * 1024;
/** After so many bytes the disk is told to begin, so that it works while the rest is copied, and little waits in the end. */
const FLUSH_BYTES = 4 * 1024 * 1024;

/**
 * Writes the new file beside its place and moves it there once it is whole and on disk: whatever stood there stays as it was
 * until then, and after a failure. A link stays one, and what it leads to is written.
 *
 * @throws HeguiError E_INPUT_UNREADABLE when the place cannot be written to
 */
export async function writePatchedFile(source: FileSource, patch: Patch, path: string): Promise<void> {
  // A place where nothing stands yet is itself.
  const place = await realpath(path).catch(() => path);
  try {
    await withDraft(place, async (draft) => {
      const handle = await open(draft, 'wx', source.mode);
      try {
        // The mask of the process is for new files, and this one may take the place of another.
        await handle.chmod(source.mode);
        await fillDraft(handle, source, patch);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, place);
    });
  } catch (error) {
    throw inputUnreadable(path, error);
  }
}

async function fillDraft(handle: FileHandle, source: FileSource, patch: Patch): Promise<void> {
  const buffer = new Uint8Array(Math.min(BUFFER_BYTES, source.size));
  const flush = flusher(handle);
  try {
    for (const segment of patch) {
      if (segment.kind === 'bytes') {
        writeWhole(handle, segment.bytes);
        await flush.after(segment.bytes.length);
        continue;
      }
      for (let at = segment.from; at < segment.to; ) {
        const bytes = source.fill(buffer, at, Math.min(buffer.length, segment.to - at));
        if (bytes.length === 0) throw new Error('became shorter while it was read');
        writeWhole(handle, bytes);
        at += bytes.length;
        await flush.after(bytes.length);
      }
    }
  } finally {
    await flush.done();
  }
}

/** Hands what was written to the disk in the background, one portion at a time. `done` waits, and throws what went wrong. */
function flusher(handle: FileHandle) {
  let waiting = 0;
  let running: Promise<void> | null = null;
  const failures: unknown[] = [];
  return {
    after: async (bytes: number): Promise<void> => {
      waiting += bytes;
      if (waiting >= FLUSH_BYTES && running === null) {
        waiting = 0;
        running = handle
          .datasync()
          .catch((error: unknown) => void failures.push(error))
          .finally(() => {
            running = null;
          });
      }
      if (running !== null) await setImmediate();
    },
    done: async (): Promise<void> => {
      await running;
      if (failures.length > 0) throw failures[0];
    },
  };
}

function writeWhole({ fd }: FileHandle, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
}
