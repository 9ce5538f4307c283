/**
 * Does any broken file make the label engine crash, hang or write what strict readers refuse?
 *
 * `npm run bench -- label-fuzz [--runs 200000] [--seed 1] [--judged 300] [--only png,jpeg] [--kernel 200000]`: so many mutations
 * of each kind of file, spread over real files of it: plain, labelled, signed, with manifests, with labels in foreign places. Bytes,
 * ends, lengths, blocks, nesting, entities and sums are changed. Of what is written, some `judged` files a kind go to readers
 * outside, which must accept each whose mutation they accept. On `kernel` texts the kernel of JSON is held against its twin and the
 * language. A line a kind tells what came of it so far. Ends with 1 when anything is found; such files stay in `.cache/label-fuzz`.
 *
 * Needs ffmpeg, exiftool, heif-enc, qpdf, python3, openssl, and the readers: apt-get install pngcheck webp libtiff-tools gifsicle
 * mkvtoolnix vorbis-tools libjpeg-turbo-progs exiv2 flac libheif-examples.
 */
import { rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { FormatId } from '../../src/label/index.ts';
import { machineShape, table } from '../support/machine.ts';
import { root } from '../support/processes.ts';
import { Fuzzer } from './fuzzer.ts';
import { fuzzJsonKernel } from './json-kernel.ts';
import { judge, judgesOf } from './judges.ts';
import { type FuzzSample, makeFuzzSamples } from './samples.ts';
import type { Tally } from './worker.ts';

/** Each run adds one to the seed of its file, so seeds that follow each other must lie further apart than any number of runs. */
const SEED_STEP = 1_000_003;
/** Of processor time, which the worker measures. */
const SLOW_MS = 1_000;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    judged: { type: 'string', default: '300' },
    only: { type: 'string', default: '' },
    kernel: { type: 'string', default: '200000' },
  },
});
const seed = Number(values.seed);
const folder = join(root, '.cache', 'label-fuzz', values.seed);
const all = await makeFuzzSamples();
const kinds = Map.groupBy(all, ({ format }) => format);
const only = new Set(values.only.split(','));
const chosen = [...kinds.keys()].filter((kind) => values.only === '' || only.has(kind));

interface Row {
  readonly samples: number;
  readonly mutations: number;
  readonly refused: number;
  readonly written: number;
  readonly judged: number;
  readonly accepted: number;
  readonly longestMs: number;
}

const rows = new Map<FormatId, Row>();
const found: string[] = [];
let told = 0;
// Who stops it gets what is known so far.
process.once('SIGTERM', () => {
  report();
  process.exit(1);
});
const fuzzer = new Fuzzer();
for (const format of chosen) {
  rmSync(join(folder, format), { recursive: true, force: true });
  for (const sample of kinds.get(format) ?? []) await addSample(sample, kinds.get(format)?.length ?? 1);
  process.stderr.write(`${lineOf(format).join(' ')}, ${new Date().toISOString()}\n`);
}
await fuzzer.close();
const kernel = fuzzJsonKernel(Number(values.kernel), seed);
found.push(...kernel.findings);
report();
process.stdout.write(`kernel of JSON: ${kernel.texts} texts, ${kernel.accepted} of them accepted\n`);
process.exitCode = found.length === 0 ? 0 : 1;

/** Mutates one of the files of a kind. */
async function addSample(sample: FuzzSample, samples: number): Promise<void> {
  const { name, format, bytes } = sample;
  const runs = Math.ceil(Number(values.runs) / samples);
  const tally = await fuzzer.fuzz({
    name,
    bytes: Uint8Array.from(bytes),
    seed: seed * SEED_STEP + all.indexOf(sample) * 10_000_019,
    runs,
    kept: Math.ceil(Number(values.judged) / samples),
    folder: join(folder, format),
  });
  if (typeof tally === 'string') found.push(`${name} ${tally}`);
  else {
    found.push(...tally.failures.map((failure) => `${name} ${failure}`));
    if (tally.longestMs > SLOW_MS)
      found.push(`${name} run ${tally.longestRun}: took ${Math.round(tally.longestMs)} ms`);
    add(format, runs, { ...tally, ...(await judgeKept(format, tally)) });
  }
  for (const finding of found.slice(told)) process.stderr.write(`found: ${finding}\n`);
  told = found.length;
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

function add(
  format: FormatId,
  runs: number,
  tally: Tally & { readonly judged: number; readonly accepted: number },
): void {
  const row = rows.get(format);
  rows.set(format, {
    samples: (row?.samples ?? 0) + 1,
    mutations: (row?.mutations ?? 0) + runs,
    refused: (row?.refused ?? 0) + tally.refused,
    written: (row?.written ?? 0) + tally.written,
    judged: (row?.judged ?? 0) + (judgesOf(format).length > 0 ? tally.judged : 0),
    accepted: (row?.accepted ?? 0) + tally.accepted,
    longestMs: Math.max(row?.longestMs ?? 0, tally.longestMs),
  });
}

function lineOf(format: FormatId): readonly (string | number)[] {
  const row = rows.get(format);
  if (row === undefined) return [format];
  const { samples, mutations, refused, written, judged, accepted, longestMs } = row;
  const judges = judgesOf(format).join(', ') || '–';
  return [format, samples, mutations, refused, written, judged, accepted, longestMs.toFixed(0), judges];
}

function report(): void {
  const total = [...rows.values()].reduce((sum, { mutations }) => sum + mutations, 0);
  const head = ['kind', 'samples', 'mutations', 'refused', 'written', 'judged', 'accepted', 'longest ms', 'by'];
  process.stdout.write(
    `# bench/label-fuzz\n\n${machineShape()}; seed ${values.seed}; ${total} mutations; load ${loadavg().map((load) => load.toFixed(1))}.\n\n${table(head, [...rows.keys()].map(lineOf))}\n\nfound: ${found.length}\n`,
  );
  for (const line of found) process.stdout.write(`- ${line}\n`);
}
