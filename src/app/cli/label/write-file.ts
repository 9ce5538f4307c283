import { writeSync } from 'node:fs';
import { type FileHandle, open, realpath, rename } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { isSamePatch, type Patch } from '../../../label/index.ts';
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
  await writeDecidedFile(source, { guess: null, decide: async () => patch }, path);
}

/** What a new file shall be, which takes time to find out, and a guess at it. */
export interface Decision {
  readonly guess: Patch | null;
  readonly decide: () => Promise<Patch>;
}

/**
 * As `writePatchedFile`, of what is decided. With a guess the disk has its work while that is found out: the draft is moved to its place
 * only if just that is decided, is filled anew if something else is, and is gone if nothing is.
 *
 * @returns what was decided
 * @throws HeguiError E_INPUT_UNREADABLE when the place cannot be written to; whatever `decide` throws
 */
export async function writeDecidedFile(source: FileSource, { guess, decide }: Decision, path: string): Promise<Patch> {
  let patch = guess ?? (await decide());
  // A place where nothing stands yet is itself.
  const place = await realpath(path).catch(() => path);
  try {
    await withDraft(place, async (draft) => {
      const handle = await open(draft, 'wx', source.mode);
      try {
        // The mask of the process is for new files, and this one may take the place of another.
        await handle.chmod(source.mode);
        const { onDisk } = await fillDraft(handle, source, patch);
        if (guess !== null) patch = await decideMeanwhile(decide, onDisk);
        await onDisk;
        if (guess !== null && !isSamePatch(guess, patch)) {
          await handle.truncate();
          await (await fillDraft(handle, source, patch)).onDisk;
        }
      } finally {
        await handle.close();
      }
      await rename(draft, place);
    });
    return patch;
  } catch (error) {
    if (error instanceof Undecided) throw error.cause;
    throw inputUnreadable(path, error);
  }
}

/** Nothing was decided, for a reason that has nothing to do with the place. */
class Undecided extends Error {}

async function decideMeanwhile(decide: () => Promise<Patch>, onDisk: Promise<void>): Promise<Patch> {
  const [decided] = await Promise.allSettled([decide(), onDisk]);
  if (decided.status === 'rejected') throw new Undecided('', { cause: decided.reason });
  return decided.value;
}

/** Writes all of the draft. `onDisk` resolves when the disk has it, and may be waited for later. */
async function fillDraft(
  handle: FileHandle,
  source: FileSource,
  patch: Patch,
): Promise<{ readonly onDisk: Promise<void> }> {
  const buffer = new Uint8Array(Math.min(BUFFER_BYTES, source.size));
  const flush = flusher(handle);
  let end = 0;
  const write = async (bytes: Uint8Array): Promise<void> => {
    for (let written = 0; written < bytes.length; )
      written += writeSync(handle.fd, bytes, written, bytes.length - written, end + written);
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
  // Both at once: whatever keeps this thread busy meanwhile would not let the second begin when the first has ended.
  const onDisk = Promise.all([handle.sync(), flush.done()]).then(() => undefined);
  // What goes wrong reaches whoever waits for it, which may be only after something else has.
  onDisk.catch(() => undefined);
  return { onDisk };
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
