/**
 * How fast does the screening engine read, beside the fastest engines there are, and what does a compiled list cost?
 *
 * `npm run bench -- screening [--rounds 7] [--sizes 10000,50000,200000] [--kinds sparse,dense] [--rivals all|native|none]`
 * `npm run bench -- screening --slow [--lanes NAMES] [--fuzzed 30] [--seed 1]`: how slow can a text be made, by lane?
 *
 * Real Chinese text and lists as `corpus.ts` and `lists.ts` say; every engine in a process of its own, all overlapping hits
 * with their offsets, plain matching. Rounds are interleaved in random order; a figure is the median of processor time, so that
 * other work on the machine disturbs less. All engines must count the same hits, or the bench fails.
 */
import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machineShape, median, table } from '../support/machine.ts';
import { root } from '../support/processes.ts';
import { measureAdversarial } from './adversarial.ts';
import { type Corpus, loadCorpus } from './corpus.ts';
import { type Built, EngineProcess, type Run } from './engine-process.ts';
import { type BenchList, makeList } from './lists.ts';
import { buildRivals, type Engine, jsEngine } from './rivals.ts';
import { measureShort } from './short.ts';

const SEED = 20_261_126;
const OWN_MODES = ['plain', 'folded', 'disguised', 'scan', 'stream'] as const;
const MIB = 2 ** 20;
const SLOW_TERMS = 10_000;
const SLOW_UNITS = 30_000;
/** It loses a few overlapping hits (887 of 891 in a trial); named on standard error, while all others must agree. */
const INEXACT = 'mint-filter';

interface Measured {
  readonly name: string;
  readonly built: Built;
  /** Millions of UTF-16 units a second, by mode. */
  readonly speeds: ReadonlyMap<string, number>;
  readonly hits: number;
}

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    sizes: { type: 'string', default: '10000,50000,200000' },
    kinds: { type: 'string', default: 'sparse,dense' },
    rivals: { type: 'string', default: 'all' },
    /** Only the texts made to be slow. */
    slow: { type: 'boolean', default: false },
    lanes: { type: 'string', default: '' },
    fuzzed: { type: 'string', default: '30' },
    seed: { type: 'string', default: '' },
  },
});
const rounds = Number(options.rounds);
const slowSeed = options.seed === '' ? randomInt(2 ** 31) : Number(options.seed);
const folder = join(root, '.cache', 'bench-screening');

const corpus = loadCorpus(folder);
const engines = [
  jsEngine('hegui', Number.POSITIVE_INFINITY),
  ...(options.rivals === 'none' || options.slow ? [] : buildRivals(folder)).filter(
    ({ command }) => options.rivals === 'all' || command !== process.execPath,
  ),
];
const textPath = join(folder, 'text.txt');
writeFileSync(textPath, corpus.text);
process.stdout.write(`${describe(corpus)}\n\n`);
if (options.slow) {
  reportSlow();
  process.exit(0);
}
const results: { readonly list: BenchList; readonly measured: readonly Measured[] }[] = [];
for (const kind of options.kinds.split(',')) {
  if (kind !== 'sparse' && kind !== 'dense') throw new Error('kinds: sparse, dense or both');
  for (const size of options.sizes.split(',').map(Number)) {
    const list = makeList(corpus, kind, size, SEED);
    const measured = await measureList(list);
    results.push({ list, measured });
    process.stderr.write(
      `${list.name}: ${measured.map(({ name, speeds }) => `${name} ${round(speeds.get('plain'))}`).join(', ')}\n`,
    );
  }
}
process.stdout.write(`${compareTable()}\n\n${ownTable()}\n\n${shortTable()}\n\n`);

function describe({ text, parts }: Corpus): string {
  const shares = parts.map(({ name, units }) => `${name} ${(units / 1e6).toFixed(1)} M`).join(', ');
  return [
    `${machineShape()}; seed ${SEED}; ${rounds} rounds.`,
    `Text: ${(text.length / 1e6).toFixed(2)} M UTF-16 units, ${(Buffer.byteLength(text) / 1e6).toFixed(1)} MB UTF-8, real Chinese (${shares}).`,
  ].join('\n');
}

async function measureList(list: BenchList): Promise<Measured[]> {
  mkdirSync(folder, { recursive: true });
  const listPath = join(folder, 'list.txt');
  writeFileSync(listPath, list.terms.join('\n'));
  const running = engines.map((engine) => ({
    engine,
    process: new EngineProcess(engine.command, [...engine.args, textPath, listPath]),
    built: { buildNs: 0, bytes: 0 },
    runs: new Map<string, Run[]>(),
  }));
  try {
    for (const one of running) one.built = await one.process.built();
    for (let number = 0; number < rounds; number += 1) {
      for (const one of shuffled(running)) {
        if (number >= one.engine.roundsMax) continue;
        for (const mode of one.engine.name === 'hegui' ? shuffled([...OWN_MODES]) : ['plain']) {
          const run = await one.process.run(mode);
          one.runs.set(mode, [...(one.runs.get(mode) ?? []), run]);
        }
      }
    }
  } finally {
    for (const { process } of running) await process.stop();
  }
  agree(list, running);
  return running.map(({ engine: { name }, built, runs }) => ({
    name,
    built,
    speeds: new Map([...runs].map(([mode, all]) => [mode, speedOf(all)])),
    hits: runs.get('plain')?.[0]?.hits ?? 0,
  }));
}

function speedOf(runs: readonly Run[]): number {
  return (corpus.text.length * 1_000) / median(runs.map(({ ns }) => ns));
}

/** All runs over the same text under the same rules have the same hits, of the same terms where the engine names them. */
function agree(list: BenchList, running: readonly { engine: Engine; runs: ReadonlyMap<string, Run[]> }[]): void {
  const known = running[0]?.runs.get('plain')?.[0];
  for (const { engine, runs } of running) {
    for (const mode of ['plain', 'scan', 'stream']) {
      for (const { hits, sum } of runs.get(mode) ?? []) {
        if (hits === known?.hits && (sum === 0 || sum === known.sum)) continue;
        if (engine.name === INEXACT) {
          process.stderr.write(`${list.name}: ${INEXACT} finds ${hits} of ${known?.hits} hits\n`);
          continue;
        }
        throw new Error(`${list.name}: ${engine.name} (${mode}) counts ${hits} hits, Hegui ${known?.hits}`);
      }
    }
  }
}

function shuffled<T>(items: readonly T[]): T[] {
  const rest = [...items];
  return Array.from(items, () => rest.splice(randomInt(rest.length), 1)).flat();
}

function round(speed: number | undefined): string {
  if (speed === undefined) return '–';
  return speed < 10 ? speed.toFixed(1) : speed.toFixed(0);
}

function compareTable(): string {
  const rows = engines.map(({ name }) => [
    name === 'hegui' ? '**Hegui**' : name,
    ...results.map(({ measured }) => {
      const speed = measured.find((one) => one.name === name)?.speeds.get('plain');
      const own = measured[0]?.speeds.get('plain') ?? 0;
      return name === 'hegui' || speed === undefined ? round(speed) : `${round(speed)} (${(own / speed).toFixed(2)})`;
    }),
  ]);
  const head = ['M units/s (how many times as fast Hegui is)', ...results.map(({ list }) => list.name)];
  return table(head, [['hits', ...results.map(({ measured }) => measured[0]?.hits ?? 0)], ...rows]);
}

function ownTable(): string {
  const modes = [...OWN_MODES].map((mode) => [
    mode,
    ...results.map(({ measured }) => {
      const speeds = measured[0]?.speeds;
      return `${round(speeds?.get(mode))} (${((speeds?.get(mode) ?? 0) / (speeds?.get('plain') ?? 1)).toFixed(2)})`;
    }),
  ]);
  const costs = engines.flatMap(({ name }) => {
    const built = results.map(({ measured }) => measured.find((one) => one.name === name)?.built);
    return [
      [`build ${name}, ms`, ...built.map((one) => Math.round((one?.buildNs ?? 0) / 1e6))],
      [`memory ${name}, MiB`, ...built.map((one) => ((one?.bytes ?? 0) / MIB).toFixed(1))],
    ];
  });
  return table(['Hegui, M units/s (share of plain)', ...results.map(({ list }) => list.name)], [...modes, ...costs]);
}

function shortTable(): string {
  const rows = results.map(({ list }) => [list.name, ...measureShort(corpus, list)]);
  return table(
    ['texts of 2,000 units, µs a call', 'automaton', 'kernel', 'twin', 'cold automaton', 'cold kernel', 'cold twin'],
    rows,
  );
}

/** Texts made to be slow, against the median of ordinary ones and of all such texts, by lane; their list is the smallest sparse one. */
function reportSlow(): void {
  const { terms } = makeList(corpus, 'sparse', SLOW_TERMS, SEED);
  const settings = { seed: slowSeed, fuzzed: Number(options.fuzzed), units: SLOW_UNITS, lanes: lanesOf(options.lanes) };
  const [load = 0] = loadavg();
  const title = `Texts made to be slow: seed ${slowSeed}, ${options.fuzzed} fuzzed ones a lane, ${SLOW_TERMS} terms, load ${load.toFixed(1)}`;
  process.stdout.write(`${title}\n\n`);
  const rows: string[][] = [];
  for (const { lane, mode, ordinary, hostile, slowest } of measureAdversarial(terms, corpus.text, settings)) {
    const [worst = { speed: ordinary, name: '' }] = slowest;
    const shares = [worst.speed / ordinary, worst.speed / hostile].map((share) => share.toFixed(3));
    const name = worst.name.replaceAll('|', '\\|').replaceAll('\n', ' ');
    rows.push([lane, mode, round(ordinary), round(hostile), ...shares, name]);
    process.stderr.write(`${rows.at(-1)?.join(', ')}\n`);
  }
  const head = ['ordinary, M units/s', 'hostile, M units/s', 'slowest / ordinary', 'slowest / hostile', 'slowest text'];
  process.stdout.write(`${table(['lane', 'mode', ...head], rows)}\n`);
}

function lanesOf(names: string): string[] {
  return names.split(',').filter((name) => name !== '');
}
