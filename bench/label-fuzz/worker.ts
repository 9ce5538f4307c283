/** Mutates one sample many times, reads and writes each, and tells what came of it. Runs beside `run.ts`, whose `Fuzzer` watches it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { z } from 'zod';
import { HeguiError } from '../../src/kernel/errors.ts';
import { seededRandom } from '../../src/kernel/testing/seeded-random.ts';
import {
  buildSidecar,
  bytesSource,
  checkSidecar,
  type ImplicitLabel,
  patchedBytes,
  verifyFile,
  writeFileLabel,
} from '../../src/label/index.ts';
import { findContent } from '../../src/label/testing/fuzz.ts';
import { mutate } from '../../src/label/testing/mutations.ts';
import { resealed } from '../../src/label/testing/reseal.ts';
import { sampleLabel } from '../../src/label/testing/sample-label.ts';
import { mutateZip } from '../../src/label/testing/zip-mutations.ts';
import { createLabelCrypto } from '../../src/sm2/index.ts';
import { TRUSTING } from './trust.ts';

export const jobSchema = z.object({
  name: z.string(),
  bytes: z.instanceof(Uint8Array),
  seed: z.number(),
  runs: z.number(),
  /** How many written files are kept for readers outside, as far as there are that many. */
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

/** Curve arithmetic takes longer than all the rest, so it is only asked now and then. */
const REAL_TRUST_EVERY = 100;
const REAL_TRUST = { crypto: createLabelCrypto(), pins: [] };

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
  mkdirSync(job.folder, { recursive: true });
  for (let run = 0; run < job.runs; run += 1) {
    Atomics.store(progress, 0, run);
    const mutation = await mutationOf(job, run);
    const begun = process.threadCpuUsage();
    const outcome = await tryOne(mutation, job.name, label, run);
    const { user, system } = process.threadCpuUsage(begun);
    const ms = (user + system) / 1_000;
    if (ms > tally.longestMs) Object.assign(tally, { longestMs: ms, longestRun: run });
    if (outcome === 'refused') tally.refused += 1;
    else if (typeof outcome === 'string') {
      tally.failures.push(`run ${run}: ${outcome}`);
      writeFileSync(join(job.folder, `failure-${run}-${job.name}`), mutation);
    } else {
      tally.written += 1;
      // Spread over all runs.
      if (tally.kept.length < (job.kept * (run + 1)) / job.runs) {
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
  label: ImplicitLabel,
  run: number,
): Promise<Uint8Array | string> {
  const source = bytesSource(mutation);
  try {
    await verifyFile(source, name, run % REAL_TRUST_EVERY === 0 ? REAL_TRUST : TRUSTING);
    await findContent(source, name);
  } catch (error) {
    return `reading: ${error instanceof Error ? error.stack : String(error)}`;
  }
  if (/\.(?:txt|csv)$/.test(name)) return await trySidecar(mutation, name, label, run);
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

/** Files without a place get their label beside them: that must be found as it is, and any other text be told as such. */
async function trySidecar(
  mutation: Uint8Array,
  name: string,
  label: ImplicitLabel,
  run: number,
): Promise<Uint8Array | string> {
  const source = bytesSource(mutation);
  try {
    const text = await buildSidecar(source, name, label);
    const check = await checkSidecar(source, name, text);
    if (check.kind !== 'conformant') return `beside it, then ${JSON.stringify(check).slice(0, 300)}`;
    const changed = mutate(Buffer.from(text), seededRandom(run));
    await checkSidecar(source, name, new TextDecoder().decode(changed));
    return Buffer.from(text);
  } catch (error) {
    return `beside it: ${error instanceof Error ? error.stack : String(error)}`;
  }
}

parentPort?.on('message', (job: unknown) => {
  void fuzz(jobSchema.parse(job)).then((tally) => parentPort?.postMessage(tally));
});
