import { fdatasync, fsync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Patch } from '../../../label/index.ts';
import type { FileSource } from './file-source.ts';

const syncLater = promisify(fsync);
const syncDataLater = promisify(fdatasync);

/** Small enough for the cache of a core: what was read into it is written out of it before it has left. */
const BUFFER_BYTES = 256 * 1024;
/** After so many bytes the disk is told to begin, so that it works while the rest is copied, and little waits in the end. */
const FLUSH_BYTES = 2 * 1024 * 1024;

/** Writes all of the draft. `onDisk` resolves when the disk has it, and may be waited for later. */
export async function fillDraft(
  draft: number,
  source: FileSource,
  patch: Patch,
): Promise<{ readonly onDisk: Promise<void> }> {
  const buffer = new Uint8Array(Math.min(BUFFER_BYTES, source.size));
  const flush = flusher(draft);
  let end = 0;
  const write = async (bytes: Uint8Array): Promise<void> => {
    for (let written = 0; written < bytes.length; )
      written += writeSync(draft, bytes, written, bytes.length - written, end + written);
    end += bytes.length;
    await flush.after(bytes.length);
  };
  try {
    for (const segment of patch) {
      if (segment.kind === 'bytes') await write(segment.bytes);
      else {
        for (let at = segment.from; at < segment.to; ) {
          const bytes = source.fill(buffer, at, Math.min(buffer.length, segment.to - at));
          if (bytes.length === 0) throw new Error('became shorter while it was read');
          await write(bytes);
          at += bytes.length;
        }
      }
    }
  } catch (error) {
    await flush.done().catch(() => undefined);
    throw error;
  }
  const onDisk = flush.done();
  // What goes wrong reaches whoever waits for it, which may be only after something else has.
  onDisk.catch(() => undefined);
  return { onDisk };
}

/**
 * Hands what was written to the disk in the background, one portion at a time. `done` hands over the rest, waits for all, and throws what
 * went wrong.
 */
function flusher(draft: number) {
  let waiting = 0;
  let running: Promise<void> | null = null;
  const failures: unknown[] = [];
  const begin = (): void => {
    if (waiting < FLUSH_BYTES || running !== null) return;
    waiting = 0;
    running = syncDataLater(draft)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => {
        running = null;
      });
  };
  return {
    after: async (bytes: number): Promise<void> => {
      waiting += bytes;
      // The one before may be done, of which only nobody has heard yet.
      if (waiting >= FLUSH_BYTES && running !== null) await setImmediate();
      begin();
    },
    done: async (): Promise<void> => {
      // Both at once: whatever keeps this thread busy meanwhile would not let the second begin when the first has ended.
      await Promise.all([syncLater(draft), running]);
      if (failures.length > 0) throw failures[0];
    },
  };
}
