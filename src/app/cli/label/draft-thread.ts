import { AskedThread } from '../../../kernel/index.ts';
import type { Patch } from '../../../label/index.ts';
import type { FileSource } from './file-source.ts';

/** A draft for the thread to fill, by the descriptors of this process. */
export interface DraftOrder {
  readonly draft: number;
  readonly file: number;
  readonly size: number;
  readonly patch: Patch;
}

/** Handing over less takes longer than copying it. */
const BYTES_MIN = 1024 * 1024;

/**
 * A thread that fills drafts while this one goes through the same files. Two threads that read and write for this one would do as well,
 * if they did not have to be told of each piece, and if three of them did not share two cores.
 */
export class DraftThread {
  readonly #thread = new AskedThread<DraftOrder, void>({
    file: new URL('./draft-thread-main.ts', import.meta.url),
    name: 'hegui-drafts',
    idleMs: null,
  });
  #asked = 0;

  /**
   * Fills a draft; resolves when the disk has all of it. Null where that is better done at once: the file is small or in memory, it is
   * the first one, or the thread is still starting, which takes as long as copying some 20 MB.
   */
  fill(draft: number, { file, size }: Pick<FileSource, 'file' | 'size'>, patch: Patch): Promise<void> | null {
    if (file === null || size < BYTES_MIN) return null;
    this.#asked += 1;
    if (this.#asked === 1 || this.#thread.hasFailedToStart) return null;
    this.#thread.start();
    return this.#thread.isReady ? this.#thread.ask({ draft, file, size, patch }) : null;
  }
}

export const draftThread: DraftThread = new DraftThread();
