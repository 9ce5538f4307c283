import type { Run } from './engine-process.ts';

/** One engine, ready to run over the text it was made for. */
export interface JsEngine {
  /** Runs once; what is prepared before is not counted. */
  run(mode: string): Run;
}

/** Processor time of this process, all threads (garbage collection and compilation too), in nanoseconds. */
export function cpuNs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1_000;
}

export function timed(work: () => { readonly hits: number; readonly sum: number }): Run {
  const begun = cpuNs();
  const { hits, sum } = work();
  return { hits, sum, ns: cpuNs() - begun };
}
