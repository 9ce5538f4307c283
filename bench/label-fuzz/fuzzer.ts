import { Worker } from 'node:worker_threads';
import type { Job, Tally } from './worker.ts';

/** A run that takes longer than this by the clock hangs. */
const HANG_MS = 30_000;

/** One worker for all jobs, since to start one costs more than thousands of runs; one that hangs gives way to another. */
export class Fuzzer {
  #worker: Worker | null = null;

  /** What came of all mutations of a sample; or which of them never ended. */
  async fuzz(job: Omit<Job, 'progress'>): Promise<Tally | string> {
    const worker = this.#worker ?? new Worker(new URL('./worker.ts', import.meta.url));
    this.#worker = worker;
    const progress = new Int32Array(new SharedArrayBuffer(4));
    const outcome = await new Promise<Tally | string>((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearInterval(watch);
        worker.off('message', onTally).off('error', onError);
        settle();
      };
      const onTally = (tally: Tally): void => end(() => resolve(tally));
      const onError = (error: unknown): void => end(() => reject(error));
      const last = { run: -1, at: performance.now() };
      const watch = setInterval(() => {
        const run = Atomics.load(progress, 0);
        if (run !== last.run) Object.assign(last, { run, at: performance.now() });
        else if (performance.now() - last.at > HANG_MS) end(() => resolve(`run ${run}: never ends`));
      }, 500);
      worker.on('message', onTally).on('error', onError);
      worker.postMessage({ ...job, progress: progress.buffer });
    });
    if (typeof outcome === 'string') await this.close();
    return outcome;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }
}
