import { Worker } from 'node:worker_threads';
import type { DocumentFile } from '../document.ts';
import type { FromThread, ToThread } from './messages.ts';

interface Pending {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

/** After this long without a document the thread ends: its font and packages are some hundred MiB. */
const IDLE_MS = 60_000;

/** One thread for all: a document takes most of a processor, and more of them at once would be no sooner. */
class DocumentThread {
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | null = null;
  #number = 0;
  #idle: NodeJS.Timeout | undefined;

  write(kind: ToThread['kind'], document: DocumentFile): Promise<Uint8Array> {
    clearTimeout(this.#idle);
    const worker = this.#start();
    const number = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#pending.set(number, { resolve, reject });
      // A command must not end before its document is written, and must not wait for the thread afterwards.
      worker.ref();
      worker.postMessage({ number, kind, document } satisfies ToThread);
    });
  }

  #start(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(new URL('./thread-main.ts', import.meta.url), { name: 'hegui-documents' });
    worker.on('message', (told: FromThread) => this.#settle(worker, told));
    worker.on('error', (error) => this.#fail(worker, error));
    worker.on('exit', () => this.#fail(worker, new Error('the thread that writes documents ended')));
    this.#worker = worker;
    return worker;
  }

  #settle(worker: Worker, told: FromThread): void {
    const pending = this.#pending.get(told.number);
    this.#pending.delete(told.number);
    if (this.#pending.size === 0) {
      worker.unref();
      this.#idle = setTimeout(() => void worker.terminate(), IDLE_MS);
      this.#idle.unref();
    }
    if (told.ok) pending?.resolve(told.bytes);
    else pending?.reject(told.error);
  }

  /** What it had not written fails with it; the next document starts another. */
  #fail(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of waiting) reject(error);
  }
}

const thread = new DocumentThread();

/**
 * The same as `writeDocx` and `writePdf`, in a thread of its own: laying out a page takes long, and nothing else would be answered
 * meanwhile. For whatever serves requests; errors are those of the writer.
 */
export const writeApart = (kind: 'docx' | 'pdf', document: DocumentFile): Promise<Uint8Array> =>
  thread.write(kind, document);
