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
  source: Pick<FileSource, 'size' | 'fill'>,
  patch: Patch,
): Promise<{ readonly onDisk: Promise<void> }> {
  const buffer = new Uint8Array(Math.min(BUFFER_BYTES, source.size));
  const flush = flusher(draft);
  try {
    for (const piece of piecesOf(patch)) {
      const bytes = piece.bytes ?? source.fill(buffer, piece.from, Math.min(piece.length, buffer.length));
      requireWhole(bytes, piece);
      for (let written = 0; written < bytes.length; )
        written += writeSync(draft, bytes, written, bytes.length - written, piece.at + written);
      await flush.after(bytes.length);
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

/** A stretch of the new file: bytes of its own, or `length` bytes of the old one from byte `from` on. */
interface Piece {
  readonly bytes: Uint8Array | null;
  readonly from: number;
  readonly length: number;
  /** Where it stands in the new file. */
  readonly at: number;
}

function requireWhole(bytes: Uint8Array, { length }: Piece): void {
  if (bytes.length < length) throw new Error('became shorter while it was read');
}

/**
 * The pieces of a new file, which end where blocks of BUFFER_BYTES of it do: a page that the disk is taking cannot be written to, and
 * would be waited for, if a piece ended inside it.
 */
function* piecesOf(patch: Patch): Generator<Piece> {
  let at = 0;
  for (const segment of patch) {
    if (segment.kind === 'bytes') {
      const { bytes } = segment;
      yield { bytes, from: 0, length: bytes.length, at };
      at += bytes.length;
    } else {
      for (let from = segment.from; from < segment.to; ) {
        const length = Math.min(BUFFER_BYTES - (at % BUFFER_BYTES), segment.to - from);
        yield { bytes: null, from, length, at };
        from += length;
        at += length;
      }
    }
  }
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
      const [synced] = await Promise.allSettled([syncLater(draft), running]);
      if (synced.status === 'rejected') throw synced.reason;
      if (failures.length > 0) throw failures[0];
    },
  };
}
