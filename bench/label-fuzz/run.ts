/**
 * Does any broken file make the label engine crash, hang or write what strict readers refuse?
 *
 * `npm run bench -- label-fuzz [--runs 200000] [--seed 1] [--judged 40] [--only png]
 * [--shard 1/2] [--kernel 200000]`: so many mutations in all, spread over real
 * files of every kind, plain, labelled and with labels in foreign places. Bytes, ends, lengths, blocks, nesting, entities and
 * sums are changed. Of what is written from a mutation, some `judged` files a sample go to readers outside, which must accept each
 * whose mutation they accept. On `kernel` texts the kernel of JSON is held against its twin and the language. Ends with 1 when anything is found; such files stay in `.cache/label-fuzz`.
 *
 * Needs ffmpeg, exiftool, heif-enc, qpdf, python3, and the readers: apt-get install pngcheck webp libtiff-tools gifsicle
 * mkvtoolnix vorbis-tools libjpeg-turbo-progs exiv2 flac libheif-examples.
 */
import { rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { FormatId } from '../../src/label/index.ts';
import { machineShape, table } from '../support/machine.ts';
import { root } from '../support/processes.ts';
import { fuzzJsonKernel } from './json-kernel.ts';
import { judge, judgesOf } from './judges.ts';
import { type FuzzSample, makeFuzzSamples } from './samples.ts';
import type { Job, Tally } from './worker.ts';

/** A run that takes longer than this by the clock hangs; the bound of one second is of processor time, which the worker measures. */
const HANG_MS = 30_000;
const SLOW_MS = 1_000;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    judged: { type: 'string', default: '40' },
    only: { type: 'string', default: '' },
    shard: { type: 'string', default: '1/1' },
    kernel: { type: 'string', default: '200000' },
  },
});
const [shard = 1, shards = 1] = values.shard.split('/').map(Number);
const folder = join(root, '.cache', 'label-fuzz', `${values.seed}-${shard}`);
rmSync(folder, { recursive: true, force: true });

interface Row {
  readonly samples: number;
  readonly mutations: number;
  readonly refused: number;
  readonly written: number;
  readonly judged: number;
  readonly accepted: number;
  readonly longestMs: number;
}

const all = (await makeFuzzSamples()).filter(({ format, name }) => `${format} ${name}`.includes(values.only));
const runsEach = Math.ceil(Number(values.runs) / all.length);
const samples = all.filter((_, index) => index % shards === shard - 1);
const rows = new Map<FormatId, Row>();
const found: string[] = [];
let told = 0;
// Who stops it gets what is known so far.
process.once('SIGTERM', () => {
  report();
  process.exit(1);
});
for (const [index, sample] of samples.entries()) {
  process.stderr.write(`${index + 1}/${samples.length} ${sample.name} (${sample.bytes.length} bytes)\n`);
  const tally = await fuzz(sample, Number(values.seed) + all.indexOf(sample) * 10_000_019);
  if (tally === null) continue;
  found.push(...tally.failures.map((failure) => `${sample.name} ${failure}`));
  if (tally.longestMs > SLOW_MS)
    found.push(`${sample.name} run ${tally.longestRun}: took ${Math.round(tally.longestMs)} ms`);
  for (const finding of found.slice(told)) process.stderr.write(`found: ${finding}\n`);
  told = found.length;
  add(sample.format, { ...tally, ...(await judgeKept(sample.format, tally)) });
}
const kernel = fuzzJsonKernel(Number(values.kernel), Number(values.seed));
found.push(...kernel.findings);
report();
process.stdout.write(`kernel of JSON: ${kernel.texts} texts, ${kernel.accepted} of them accepted\n`);
process.exitCode = found.length === 0 ? 0 : 1;

/** What came of all mutations of a sample; null when one of them never ended. */
async function fuzz({ name, bytes }: FuzzSample, seed: number): Promise<Tally | null> {
  const progress = new SharedArrayBuffer(4);
  const job: Job = {
    name,
    bytes: Uint8Array.from(bytes),
    seed,
    runs: runsEach,
    kept: Number(values.judged),
    folder,
    progress,
  };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: job });
  const last = { run: -1, at: performance.now() };
  return await new Promise((resolve, reject) => {
    const watch = setInterval(() => {
      const run = Atomics.load(new Int32Array(progress), 0);
      if (run !== last.run) Object.assign(last, { run, at: performance.now() });
      else if (performance.now() - last.at > HANG_MS) {
        found.push(`${name} run ${run}: never ends`);
        void worker.terminate().then(() => resolve(null));
      }
    }, 500);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => clearInterval(watch));
  });
}

async function judgeKept(format: FormatId, { kept }: Tally): Promise<{ judged: number; accepted: number }> {
  let accepted = 0;
  for (const path of kept) {
    const written = path.replace(/([^/]*\/)(\d+)-([^/]*)$/, '$1$2-written-$3');
    const result = await judge(format, path, written);
    if (result.refusals.length === 0) {
      accepted += result.accepted > 0 ? 1 : 0;
      for (const file of [path, written]) rmSync(file);
    }
    found.push(...result.refusals.map((refusal) => `${written}: ${refusal}`));
  }
  return { judged: kept.length, accepted };
}

function add(format: FormatId, tally: Tally & { readonly judged: number; readonly accepted: number }): void {
  const row = rows.get(format);
  rows.set(format, {
    samples: (row?.samples ?? 0) + 1,
    mutations: (row?.mutations ?? 0) + runsEach,
    refused: (row?.refused ?? 0) + tally.refused,
    written: (row?.written ?? 0) + tally.written,
    judged: (row?.judged ?? 0) + (judgesOf(format).length > 0 ? tally.judged : 0),
    accepted: (row?.accepted ?? 0) + tally.accepted,
    longestMs: Math.max(row?.longestMs ?? 0, tally.longestMs),
  });
}

function report(): void {
  const total = [...rows.values()].reduce((sum, { mutations }) => sum + mutations, 0);
  const lines = [...rows].map(([format, row]) => [
    format,
    row.samples,
    row.mutations,
    row.refused,
    row.written,
    row.judged,
    row.accepted,
    row.longestMs.toFixed(0),
    judgesOf(format).join(', ') || '–',
  ]);
  const head = ['kind', 'samples', 'mutations', 'refused', 'written', 'judged', 'accepted', 'longest ms', 'by'];
  process.stdout.write(
    `# bench/label-fuzz\n\n${machineShape()}; seed ${values.seed}; ${total} mutations; load ${loadavg().map((load) => load.toFixed(1))}.\n\n${table(head, lines)}\n\nfound: ${found.length}\n`,
  );
  for (const line of found) process.stdout.write(`- ${line}\n`);
}
