import { Worker } from 'node:worker_threads';
import type { Patch } from '../../../label/index.ts';
import type { FileSource } from './file-source.ts';

/** A draft for the thread to fill, by the descriptors of this process. */
export interface DraftOrder {
  readonly number: number;
  readonly draft: number;
  readonly file: number;
  readonly size: number;
  readonly patch: Patch;
}

/** What came of it. */
export type DraftOutcome =
  | { readonly number: number; readonly ok: true }
  | { readonly number: number; readonly ok: false; readonly error: unknown };

interface Pending {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Handing over less takes longer than copying it. */
const BYTES_MIN = 1024 * 1024;

/**
 * A thread that fills drafts while this one goes through the same files. Two threads that read and write for this one would do as well,
 * if they did not have to be told of each piece, and if three of them did not share two cores.
 */
export class DraftThread {
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | null = null;
  #isReady = false;
  #cannotStart = false;
  #number = 0;
  #asked = 0;

  /**
   * Fills a draft; resolves when the disk has all of it. Null where that is better done at once: the file is small or in memory, it is
   * the first one, or the thread is still starting, which takes as long as copying some 20 MB.
   */
  fill(draft: number, { file, size }: Pick<FileSource, 'file' | 'size'>, patch: Patch): Promise<void> | null {
    if (file === null || size < BYTES_MIN) return null;
    this.#asked += 1;
    if (this.#asked === 1 || this.#cannotStart) return null;
    const worker = this.#worker ?? this.#start();
    if (!this.#isReady) return null;
    const number = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#pending.set(number, { resolve, reject });
      // A command must not end before its draft is filled, and must not wait for the thread afterwards.
      worker.ref();
      worker.postMessage({ number, draft, file, size, patch } satisfies DraftOrder);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./draft-thread-main.ts', import.meta.url), { name: 'hegui-drafts' });
    worker.on('online', () => {
      this.#isReady = true;
    });
    worker.on('message', (outcome: DraftOutcome) => this.#settle(worker, outcome));
    worker.on('error', (error) => this.#fail(worker, error));
    worker.on('exit', () => this.#fail(worker, new Error('the thread that fills drafts ended')));
    // Listening for messages would keep the process waiting for one.
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #settle(worker: Worker, outcome: DraftOutcome): void {
    const pending = this.#pending.get(outcome.number);
    this.#pending.delete(outcome.number);
    if (this.#pending.size === 0) worker.unref();
    if (outcome.ok) pending?.resolve();
    else pending?.reject(outcome.error);
  }

  /** What it had not filled fails with it; the next large file starts another, unless this one never began. */
  #fail(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    if (!this.#isReady) this.#cannotStart = true;
    this.#worker = null;
    this.#isReady = false;
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of waiting) reject(error);
  }
}

export const draftThread: DraftThread = new DraftThread();
