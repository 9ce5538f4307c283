/** Mutates one sample many times, reads and writes each, and tells what came of it. Runs beside `run.ts`, which watches it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { HeguiError } from '../../src/kernel/errors.ts';
import { seededRandom } from '../../src/kernel/testing/seeded-random.ts';
import { bytesSource, patchedBytes, verifyFile, writeFileLabel } from '../../src/label/index.ts';
import { findContent } from '../../src/label/testing/fuzz.ts';
import { mutate } from '../../src/label/testing/mutations.ts';
import { resealed } from '../../src/label/testing/reseal.ts';
import { sampleLabel } from '../../src/label/testing/sample-label.ts';
import { mutateZip } from '../../src/label/testing/zip-mutations.ts';

export const jobSchema = z.object({
  name: z.string(),
  bytes: z.instanceof(Uint8Array),
  seed: z.number(),
  runs: z.number(),
  /** About how many written files are kept for readers outside. */
  kept: z.number(),
  folder: z.string(),
  /** Where the number of the run under way stands. */
  progress: z.instanceof(SharedArrayBuffer),
});
export type Job = z.infer<typeof jobSchema>;

export interface Tally {
  readonly refused: number;
  readonly written: number;
  readonly longestMs: number;
  readonly longestRun: number;
  readonly failures: readonly string[];
  /** Files that were written, by the path of the mutation; the result stands beside it. */
  readonly kept: readonly string[];
}

/** The mutation of a run: the same for the same seed. */
export async function mutationOf({ bytes, seed }: Pick<Job, 'bytes' | 'seed'>, run: number): Promise<Uint8Array> {
  const random = seededRandom(seed + run);
  if (fromZip(bytes) && random() < 0.7) return (await mutateZip(bytes, random)) ?? bytes;
  // Sums that are wrong would stop most readers, those outside too, before they see the rest.
  const changed = mutate(bytes, random);
  return random() < 0.7 ? resealed(changed) : changed;
}

const fromZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

async function fuzz(job: Job): Promise<Tally> {
  const label = sampleLabel('fuzz');
  const progress = new Int32Array(job.progress);
  const tally = { refused: 0, written: 0, longestMs: 0, longestRun: 0, failures: [] as string[], kept: [] as string[] };
  const keptRandom = seededRandom(job.seed);
  mkdirSync(job.folder, { recursive: true });
  for (let run = 0; run < job.runs; run += 1) {
    Atomics.store(progress, 0, run);
    const mutation = await mutationOf(job, run);
    const begun = process.threadCpuUsage();
    const outcome = await tryOne(mutation, job.name, label);
    const { user, system } = process.threadCpuUsage(begun);
    const ms = (user + system) / 1_000;
    if (ms > tally.longestMs) Object.assign(tally, { longestMs: ms, longestRun: run });
    if (outcome === 'refused') tally.refused += 1;
    else if (typeof outcome === 'string') {
      tally.failures.push(`run ${run}: ${outcome}`);
      writeFileSync(join(job.folder, `failure-${run}-${job.name}`), mutation);
    } else {
      tally.written += 1;
      // About a third of all mutations can be written into.
      if (keptRandom() < (3 * job.kept) / job.runs) {
        const path = join(job.folder, `${run}-${job.name}`);
        writeFileSync(path, mutation);
        writeFileSync(join(job.folder, `${run}-written-${job.name}`), outcome);
        tally.kept.push(path);
      }
    }
  }
  return tally;
}

/** The written file; `refused`, or what is wrong. */
async function tryOne(
  mutation: Uint8Array,
  name: string,
  label: ReturnType<typeof sampleLabel>,
): Promise<Uint8Array | string> {
  const source = bytesSource(mutation);
  try {
    await verifyFile(source, name);
    await findContent(source, name);
  } catch (error) {
    return `reading: ${error instanceof Error ? error.stack : String(error)}`;
  }
  try {
    const written = await patchedBytes(source, await writeFileLabel(source, label, name));
    const verdict = await verifyFile(bytesSource(written), name);
    if (verdict.kind === 'conformant' && verdict.members.ProduceID === 'fuzz' && verdict.carriers.length === 1)
      return written;
    return `written, then ${JSON.stringify(verdict).slice(0, 300)}`;
  } catch (error) {
    if (error instanceof HeguiError && error.code !== 'E_INTERNAL') return 'refused';
    return `writing: ${error instanceof Error ? error.stack : String(error)}`;
  }
}

if (parentPort !== null) parentPort.postMessage(await fuzz(jobSchema.parse(workerData)));
