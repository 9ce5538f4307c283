import { readFileSync } from 'node:fs';
import { text as readAll } from 'node:stream/consumers';
import type { Command } from 'commander';
import { actionSchema, foldingSchema, type TermsAdded, type WordList } from '../../../contract/index.ts';
import type { ContentService } from '../../../duties/content/index.ts';
import { HeguiError } from '../../../kernel/index.ts';
import { type CommandContext, type ExitCode, type RunCommand, withCore } from '../context.ts';
import { wrongUse } from '../output.ts';
import { findService } from './keys.ts';

interface ImportOptions {
  readonly list: string;
  readonly risk?: string;
  readonly action?: string;
  readonly replaceAll?: boolean;
}

const TERMS_PER_PAGE = 500;
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
    .description('add the terms of a TXT or CSV file (term,risk,action,note); "-" reads standard input')
    .requiredOption('--list <name>', 'name or id of the list; made when it is not there')
    .option('--risk <code>', 'one of the 31 risk codes, such as A.1.f; needed for a new list')
    .option('--action <action>', 'block, replace or flag; of a new list')
    .option('--replace-all', 'remove every term that the file does not hold')
    .option('--json', 'print JSON')
    .action(
      run((context, file: string, options: ImportOptions) =>
        withCore(context, ({ content }) => importTerms(context, content, file, options)),
      ),
    );
  lists
    .command('export <list>')
    .description('print the terms of a list as CSV that import takes back')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context, list: string) =>
          await withCore(context, async ({ content }) => {
            const terms = await allTerms(content, (await findList(content, list)).id);
            const rows = terms.map((term) =>
              [term.text, term.risk ?? '', term.action ?? '', term.note ?? ''].map(quote).join(','),
            );
            context.output.result({ terms }, ['term,risk,action,note', ...rows]);
            return 0;
          }),
      ),
    );
  lists
    .command('test <text>')
    .description('show what the lists find in a text')
    .option('--service <name>', 'use the lists and the policy of this service')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context, text: string, options: { service?: string }) =>
          await withCore(context, async ({ content, registry }) => {
            const service =
              options.service === undefined ? {} : { serviceId: (await findService(registry, options.service)).id };
            const tested = await content.test({ text, ...service });
            const lines = tested.hits.map(
              (hit) => `${hit.start}-${hit.end}  ${hit.risk}  ${hit.action}  ${hit.listName}: ${hit.term}`,
            );
            context.output.result(tested, [
              ...(lines.length === 0 ? ['nothing found'] : lines),
              `action: ${tested.action ?? 'none'}`,
              `shown:  ${tested.output}`,
            ]);
            return tested.hits.length === 0 ? 0 : 1;
          }),
      ),
    );
}

async function importTerms(
  context: CommandContext,
  content: ContentService,
  file: string,
  options: ImportOptions,
): Promise<ExitCode> {
  const text = await readTerms(file);
  const list = await openList(content, options);
  context.output.progress(`importing into ${list.name} …`);
  const added = await content.addTerms(list.id, { text, replaceAll: options.replaceAll === true }, 'cli');
  context.output.progressDone();
  context.output.result({ list: list.id, ...added }, describeAdded(list, added));
  return added.refusedTotal === 0 ? 0 : 1;
}

function describeAdded(list: WordList, added: TermsAdded): string[] {
  const shown = added.refused
    .slice(0, REFUSED_SHOWN_MAX)
    .map(({ line, text, reason }) => `  line ${line}: ${text} — ${reason}`);
  const more = added.refusedTotal - shown.length;
  return [
    `${list.name} v${added.version}: ${added.added} added, ${added.unchanged} unchanged, ${added.removed} removed, ${added.refusedTotal} refused`,
    ...shown,
    ...(more > 0 ? [`  … and ${more} more (--json shows up to 1,000)`] : []),
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

async function findList(content: ContentService, nameOrId: string): Promise<WordList> {
  const lists = await content.list();
  const found = lists.find(({ id, name }) => id === nameOrId || name === nameOrId);
  if (found !== undefined) return found;
  throw wrongUse(`there is no list "${nameOrId}"; there are: ${lists.map(({ name }) => name).join(', ')}`);
}

async function allTerms(content: ContentService, listId: string) {
  const terms = [];
  let cursor: string | undefined;
  do {
    const page = await content.terms(listId, { limit: TERMS_PER_PAGE, ...(cursor === undefined ? {} : { cursor }) });
    terms.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return terms;
}

/** UTF-8, or GB 18030 as Chinese spreadsheets write it. */
async function readTerms(file: string): Promise<string> {
  if (file === '-') return await readAll(process.stdin);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new HeguiError('E_INPUT_UNREADABLE', `${file} cannot be read`, { cause: error });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

const quote = (field: string): string => (/[",\n\r]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
