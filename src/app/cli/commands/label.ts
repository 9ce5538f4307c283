import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { Command } from 'commander';
import {
  buildImplicitLabel,
  buildProviderCode,
  buildSidecar,
  checkProviderCode,
  compareFileLabels,
  type ImplicitLabel,
  type Patch,
  patchedSource,
  propagateFileLabel,
  readFileLabels,
  requireUnsigned,
  sidecarName,
  signLabel,
  writeSignedFileLabel,
} from '../../../label/index.ts';
import { openLabelKeys, openLabelSigner, readPins } from '../../label-keys.ts';
import type { CommandContext, ExitCode, RunCommand } from '../context.ts';
import { credentialLines, INVALIDATED } from '../label/credential-lines.ts';
import { eachFileTogether, placing, type Told } from '../label/each-file.ts';
import { explicitCommand } from '../label/explicit-command.ts';
import { exportCommand } from '../label/export-command.ts';
import { type FileSource, openFileSource } from '../label/file-source.ts';
import { keyCommand } from '../label/key-command.ts';
import { type LabelledPlace, labelToFile } from '../label/label-to-file.ts';
import { liftsCommand } from '../label/lifts-command.ts';
import { listFiles } from '../label/list-files.ts';
import { materialsCommand } from '../label/materials-command.ts';
import { signCommand } from '../label/sign-command.ts';
import { verifyOne } from '../label/verify-file.ts';
import { writePatchedFile } from '../label/write-file.ts';
import { wrongUse } from '../output.ts';

interface WriteOptions {
  readonly producer?: string;
  readonly uscc?: string;
  readonly model?: string;
  readonly produceId?: string;
  readonly label: string;
  readonly propagator?: string;
  readonly propagateId?: string;
  readonly sidecar?: boolean;
  readonly key?: string;
  readonly evenIfSigned?: boolean;
  readonly out?: string;
}

interface VerifyOptions {
  readonly pin?: readonly string[];
}

interface PropagateOptions {
  readonly propagator: string;
  readonly propagateId?: string;
  readonly evenIfSigned?: boolean;
  readonly out?: string;
}

interface CodeOptions {
  readonly uscc?: string;
  readonly model?: string;
  readonly service: string;
}

const JSON_OPTION = ['--json', 'print one JSON line a file'] as const;
const SIGNED_OPTION = ['--even-if-signed', 'also into files with a C2PA manifest, which becomes invalid'] as const;
const OUT_OPTION = ['--out <path>', 'file or folder for the result; without it the file itself is replaced'] as const;

export function labelCommand(program: Command, run: RunCommand): void {
  const label = program
    .command('label')
    .description('AI 生成内容标识：写入、读取、核验、传播 · the mandatory mark in files');
  label
    .command('write <files...>')
    .description('写入隐式标识 · writes the implicit label; content is not re-encoded')
    .option('--producer <code>', "the provider's 27-character code, or its name in ASCII")
    .option('--uscc <code>', 'unified social credit code to make the provider code of')
    .option('--model <code>', 'four digits or capitals for the model, with --uscc')
    .option('--produce-id <id>', 'number of the content; a new UUID a file unless given')
    .option('--label <value>', '1 generated, 2 possibly, 3 suspected', '1')
    .option('--propagator <code>', 'who passes it on, if not the producer')
    .option('--propagate-id <id>', "the propagator's number for it")
    .option('--sidecar', 'beside the file, as FILE.aigc.json: for text and CSV, which have no place for a label')
    .option('--key <file>', 'signs the label with this key of SM2 and binds it to the content (label key new)')
    .option(...SIGNED_OPTION)
    .option(...OUT_OPTION)
    .option(...JSON_OPTION)
    .action(run((context, files: string[], options: WriteOptions) => writeLabels(context, files, options)));
  label
    .command('read <files...>')
    .description('读取标识 · every label in the files, as it stands; exit 1 when a file has none')
    .option(...JSON_OPTION)
    .action(run((context, files: string[]) => eachFileTogether(context, files, readOne)));
  label
    .command('verify <files...>')
    .description('核验标识 · judges the files against GB 45438-2025; exit 0 conformant, 1 finding, 3 unreadable')
    .option('--pin <file...>', 'public keys (PEM) or folders of them; then only what one of them signed is in order')
    .option(...JSON_OPTION)
    .action(run((context, files: string[], options: VerifyOptions) => verifyFiles(context, files, options)));
  explicitCommand(label, run);
  keyCommand(label, run);
  exportCommand(label, run);
  liftsCommand(label, run);
  materialsCommand(label, run);
  signCommand(label, run);
  label
    .command('propagate <files...>')
    .description("写入传播者信息 · changes only the propagator's fields of the label that is there")
    .requiredOption('--propagator <code>', "the propagator's 27-character code, or its name in ASCII")
    .option('--propagate-id <id>', 'its number for the content; a new UUID a file unless given')
    .option(...SIGNED_OPTION)
    .option(...OUT_OPTION)
    .option(...JSON_OPTION)
    .action(run((context, files: string[], options: PropagateOptions) => propagateLabels(context, files, options)));
  label
    .command('compare <before> <after>')
    .description('比较处理前后的标识 · tells what became of the label; exit 1 when it was changed or removed')
    .option('--json', 'print JSON')
    .action(run((context, before: string, after: string) => compare(context, before, after)));
  label
    .command('code [code]')
    .description('生成或检查服务提供者编码 · makes a provider code of a credit code, or checks one')
    .option('--uscc <code>', 'unified social credit code (18 characters)')
    .option('--model <code>', 'four digits or capitals for the model or app')
    .option('--service <kind>', 'generation or propagation', 'generation')
    .option('--json', 'print JSON')
    .action(run((context, code: string | undefined, options: CodeOptions) => providerCode(context, code, options)));
}

async function readOne(source: FileSource, path: string): Promise<Told> {
  const { format, carriers, credentials } = await readFileLabels(source, basename(path));
  const labels = carriers.map(({ place, isMain, text, value }) => ({
    place,
    isMain,
    text,
    members: value?.members ?? null,
    findings: value?.findings ?? [],
  }));
  const lines = labels.flatMap(({ place, members, text }) => [
    `  ${place}`,
    ...(members === null ? [`    ${text}`] : Object.entries(members).map(([name, value]) => `    ${name}: ${value}`)),
  ]);
  return {
    code: labels.some(({ members }) => members !== null) ? 0 : 1,
    json: { file: path, format, labels, credentials },
    lines: [
      `${path} (${format})${labels.length === 0 ? ': 无标识 · no label' : ''}`,
      ...lines,
      ...credentialLines(credentials),
    ],
  };
}

async function verifyFiles(
  context: CommandContext,
  paths: readonly string[],
  { pin }: VerifyOptions,
): Promise<ExitCode> {
  const { trust } = openLabelKeys(context.config);
  const given = pin === undefined ? [] : readPins(pin);
  const pins = [...given, ...trust.pins];
  return await eachFileTogether(context, paths, verifyOne({ ...trust, pins }, given.length > 0));
}

async function writeLabels(
  context: CommandContext,
  paths: readonly string[],
  options: WriteOptions,
): Promise<ExitCode> {
  const producer = producerOf(options);
  const { label } = options;
  if (label !== '1' && label !== '2' && label !== '3') throw wrongUse('--label must be 1, 2 or 3');
  if ((options.propagator === undefined) !== (options.propagateId === undefined))
    throw wrongUse('--propagator and --propagate-id go together');
  const placeOf = placing(paths, options.out);
  const keyFile = options.key ?? context.config.label.keyFile;
  const signer = keyFile === undefined ? null : openLabelSigner(keyFile);
  if (options.produceId !== undefined && listFiles(paths).length > 1)
    throw wrongUse('--produce-id names one content; leave it out for several files');
  return await eachFileTogether(context, paths, async (source, path) => {
    const { propagator, propagateId } = options;
    const built = buildImplicitLabel({
      providerCode: producer,
      produceId: options.produceId ?? randomUUID(),
      label,
      ...(propagator === undefined || propagateId === undefined
        ? {}
        : { propagator: { code: propagator, propagateId } }),
    });
    if (options.sidecar === true) {
      const signed = signer === null ? built : signLabel(built, signer, null);
      return await putSidecar(source, path, placeOf(path), signed);
    }
    const put = { path, place: placeOf(path), evenIfSigned: options.evenIfSigned === true };
    if (signer === null) {
      const patch = await labelToFile(source, built, put);
      return await tellPut(source, patch, put, { written: built.AIGC });
    }
    if (!put.evenIfSigned) await requireUnsigned(source, basename(path));
    const { patch, label: signed, isBound } = await writeSignedFileLabel(source, built, signer, basename(path));
    await writePatchedFile(source, patch, put.place);
    return await tellPut(source, patch, put, { written: signed.AIGC, signed: { isBound } });
  });
}

/** Beside where the file goes; the file itself stays as it is. */
async function putSidecar(source: FileSource, path: string, place: string, label: ImplicitLabel): Promise<Told> {
  const sidecar = sidecarName(place);
  const text = await buildSidecar(source, basename(place), label);
  await writePatchedFile(source, [{ kind: 'bytes', bytes: Buffer.from(text) }], sidecar);
  return { code: 0, json: { file: path, out: sidecar, written: label.AIGC }, lines: [`${path} → ${sidecar}`] };
}

function producerOf({ producer, uscc, model }: WriteOptions): string {
  if ((producer === undefined) === (uscc === undefined)) throw wrongUse('give --producer or --uscc, and not both');
  if (model !== undefined && uscc === undefined) throw wrongUse('--model goes with --uscc');
  return producer ?? buildProviderCode(uscc ?? '', model ?? null);
}

async function propagateLabels(
  context: CommandContext,
  paths: readonly string[],
  { propagator, propagateId, evenIfSigned, out }: PropagateOptions,
): Promise<ExitCode> {
  const placeOf = placing(paths, out);
  return await eachFileTogether(context, paths, async (source, path) => {
    const put = { path, place: placeOf(path), evenIfSigned: evenIfSigned === true };
    if (!put.evenIfSigned) await requireUnsigned(source, basename(path));
    const propagation = { contentPropagator: propagator, propagateId: propagateId ?? randomUUID() };
    const patch = await propagateFileLabel(source, propagation, basename(path));
    await writePatchedFile(source, patch, put.place);
    return await tellPut(source, patch, put, { written: propagation });
  });
}

/** Where the file went; and of one that may have been signed, what became of its manifests. */
async function tellPut(source: FileSource, patch: Patch, put: LabelledPlace, told: object): Promise<Told> {
  const { path, place, evenIfSigned } = put;
  const { credentials } = evenIfSigned
    ? await readFileLabels(patchedSource(source, patch), basename(path))
    : { credentials: null };
  return {
    code: 0,
    json: { file: path, out: place, ...told, ...(credentials === null ? {} : { credentials }) },
    lines: [`${path} → ${place}`, ...(credentials === null ? [] : [INVALIDATED, ...credentialLines(credentials)])],
  };
}

async function compare({ output }: CommandContext, before: string, after: string): Promise<ExitCode> {
  const one = await openFileSource(before);
  const other = await openFileSource(after);
  try {
    const { kind, members } = await compareFileLabels(one, other, { before: basename(before), after: basename(after) });
    const lines = [`${COMPARISONS[kind]}${members.length === 0 ? '' : `: ${members.join(', ')}`}`];
    output.result({ before, after, comparison: kind, members }, lines);
    return kind === 'removed' || kind === 'changed' ? 1 : 0;
  } finally {
    await one.close();
    await other.close();
  }
}

const COMPARISONS = {
  kept: '标识保留 · the label was kept',
  propagated: '仅传播者信息不同 · only the propagator differs',
  changed: '标识被改动 · the label was changed',
  removed: '标识被去除 · the label was removed',
  added: '新增标识 · a label was added',
  none: '前后均无标识 · no label before or after',
} as const;

async function providerCode(
  { output }: CommandContext,
  code: string | undefined,
  options: CodeOptions,
): Promise<ExitCode> {
  const { uscc, model, service } = options;
  if ((code === undefined) === (uscc === undefined))
    throw wrongUse('give a provider code to check, or --uscc to make one');
  if (service !== 'generation' && service !== 'propagation')
    throw wrongUse('--service must be generation or propagation');
  if (uscc !== undefined) {
    const made = buildProviderCode(uscc, model ?? null, service);
    output.result({ code: made, ...checkProviderCode(made) }, [made]);
    return 0;
  }
  const checked = checkProviderCode(code ?? '');
  const findings = checked.findings.map(({ severity, message }) => `  ${severity}: ${message}`);
  output.result({ code, ...checked }, [`${code}: ${checked.isValid ? '有效 · valid' : '无效 · invalid'}`, ...findings]);
  return checked.isValid ? 0 : 1;
}
