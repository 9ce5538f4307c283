import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { HeguiError, sha256Hex } from '../../../kernel/index.ts';
import { isRiskCode } from '../../../law/index.ts';
import {
  type ClassifierModel,
  decodeModel,
  type Evaluation,
  type Example,
  encodeModel,
  evaluateModel,
  findPassages,
  joinPassages,
  trainModel,
} from '../../../screening/index.ts';
import { digestExamples, readExamples } from '../../classifier/read-examples.ts';
import { readShippedModel } from '../../classifier/shipped-model.ts';
import type { Core } from '../../core.ts';
import { type CommandContext, type ExitCode, type RunCommand, withCore } from '../context.ts';
import { bar, wrongUse } from '../output.ts';

/** What people decided about texts, for training; see `hegui classifier train --from-decisions`. */
export type ReadDecisions = (core: Core, onLeftOut: (decisions: number) => void) => AsyncIterable<Example>;

interface DataOptions {
  readonly data?: readonly string[];
  readonly textColumn: string;
  readonly labelColumn: string;
  readonly risk?: string;
}

interface TrainCommandOptions extends DataOptions {
  readonly fromDecisions?: boolean;
  readonly validate?: readonly string[];
  readonly test?: readonly string[];
  readonly out: string;
  readonly name: string;
  readonly source?: string;
  readonly licence: string;
  readonly seed: string;
}

interface EvalCommandOptions extends DataOptions {
  readonly model: string;
  readonly threshold: string;
  readonly failUnder?: string;
}

/** @param readDecisions hands over the provider's own reviewed decisions; without it `--from-decisions` is refused. */
export function classifierCommand(program: Command, run: RunCommand, readDecisions?: ReadDecisions): void {
  const classifier = program.command('classifier').description('分类模型 · the statistical classifier');
  withData(
    classifier
      .command('train')
      .description('train a model on labelled texts, or on what your own reviewers decided')
      .requiredOption('--out <file>', 'where the model goes'),
  )
    .option('--from-decisions', 'train on the decisions of the review desk, besides --data')
    .option('--validate <files...>', 'texts that calibrate; without them a tenth of the data is held out')
    .option('--test <files...>', 'texts that measure; without them those of --validate, or another tenth')
    .option('--name <name>', 'name of the model', 'own')
    .option('--source <text>', 'where the texts come from, in words')
    .option('--licence <licence>', 'licence of the texts', 'own')
    .option('--seed <number>', 'the same seed and data give the same file', '1')
    .action(run((context, options: TrainCommandOptions) => train(context, options, readDecisions)));
  withData(
    classifier
      .command('eval')
      .description('measure a model on labelled texts')
      .requiredOption('--model <file>', 'a model file, or "shipped"'),
  )
    .option('--threshold <number>', 'probability from which a text counts as found', '0.5')
    .option('--fail-under <number>', 'exit 1 when the macro-F1 is below this')
    .action(run(evaluate));
  classifier
    .command('score <text>')
    .description('show which passages of a text a model would point at')
    .option('--model <file>', 'a model file, or "shipped"', 'shipped')
    .option('--threshold <number>', 'probability from which a passage counts as found', '0.8')
    .option('--json', 'print JSON')
    .action(run(score));
}

const withData = (command: Command): Command =>
  command
    .option(
      '--data <files...>',
      'CSV with a head row, or JSON lines (.jsonl): a text and a label, which is a risk code or none',
    )
    .option('--text-column <name>', 'column of the text', 'text')
    .option('--label-column <name>', 'column of the label', 'label')
    .option('--risk <code>', 'the risk that the labels 1 and true stand for')
    .option('--json', 'print JSON');

async function train(
  context: CommandContext,
  options: TrainCommandOptions,
  readDecisions: ReadDecisions | undefined,
): Promise<ExitCode> {
  const { data = [], fromDecisions = false } = options;
  if (data.length === 0 && !fromDecisions)
    throw wrongUse('name the texts to train on with --data FILE, or --from-decisions');
  const seed = numberOf(options.seed, '--seed');
  const own = fromDecisions ? await decided(context, readDecisions) : { examples: [], leftOut: 0 };
  const examples = [...readData(data, options), ...own.examples];
  const { validate, test } = options;
  const held = {
    ...(validate === undefined ? {} : { validation: readData(validate, options) }),
    ...(test === undefined ? {} : { test: readData(test, options) }),
  };
  const model = trainModel(examples, {
    name: options.name,
    source: options.source ?? (fromDecisions ? 'decisions of the review desk' : 'labelled texts'),
    licence: options.licence,
    seed,
    dataDigest: digestExamples(examples),
    ...held,
    onProgress: (done, total) => context.output.progress(bar(done, total)),
  });
  context.output.progressDone();
  const bytes = encodeModel(model);
  writeModel(options.out, bytes);
  const digest = sha256Hex(bytes);
  const { leftOut } = own;
  context.output.result({ file: options.out, bytes: bytes.length, digest, card: model.card, leftOut }, [
    `${options.out}: ${bytes.length} bytes, SHA-256 ${digest}`,
    `trained on ${model.card.examples.trained} texts: ${describeLabels(model)}`,
    `on ${model.card.examples.measured} texts not trained on: accuracy ${model.card.figures.accuracy}, macro-F1 ${model.card.figures.macroF1}`,
    ...(leftOut > 0 ? [`decisions left out because their users did not allow training: ${leftOut}`] : []),
  ]);
  return 0;
}

async function decided(
  context: CommandContext,
  readDecisions: ReadDecisions | undefined,
): Promise<{ readonly examples: readonly Example[]; readonly leftOut: number }> {
  if (readDecisions === undefined)
    throw wrongUse('--from-decisions: this Hegui keeps no reviewed decisions; use --data FILE');
  let leftOut = 0;
  const count = (decisions: number): void => {
    leftOut += decisions;
  };
  const examples = await withCore(context, async (core) => await Array.fromAsync(readDecisions(core, count)));
  return { examples, leftOut };
}

async function evaluate(context: CommandContext, options: EvalCommandOptions): Promise<ExitCode> {
  const { data = [], failUnder } = options;
  if (data.length === 0) throw wrongUse('name the texts to measure on with --data FILE');
  const threshold = shareOf(options.threshold, '--threshold');
  const least = failUnder === undefined ? null : shareOf(failUnder, '--fail-under');
  const model = openModel(options.model);
  const figures = evaluateModel(model, readData(data, options), threshold);
  context.output.result({ model: model.card.name, ...figures }, describeFigures(figures));
  return least !== null && figures.macroF1 < least ? 1 : 0;
}

async function score(
  context: CommandContext,
  text: string,
  options: { readonly model: string; readonly threshold: string },
): Promise<ExitCode> {
  const threshold = shareOf(options.threshold, '--threshold');
  const passages = joinPassages(findPassages(openModel(options.model), text, threshold));
  const lines = passages.map(
    ({ start, end, risk, probability }) => `${start}-${end}  may be ${risk}  ${probability.toFixed(2)}`,
  );
  context.output.result({ passages }, lines.length === 0 ? ['nothing found'] : lines);
  return passages.length === 0 ? 0 : 1;
}

function readData(files: readonly string[], { textColumn, labelColumn, risk }: DataOptions): Example[] {
  if (risk !== undefined && !isRiskCode(risk)) throw wrongUse('--risk must be one of the 31 risk codes, such as A.2.i');
  return readExamples(files, { textColumn, labelColumn, ...(risk === undefined ? {} : { yesMeans: risk }) });
}

function openModel(name: string): ClassifierModel {
  if (name === 'shipped') return decodeModel(readShippedModel());
  try {
    return decodeModel(readFileSync(name));
  } catch (cause) {
    if (cause instanceof HeguiError) throw cause;
    throw new HeguiError('E_INPUT_UNREADABLE', `${name} cannot be read`, { cause });
  }
}

function writeModel(file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(file, bytes);
  } catch (cause) {
    throw new HeguiError('E_COMMAND', `--out: ${file} cannot be written`, { cause });
  }
}

function numberOf(given: string, option: string): number {
  const value = Number(given);
  if (given.trim() === '' || !Number.isFinite(value)) throw wrongUse(`${option} must be a number`);
  return value;
}

function shareOf(given: string, option: string): number {
  const value = numberOf(given, option);
  if (value < 0 || value > 1) throw wrongUse(`${option} must be from 0 to 1`);
  return value;
}

const describeLabels = ({ card }: ClassifierModel): string =>
  Object.entries(card.labels)
    .map(([label, count]) => `${label} ${count}`)
    .join(', ');

function describeFigures({ examples, threshold, accuracy, macroF1, any, labels, confusion }: Evaluation): string[] {
  return [
    `${examples} texts at threshold ${threshold}: accuracy ${accuracy}, macro-F1 ${macroF1}`,
    `any risk: precision ${any.precision}, recall ${any.recall}, F1 ${any.f1}`,
    ...labels.map(
      ({ label, examples: count, precision, recall, f1 }) =>
        `${label}: ${count} texts, precision ${precision}, recall ${recall}, F1 ${f1}`,
    ),
    `confusion, rows are people, columns the model (${labels.map(({ label }) => label).join(', ')}):`,
    ...confusion.map((row) => `  ${row.join(' ')}`),
  ];
}
