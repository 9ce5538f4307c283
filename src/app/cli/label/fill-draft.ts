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

/** A draft that is filled with the pieces of a new file, in their order. */
export interface DraftFilling {
  /**
   * Takes bytes that were read of the old file from byte `from` on, for whatever purpose: if they are next in the new one, or nearly,
   * they need not be read again. Never throws; what goes wrong is told by `finish`.
   */
  take(bytes: Uint8Array, from: number): Promise<void>;
  /** Writes all that is missing. `onDisk` resolves when the disk has the draft, and may be waited for later. */
  finish(): Promise<{ readonly onDisk: Promise<void> }>;
  /** Instead of `finish`: resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

export function fillDraft(draft: number, source: FileSource, patch: Patch): DraftFilling {
  const buffer = new Uint8Array(Math.min(BUFFER_BYTES, source.size));
  const flush = flusher(draft);
  const failures: unknown[] = [];
  let index = 0;
  /** Bytes of the piece under way that are written, and of all. */
  let done = 0;
  let end = 0;

  const write = async (bytes: Uint8Array): Promise<void> => {
    for (let written = 0; written < bytes.length; )
      written += writeSync(draft, bytes, written, bytes.length - written, end + written);
    end += bytes.length;
    await flush.after(bytes.length);
  };
  /** Writes pieces that have their own bytes, and tells which of the old file come next; null at the end. */
  const next = async (): Promise<{ readonly from: number; readonly to: number } | null> => {
    for (let piece = patch[index]; piece !== undefined; piece = patch[index]) {
      if (piece.kind === 'copy' && piece.from + done < piece.to) return { from: piece.from + done, to: piece.to };
      if (piece.kind === 'bytes') await write(piece.bytes);
      done = 0;
      index += 1;
    }
    return null;
  };
  const put = async (bytes: Uint8Array, from: number): Promise<void> => {
    for (let due = await next(); due !== null; due = await next()) {
      const piece = bytes.subarray(Math.max(0, due.from - from), Math.max(0, due.to - from));
      if (due.from < from || piece.length === 0) return;
      await write(piece);
      done += piece.length;
    }
  };
  const copy = async (from: number, to: number): Promise<void> => {
    const bytes = source.fill(buffer, from, Math.min(buffer.length, to - from));
    if (bytes.length === 0) throw new Error('became shorter while it was read');
    await put(bytes, from);
  };

  return {
    take: async (bytes, from) => {
      if (failures.length > 0) return;
      try {
        const due = await next();
        // A walk over heads leaps over what stands between them.
        if (due !== null && due.from < from && from - due.from <= buffer.length) await copy(due.from, from);
        await put(bytes, from);
      } catch (error) {
        failures.push(error);
      }
    },
    finish: async () => {
      try {
        if (failures.length > 0) throw failures[0];
        for (let due = await next(); due !== null; due = await next()) await copy(due.from, due.to);
      } catch (error) {
        await flush.stop();
        throw error;
      }
      const onDisk = flush.done();
      // What goes wrong reaches whoever waits for it, which may be only after something else has.
      onDisk.catch(() => undefined);
      return { onDisk };
    },
    stop: flush.stop,
  };
}

/**
 * Hands what was written to the disk in the background, one portion at a time. `done` hands over the rest, waits for all, and throws what
 * went wrong; `stop` only waits.
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
    stop: async (): Promise<void> => {
      await running;
    },
    done: async (): Promise<void> => {
      // Both at once: whatever keeps this thread busy meanwhile would not let the second begin when the first has ended.
      await Promise.all([syncLater(draft), running]);
      if (failures.length > 0) throw failures[0];
    },
  };
}
