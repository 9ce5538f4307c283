/**
 * How much Chinese personal information is found, how much that is none is taken for it, and how fast?
 *
 * Made-up sentences with values of fifteen kinds, valid and invalid check digits, and texts that only look like them. The
 * generator shares no code with the engine. Rivals run over the same sentences in the same run, in one thread each;
 * speed is by CPU time, so that other work on the machine counts less.
 *
 * `npm run bench -- pii [--sentences 20000] [--seed 1] [--python PATH] [--misses 0]`
 *
 * Without `--python` the rivals are installed into a temporary folder (python3, pip); they are not part of this repository.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compilePersonalInformation } from '../../src/screening/index.ts';
import { machineShape, median, table } from '../support/machine.ts';
import { seededRandom } from '../support/random.ts';
import { makeSentences, type Sentence } from './sentences.ts';
import { BENCH_KINDS, type BenchKind } from './values.ts';

const RIVALS = ['helan==0.1.0', 'argus-redact==0.8.22', 'presidio-analyzer==2.2.366'];
const RUNS = 5;
/** Share of the two spans together that must lie in both. */
const OVERLAP_MIN = 0.5;
const MIB = 2 ** 20;
const MICROSECONDS = 1e6;

/** A hit; a rival that has one word for several kinds names them all. */
type Found = readonly [kinds: string, start: number, end: number];
interface Contestant {
  readonly name: string;
  readonly hits: readonly (readonly Found[])[];
  readonly seconds: number;
  readonly kinds: readonly string[];
}
interface Counts {
  right: number;
  wrong: number;
  missed: number;
}

const { values } = parseArgs({
  options: {
    sentences: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    python: { type: 'string' },
    misses: { type: 'string', default: '0' },
  },
});
const seed = Number(values.seed);
const sentences = makeSentences(Number(values.sentences), seededRandom(seed));
const chars = sentences.reduce((sum, { text }) => sum + text.length, 0);
const spans = sentences.reduce((sum, sentence) => sum + sentence.spans.length, 0);
const contestants = [runHegui(), ...runRivals()];
const scores = contestants.map((contestant) => score(contestant));
const figure = (counts: Counts): string => f1(counts).toFixed(3);
process.stdout.write(
  `${sentences.length} sentences, ${chars} characters, ${spans} values, seed ${seed}; ${machineShape()}\n\n`,
);
process.stdout.write(
  `${table(
    ['F1 (overlap of half or more)', ...contestants.map(({ name }) => name)],
    [
      ...BENCH_KINDS.map((kind) => [
        kind,
        ...contestants.map(({ kinds }, index) => (kinds.includes(kind) ? figure(countsOf(scores[index], kind)) : '–')),
      ]),
      ['**all kinds**', ...scores.map((one) => figure(sum(BENCH_KINDS.map((kind) => countsOf(one, kind)))))],
      [
        'the kinds it knows',
        ...scores.map((one, index) =>
          figure(
            sum(
              BENCH_KINDS.filter((kind) => contestants[index]?.kinds.includes(kind)).map((kind) => countsOf(one, kind)),
            ),
          ),
        ),
      ],
      [
        'precision, all kinds',
        ...scores.map((one) => precision(sum(BENCH_KINDS.map((kind) => countsOf(one, kind)))).toFixed(3)),
      ],
      [
        'recall, all kinds',
        ...scores.map((one) => recall(sum(BENCH_KINDS.map((kind) => countsOf(one, kind)))).toFixed(3)),
      ],
      ['M characters per CPU second', ...contestants.map(({ seconds }) => (chars / seconds / 1e6).toPrecision(3))],
    ],
  )}\n`,
);
printMisses(Number(values.misses));

function runHegui(): Contestant {
  const kinds = [...BENCH_KINDS];
  const screen = compilePersonalInformation({ actions: Object.fromEntries(kinds.map((kind) => [kind, 'flag'])) });
  const scan = (): Found[][] =>
    sentences.map(({ text }) => screen.scan(text).map(({ kind, start, end }) => [kind, start, end] as const));
  const hits = scan();
  const times = Array.from({ length: RUNS }, () => {
    const before = process.cpuUsage();
    scan();
    return process.cpuUsage(before).user / MICROSECONDS;
  });
  return { name: 'Hegui', hits, seconds: median(times), kinds };
}

function runRivals(): Contestant[] {
  let output: string;
  try {
    output = execFileSync(values.python ?? installRivals(), [join(import.meta.dirname, 'rivals.py')], {
      input: sentences.map(({ text }) => JSON.stringify({ text })).join('\n'),
      encoding: 'utf8',
      maxBuffer: 256 * MIB,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  } catch (error) {
    process.stderr.write(`no rivals: ${error instanceof Error ? error.message : 'python3 with pip is needed'}\n`);
    return [];
  }
  return output
    .split('\n')
    .filter((line) => line !== '')
    .flatMap(readRival);
}

function readRival(line: string): Contestant[] {
  const read: { name: string; version: string; error?: string; other: string[] } & Omit<Contestant, 'name'> =
    JSON.parse(line);
  if (read.error !== undefined) {
    process.stderr.write(`${read.name} did not run: ${read.error}\n`);
    return [];
  }
  if (read.other.length > 0) process.stderr.write(`${read.name} also finds, not counted: ${read.other.join(', ')}\n`);
  return [{ ...read, name: `${read.name} ${read.version}` }];
}

function installRivals(): string {
  const folder = join(tmpdir(), 'hegui-bench-pii');
  const python = join(folder, 'bin', 'python');
  if (!existsSync(python)) execFileSync('python3', ['-m', 'venv', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...RIVALS], { stdio: ['ignore', 'ignore', 'inherit'] });
  return python;
}

function score({ hits }: Contestant): Map<BenchKind, Counts> {
  const all = new Map<BenchKind, Counts>(BENCH_KINDS.map((kind) => [kind, { right: 0, wrong: 0, missed: 0 }]));
  for (const [index, sentence] of sentences.entries()) judge(sentence, hits[index] ?? [], all);
  return all;
}

function judge(sentence: Sentence, found: readonly Found[], all: Map<BenchKind, Counts>): void {
  const open = new Set(found);
  for (const span of sentence.spans) {
    const hit = [...open].find(
      ([kinds, start, end]) => kinds.split('|').includes(span.kind) && overlap(span, { start, end }) >= OVERLAP_MIN,
    );
    const counts = countsOf(all, span.kind);
    if (hit === undefined) counts.missed += 1;
    else {
      open.delete(hit);
      counts.right += 1;
    }
  }
  for (const [kinds] of open) {
    const kind = BENCH_KINDS.find((one) => one === kinds.split('|')[0]);
    if (kind !== undefined) countsOf(all, kind).wrong += 1;
  }
}

function overlap(one: { start: number; end: number }, other: { start: number; end: number }): number {
  const shared = Math.min(one.end, other.end) - Math.max(one.start, other.start);
  return shared / (Math.max(one.end, other.end) - Math.min(one.start, other.start));
}

function countsOf(all: Map<BenchKind, Counts> | undefined, kind: BenchKind): Counts {
  return all?.get(kind) ?? { right: 0, wrong: 0, missed: 0 };
}
function sum(all: readonly Counts[]): Counts {
  const total = { right: 0, wrong: 0, missed: 0 };
  for (const { right, wrong, missed } of all) {
    total.right += right;
    total.wrong += wrong;
    total.missed += missed;
  }
  return total;
}
function precision({ right, wrong }: Counts): number {
  return right === 0 ? 0 : right / (right + wrong);
}
function recall({ right, missed }: Counts): number {
  return right === 0 ? 0 : right / (right + missed);
}
function f1(counts: Counts): number {
  const [p, r] = [precision(counts), recall(counts)];
  return p + r === 0 ? 0 : (2 * p * r) / (p + r);
}

/** What we got wrong, to read. The sentences are made up. */
function printMisses(most: number): void {
  let printed = 0;
  for (const [index, { text, spans: due }] of sentences.entries()) {
    const found = contestants[0]?.hits[index] ?? [];
    const key = (kind: string, start: number, end: number): string => `${kind} ${text.slice(start, end)}`;
    const wanted = due.map(({ kind, start, end }) => key(kind, start, end)).sort();
    const got = found.map(([kind, start, end]) => key(kind, start, end)).sort();
    if (printed >= most || wanted.join() === got.join()) continue;
    printed += 1;
    process.stdout.write(`\n${text}\n  due: ${wanted.join(', ')}\n  got: ${got.join(', ')}\n`);
  }
}
