/**
 * What does labelling a file cost beside copying it, and beside programs of others that do the same?
 *
 * `npm run bench -- label [--rounds 11] [--only film] [--alone]`: files of over 10 MB of every kind, `--alone` without programs of
 * others; needs ffmpeg, exiftool and heif-enc. A copy ends with the file on disk, as labelling does. Rounds are interleaved in random order. Figures are the least of all
 * rounds, since whatever else the machine does only adds to them; the load of the machine is told.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFile, mkdir, open, rm } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { openFileSource } from '../../src/app/cli/label/file-source.ts';
import { bareLabelText, buildImplicitLabel, detectFormat } from '../../src/label/index.ts';
import { machineShape, table } from '../support/machine.ts';
import { root } from '../support/processes.ts';
import { labelFile } from './label-one.ts';
import { makeSamples, type Sample } from './samples.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '11' },
    only: { type: 'string', default: '' },
    alone: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const label = bareLabelText(buildImplicitLabel({ providerCode: '001191350100M000100Y4310001', produceId: 'bench' }));
const folder = join(root, '.cache', 'bench-label');
const out = join(folder, 'out');
await mkdir(out, { recursive: true });

const samples = await makeSamples(folder, values.only);
const rows: (string | number)[][] = [];
for (const sample of samples) rows.push(await measure(sample));
await rm(out, { recursive: true, force: true });
process.stdout.write(
  `# bench/label\n\n${machineShape()}; least of ${rounds} rounds; load ${loadavg().map((load) => load.toFixed(1))}.\n\n`,
);
const HEAD = ['file', 'MB', 'copy ms', 'label ms', '× copy', '× copy, processor', 'peak MiB', 'rival', '× copy'];
process.stdout.write(`${table(HEAD, rows)}\n`);

interface Measured {
  readonly ms: number[];
  readonly processorMs: number[];
}

async function measure(sample: Sample): Promise<(string | number)[]> {
  await requireKnown(sample);
  const target = join(out, `file${extname(sample.path)}`);
  const ways = {
    copy: () => copyToDisk(sample.path, target),
    label: () => labelFile(sample.path, target),
    rival: async () => runRival(sample, target),
  };
  const measured = { copy: nothing(), label: nothing(), rival: nothing() };
  const hasRival = !values.alone && sample.rival !== null && (await canDo(ways.rival, target));
  for (let round = -1; round < rounds; round += 1) {
    const names = hasRival ? (['copy', 'label', 'rival'] as const) : (['copy', 'label'] as const);
    for (const name of names.toSorted(() => Math.random() - 0.5)) {
      await rm(target, { force: true });
      const before = process.cpuUsage();
      const begun = performance.now();
      await ways[name]();
      if (round < 0) continue;
      measured[name].ms.push(performance.now() - begun);
      const { user, system } = process.cpuUsage(before);
      measured[name].processorMs.push((user + system) / 1_000);
    }
  }
  const least = ({ ms }: Measured): number => Math.min(...ms);
  const leastProcessor = ({ processorMs }: Measured): number => Math.min(...processorMs);
  return [
    sample.kind,
    (sample.bytes / 1e6).toFixed(1),
    least(measured.copy).toFixed(1),
    least(measured.label).toFixed(1),
    (least(measured.label) / least(measured.copy)).toFixed(2),
    (leastProcessor(measured.label) / leastProcessor(measured.copy)).toFixed(2),
    ((peakKib(sample.path, target) - peakKib()) / 1_024).toFixed(0),
    hasRival ? (sample.rival?.[0] ?? '–') : '–',
    hasRival ? (least(measured.rival) / least(measured.copy)).toFixed(1) : '–',
  ];
}

function nothing(): Measured {
  return { ms: [], processorMs: [] };
}

/** @throws Error for a sample that is not of the kind that it should be, which would measure nothing. */
async function requireKnown({ path, kind }: Sample): Promise<void> {
  const source = await openFileSource(path);
  try {
    const format = await detectFormat(source, kind);
    if (!format?.extensions.includes(extname(path).slice(1))) throw new Error(`${path} is taken for ${format?.id}`);
  } finally {
    await source.close();
  }
}

async function canDo(work: () => Promise<void>, target: string): Promise<boolean> {
  await rm(target, { force: true });
  try {
    await work();
    return true;
  } catch {
    // A rival that cannot write into this file has no figure.
    return false;
  }
}

async function copyToDisk(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const handle = await open(to, 'r+');
  await handle.sync();
  await handle.close();
}

function runRival({ rival, path }: Sample, target: string): void {
  const [command = '', ...args] = (rival ?? []).map((arg) =>
    arg.replace('JSON', label).replace(/^IN$/, path).replace(/^OUT$/, target),
  );
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 2] });
}

function peakKib(...files: readonly string[]): number {
  const { stdout, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'label-one.ts'), ...files], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error('the memory of labelling could not be measured');
  return Number(stdout);
}
