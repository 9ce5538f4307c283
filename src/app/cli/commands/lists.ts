import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { buffer as readAll } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import {
  actionSchema,
  exportQuerySchema,
  foldingSchema,
  listTestSchema,
  type TermsAdded,
  type WordList,
} from '../../../contract/index.ts';
import { type ContentService, CSV_HEADING, csvFields, quote } from '../../../duties/content/index.ts';
import { HeguiError } from '../../../kernel/index.ts';
import type { Core } from '../../core.ts';
import { type CommandContext, type ExitCode, type RunCommand, withCore } from '../context.ts';
import { wrongUse } from '../output.ts';
import { findService } from './keys.ts';
import { allowCommand } from './list-allow.ts';
import { findList, listTrialCommands, readVersion } from './list-trials.ts';

interface ImportOptions {
  readonly list: string;
  readonly risk?: string;
  readonly action?: string;
  readonly replaceAll?: boolean;
  readonly draft?: boolean;
  readonly report?: string;
}

interface TestOptions {
  readonly service?: string;
  readonly audience?: string;
  readonly direction?: string;
}

interface ExportOptions {
  readonly format?: string;
  readonly output?: string;
  readonly version?: string;
  readonly json?: boolean;
}

const REFUSED_SHOWN_MAX = 20;

export function listsCommand(program: Command, run: RunCommand): void {
  const lists = program.command('lists').description('词库 · word lists');
  lists
    .command('list')
    .description('list the word lists')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context) =>
          await withCore(context, async ({ content }) => {
            const all = await content.list();
            const lines = all.map(
              (list) =>
                `${list.id}  v${list.version}  ${list.risk}  ${list.action}  ${list.enabled ? 'on ' : 'off'}  ${list.terms} terms  ${list.name}`,
            );
            context.output.result(
              { lists: all },
              lines.length === 0 ? ['no word lists yet: hegui lists import FILE --list NAME --risk A.1.f'] : lines,
            );
            return 0;
          }),
      ),
    );
  lists
    .command('import <file>')
    .description('add the terms of a TXT, CSV or XLSX file; "-" reads standard input')
    .requiredOption('--list <name>', 'name or id of the list; made when it is not there')
    .option('--risk <code>', 'one of the 31 risk codes, such as A.1.f; needed for a new list')
    .option('--action <action>', 'block, replace or flag; of a new list')
    .option('--replace-all', 'remove every term that the file does not hold')
    .option('--draft', 'into the draft of the list, not in force')
    .option('--report <file>', 'write every row that was refused or doubted there, as CSV')
    .option('--json', 'print JSON')
    .action(
      run((context, file: string, options: ImportOptions) =>
        withCore(context, ({ content }) => importTerms(context, content, file, options)),
      ),
    );
  lists
    .command('export <list>')
    .description('print the terms of a list as CSV that import takes back, or write them to a file')
    .option('--format <format>', 'csv, txt or xlsx; xlsx needs --output')
    .option('--output <file>', 'write there instead of printing')
    .option('--list-version <number>', 'an earlier version of the list')
    .option('--json', 'print JSON')
    .action(
      run((context, list: string, options: ExportOptions & { listVersion?: string }) =>
        withCore(context, ({ content }) => exportList(context, content, list, options)),
      ),
    );
  lists
    .command('test <text>')
    .description('show what is found in a text, and what would be passed on in its place')
    .option('--service <name>', 'by the lists, the policy and the classifier of this service')
    .option('--audience <audience>', 'general or minors; goes with --service')
    .option('--direction <direction>', 'input (to the model) or output (to the reader)', 'output')
    .option('--json', 'print JSON')
    .action(
      run((context, text: string, options: TestOptions) =>
        withCore(context, (core) => testText(context, core, text, options)),
      ),
    );
  allowCommand(lists, run);
  listTrialCommands(lists, run);
}

async function testText(
  context: CommandContext,
  { content, registry }: Core,
  text: string,
  { service, audience, direction }: TestOptions,
): Promise<ExitCode> {
  const given = listTestSchema.pick({ audience: true, direction: true }).safeParse({ audience, direction });
  if (!given.success) throw wrongUse('--audience must be general or minors, --direction input or output');
  const on = service === undefined ? {} : { serviceId: (await findService(registry, service)).id };
  const tested = await content.test({ text, ...on, ...given.data });
  const lines = tested.hits.map(
    (hit) => `${hit.start}-${hit.end}  ${hit.risk}  ${hit.action}  ${hit.listName}: ${hit.term}`,
  );
  context.output.result(tested, [
    ...(lines.length === 0 ? ['nothing found'] : lines),
    `action: ${tested.action ?? 'none'}`,
    `shown:  ${tested.output}`,
  ]);
  return tested.hits.length === 0 ? 0 : 1;
}

async function importTerms(
  context: CommandContext,
  content: ContentService,
  file: string,
  options: ImportOptions,
): Promise<ExitCode> {
  const bytes = await readTerms(file);
  const list = await openList(content, options);
  context.output.progress(`importing into ${list.name} …`);
  const target = options.draft === true ? ('draft' as const) : undefined;
  const given = { text: bytes, fileName: file, replaceAll: options.replaceAll === true, target };
  const added = await content.addTerms(list.id, given, 'cli');
  context.output.progressDone();
  if (options.report !== undefined) await writeReport(content, added, options.report);
  context.output.result({ list: list.id, ...added }, describeAdded(list, added));
  return added.refusedTotal === 0 ? 0 : 1;
}

async function writeReport(content: ContentService, { importId }: TermsAdded, file: string): Promise<void> {
  writeFileSync(file, importId === null ? '' : await content.importReport(importId));
}

async function exportList(
  context: CommandContext,
  content: ContentService,
  name: string,
  { format = 'csv', output, listVersion }: ExportOptions & { readonly listVersion?: string },
): Promise<ExitCode> {
  const { id } = await findList(content, name);
  const kind = exportQuerySchema.shape.format.safeParse(format);
  if (!kind.success) throw wrongUse('--format must be csv, txt or xlsx');
  if (output !== undefined || kind.data !== 'csv' || listVersion !== undefined) {
    if (kind.data === 'xlsx' && output === undefined) throw wrongUse('--format xlsx needs --output FILE');
    const version = listVersion === undefined ? undefined : readVersion(listVersion, '--list-version');
    const { file } = await content.export(id, kind.data, version);
    await pipeline(file, output === undefined ? process.stdout : createWriteStream(output), {
      end: output !== undefined,
    });
    if (output !== undefined) context.output.result({ list: id, file: output }, [`written to ${output}`]);
    return 0;
  }
  const terms = await Array.fromAsync(content.everyTerm(id));
  const rows = terms.map(csvFields);
  // What no term says needs no column; the first four are what lists have always been printed with.
  const used = CSV_HEADING.map((_, at) => at < 4 || rows.some((row) => row[at] !== ''));
  const line = (fields: readonly string[]): string =>
    fields
      .filter((_, at) => used[at])
      .map(quote)
      .join(',');
  context.output.result({ terms: terms.map(({ text, value }) => ({ text, ...value })) }, [
    line(CSV_HEADING),
    ...rows.map(line),
  ]);
  return 0;
}

function describeAdded(list: WordList, added: TermsAdded): string[] {
  const shown = added.refused
    .slice(0, REFUSED_SHOWN_MAX)
    .map(
      ({ line, sheet, text, reason }) =>
        `  ${sheet === undefined ? '' : `${sheet}, `}line ${line}: ${text} — ${reason}`,
    );
  const more = added.refusedTotal - shown.length;
  return [
    `${list.name} v${added.version}${added.target === 'draft' ? ' (draft)' : ''}: ${added.added} added, ${added.unchanged} unchanged, ${added.removed} removed, ${added.refusedTotal} refused`,
    ...shown,
    ...(more > 0 ? [`  … and ${more} more (--report FILE writes them all)`] : []),
    ...(added.warnedTotal > 0 ? [`  ${added.warnedTotal} taken that should be looked at (--report FILE)`] : []),
  ];
}

async function openList(content: ContentService, options: ImportOptions): Promise<WordList> {
  const known = (await content.list()).find(({ id, name }) => id === options.list || name === options.list);
  if (known !== undefined) return known;
  if (options.risk === undefined) throw wrongUse(`--risk is needed to make the list "${options.list}", such as A.1.f`);
  const action = actionSchema.safeParse(options.action ?? 'block');
  if (!action.success) throw wrongUse('--action must be block, replace or flag');
  return await content.create(
    { name: options.list, risk: options.risk, action: action.data, folding: foldingSchema.parse({}) },
    'cli',
  );
}

async function readTerms(file: string): Promise<Buffer> {
  if (file === '-') return await readAll(process.stdin);
  try {
    return readFileSync(file);
  } catch (error) {
    throw new HeguiError('E_INPUT_UNREADABLE', `${file} cannot be read`, { cause: error });
  }
}
