/**
 * How well, how fast and how small is the classifier beside others trained on the same texts?
 *
 * Speeds are per second of processor time of one process, so that other work on the machine counts less.
 *
 * `npm run bench -- classifier --data FOLDER [--python PYTHON]`: FOLDER holds train.csv, dev.csv and test.csv of COLDataset
 * (https://github.com/thu-coai/COLDataset, Apache-2.0, folder COLDataset); they are not part of this repository. PYTHON has
 * scikit-learn and, if wanted, fasttext-wheel with numpy below 2; without it the rivals are left out and the table says so:
 *
 *     python3 -m venv /tmp/rivals && /tmp/rivals/bin/pip install scikit-learn==1.9.1 fasttext-wheel==0.9.2 'numpy<2'
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readShippedModel } from '../../src/app/classifier/shipped-model.ts';
import {
  type ClassifierModel,
  decodeModel,
  type Example,
  encodeModel,
  evaluateModel,
  findPassages,
  openClassifierStream,
  trainModel,
} from '../../src/screening/index.ts';
import { machineShape, median, table } from '../support/machine.ts';
import { prepareCold, readCold } from './cold.ts';

const { values } = parseArgs({ options: { data: { type: 'string' }, python: { type: 'string' } } });
const ROUNDS = 5;
const LONG_UNITS = 2_000_000;
const CHUNK_UNITS = 12;
/** What a policy asks for by default. */
const THRESHOLD = 0.8;
/** Read in the abstract of arXiv 2201.06025, version 1: 81 % accuracy. The paper's tables were not at hand. */
const PUBLISHED = 'COLDetector, a fine-tuned BERT (Deng et al. 2022), as published';

interface Row {
  readonly name: string;
  readonly accuracy: number;
  readonly macroF1: number;
  readonly bytes: number;
  readonly trainS: number | null;
  readonly textsPerS: number;
  readonly charsPerS: number;
}

const headOf = (): string[] => [
  '',
  'macro-F1',
  'accuracy',
  'KiB',
  'trained in CPU s',
  'thousand texts/CPU s',
  'M characters/CPU s',
];

const published = (): string[] => [PUBLISHED, '–', '0.81', '–', '–', '–', '–'];

if (values.data === undefined) {
  process.stderr.write(
    'say with --data where train.csv, dev.csv and test.csv of COLDataset are; see bench/classifier/run.ts\n',
  );
  process.exit(2);
}
const folder = values.data;
const test = readCold(folder, 'test');
const chars = test.reduce((sum, { text }) => sum + text.length, 0);
const own = [rowOf('Hegui, as shipped', decodeModel(readShippedModel()), null), trainedHere()];
const rivals = values.python === undefined ? [] : runRivals(values.python);
process.stdout.write(
  `${machineShape()}; ${test.length} texts, ${chars} characters; load ${loadavg()[0]?.toFixed(1)}\n\n`,
);
process.stdout.write(`${table(headOf(), [published(), ...[...own, ...rivals].map(cellsOf)])}\n\n`);
if (rivals.length === 0) process.stdout.write('No rivals: say with --python which Python has scikit-learn.\n\n');
printLong(decodeModel(readShippedModel()));

function cellsOf({ name, macroF1, accuracy, bytes, trainS, textsPerS, charsPerS }: Row): string[] {
  return [
    name,
    macroF1.toFixed(4),
    accuracy.toFixed(4),
    Math.round(bytes / 1_024).toLocaleString('en'),
    trainS === null ? '–' : trainS.toFixed(1),
    (textsPerS / 1_000).toFixed(1),
    (charsPerS / 1e6).toFixed(2),
  ];
}

function trainedHere(): Row {
  const train = readCold(folder, 'train');
  const validation = readCold(folder, 'dev');
  const start = cpuSeconds();
  const model = trainModel(train, { name: 'bench', source: 'COLDataset', licence: 'Apache-2.0', validation, test });
  return rowOf('Hegui, trained here', model, cpuSeconds() - start);
}

function rowOf(name: string, model: ClassifierModel, trainS: number | null): Row {
  const { accuracy, macroF1 } = evaluateModel(model, test);
  const textsPerS = test.length / medianSeconds(() => readAll(model, test));
  const charsPerS = (textsPerS * chars) / test.length;
  return { name, accuracy, macroF1, bytes: encodeModel(model).length, trainS, textsPerS, charsPerS };
}

function readAll(model: ClassifierModel, examples: readonly Example[]): void {
  for (const { text } of examples) findPassages(model, text, THRESHOLD);
}

/** Processor time of this process so far. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function medianSeconds(work: () => void): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = cpuSeconds();
    work();
    return cpuSeconds() - start;
  });
  return median(times);
}

/** One long text, at once and as it streams; both must find the same. */
function printLong(model: ClassifierModel): void {
  let text = '';
  const harmless = test.filter(({ risk }) => risk === null);
  for (let at = 0; text.length < LONG_UNITS; at += 1) text += harmless[at % harmless.length]?.text ?? '';
  let whole = 0;
  let streamed = 0;
  const wholeS = medianSeconds(() => {
    whole = findPassages(model, text, THRESHOLD).length;
  });
  const streamS = medianSeconds(() => {
    const stream = openClassifierStream(model, THRESHOLD);
    streamed = 0;
    for (let at = 0; at < text.length; at += CHUNK_UNITS)
      streamed += stream.push(text.slice(at, at + CHUNK_UNITS)).length;
    streamed += stream.end().length;
  });
  if (whole !== streamed) throw new Error(`the stream found ${streamed} passages, the whole text ${whole}`);
  const speed = (seconds: number): string => (text.length / seconds / 1e6).toFixed(1);
  const head = ['one text', 'M characters/CPU s', 'passages found'];
  process.stdout.write(
    `${table(head, [
      ['at once', speed(wholeS), whole],
      [`in chunks of ${CHUNK_UNITS}`, speed(streamS), streamed],
    ])}\n`,
  );
}

function runRivals(python: string): Row[] {
  const prepared = mkdtempSync(join(tmpdir(), 'hegui-bench-'));
  try {
    prepareCold(folder, prepared);
    const script = join(import.meta.dirname, 'rivals.py');
    const lines = execFileSync(python, [script, prepared], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    return lines
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => {
        const row: Row = JSON.parse(line);
        return row;
      });
  } finally {
    rmSync(prepared, { recursive: true, force: true });
  }
}
