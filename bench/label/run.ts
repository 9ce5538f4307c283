/**
 * What does labelling a file cost beside copying it, and beside programs of others that do the same?
 *
 * `npm run bench -- label [--rounds 7]`: files of over 10 MB, made by ffmpeg from noise; needs ffmpeg and exiftool. A copy
 * ends with the file on disk, as labelling does. Rounds are interleaved in random order; figures are medians.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFile, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bareLabelText, buildImplicitLabel, bytesSource, detectFormat } from '../../src/label/index.ts';
import { machineShape, median, table } from '../support/machine.ts';
import { root } from '../support/processes.ts';
import { labelFile } from './label-one.ts';
import { makeSamples, type Sample } from './samples.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' } } });
const rounds = Number(values.rounds);
const label = bareLabelText(buildImplicitLabel({ providerCode: '001191350100M000100Y4310001', produceId: 'bench' }));
const folder = join(root, '.cache', 'bench-label');
await mkdir(folder, { recursive: true });
const out = join(folder, 'out');
await mkdir(out, { recursive: true });

const samples: Sample[] = [];
for (const sample of makeSamples(folder)) if (await isKnown(sample)) samples.push(sample);
const rows: (string | number)[][] = [];
for (const sample of samples) rows.push(await measure(sample));
await rm(out, { recursive: true, force: true });
process.stdout.write(`# bench/label\n\n${machineShape()}; ${rounds} rounds.\n\n`);
process.stdout.write(
  `${table(['file', 'MB', 'copy ms', 'label ms', '× copy', 'peak MiB above start', 'rival', 'rival ms'], rows)}\n`,
);

async function isKnown({ path, kind }: Sample): Promise<boolean> {
  const handle = await open(path);
  try {
    const head = new Uint8Array(4_096);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    return (await detectFormat(bytesSource(head.subarray(0, bytesRead)), kind)) !== null;
  } finally {
    await handle.close();
  }
}

async function measure(sample: Sample): Promise<(string | number)[]> {
  const target = join(out, sample.kind);
  const ways: Readonly<Record<string, () => Promise<void>>> = {
    copy: () => copyToDisk(sample.path, target),
    label: () => labelFile(sample.path, target),
    ...(sample.rival === null ? {} : { rival: async () => runRival(sample, target) }),
  };
  const times: Record<string, number[]> = { copy: [], label: [], rival: [] };
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, work] of Object.entries(ways).sort(() => Math.random() - 0.5)) {
      await rm(target, { force: true });
      const begun = performance.now();
      await work();
      if (round >= 0) times[name]?.push(performance.now() - begun);
    }
  }
  const of = (name: string): number => median(times[name] ?? []);
  return [
    sample.kind,
    (sample.bytes / 1e6).toFixed(1),
    of('copy').toFixed(0),
    of('label').toFixed(0),
    (of('label') / of('copy')).toFixed(2),
    ((peakKib(sample.path, target) - peakKib()) / 1_024).toFixed(0),
    sample.rival?.[0] ?? '–',
    sample.rival === null ? '–' : of('rival').toFixed(0),
  ];
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
