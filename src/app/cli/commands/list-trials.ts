import type { Command } from 'commander';
import { backtestStartSchema, type Coverage, type WordList } from '../../../contract/index.ts';
import type { ContentService } from '../../../duties/content/index.ts';
import { type CommandContext, type ExitCode, type RunCommand, withCore } from '../context.ts';
import { bar, wrongUse } from '../output.ts';

interface DiffOptions {
  readonly from?: string;
  readonly to?: string;
}
interface BacktestOptions {
  readonly exchanges?: string;
  readonly days?: string;
  readonly listVersion?: string;
}

/** `hegui lists coverage | versions | diff | backtest | rollback`. */
export function listTrialCommands(lists: Command, run: RunCommand): void {
  lists
    .command('coverage')
    .description('what the enabled lists cover of the 31 risks; exit 1 when something is short')
    .option('--json', 'print JSON')
    .action(
      run((context) =>
        withCore(context, async ({ content }) => {
          const coverage = await content.coverage();
          context.output.result(coverage, describeCoverage(coverage));
          return coverage.isMet ? 0 : 1;
        }),
      ),
    );
  lists
    .command('versions <list>')
    .description('every version of a list, newest first')
    .option('--json', 'print JSON')
    .action(run((context, list: string) => withCore(context, ({ content }) => showVersions(context, content, list))));
  lists
    .command('diff <list>')
    .description('what differs between two versions, or the live one and the draft; exit 1 when something does')
    .option('--from <number>', 'a version; the live one when left out')
    .option('--to <number>', 'a version or "draft"; the draft when left out')
    .option('--json', 'print JSON')
    .action(
      run((context, list: string, options: DiffOptions) =>
        withCore(context, ({ content }) => showDiff(context, content, list, options)),
      ),
    );
  lists
    .command('backtest <list>')
    .description('try the draft of a list, or an earlier version, on stored exchanges; exit 1 when hits differ')
    .option('--exchanges <number>', 'how many exchanges at most; 10,000 when left out')
    .option('--days <number>', 'of the last days only')
    .option('--list-version <number>', 'try this version instead of the draft')
    .option('--json', 'print JSON')
    .action(
      run((context, list: string, options: BacktestOptions) =>
        withCore(context, ({ content }) => backtest(context, content, list, options)),
      ),
    );
  lists
    .command('rollback <list> <version>')
    .description('bring an earlier version back, as a new one, at once')
    .option('--reason <text>', 'why')
    .option('--json', 'print JSON')
    .action(
      run((context, list: string, version: string, options: { reason?: string }) =>
        withCore(context, async ({ content }) => {
          const { id, name } = await findList(content, list);
          const wanted = readVersion(version, 'version');
          const now = await content.versions.rollBack(id, wanted, options.reason ?? '', 'cli');
          context.output.result({ list: id, version: now }, [`${name} v${now}: as it was in v${wanted}`]);
          return 0;
        }),
      ),
    );
}

/** @throws HeguiError E_COMMAND, naming the lists there are. */
export async function findList(content: ContentService, nameOrId: string): Promise<WordList> {
  const lists = await content.list();
  const found = lists.find(({ id, name }) => id === nameOrId || name === nameOrId);
  if (found !== undefined) return found;
  throw wrongUse(`there is no list "${nameOrId}"; there are: ${lists.map(({ name }) => name).join(', ')}`);
}

/** A positive whole number. @throws HeguiError E_COMMAND */
export function readVersion(text: string, what: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw wrongUse(`${what} must be a whole number above 0`);
}

function describeCoverage({ checks, risks, total, slices }: Coverage): string[] {
  return [
    ...checks.map(
      ({ threshold, isMet, detail }) =>
        `${isMet ? 'met  ' : 'SHORT'}  ${threshold.id}  ${threshold.modal}  ${threshold.en}: ${detail}`,
    ),
    ...risks
      .filter(({ state }) => state === 'missing' || state === 'short')
      .map(({ code, terms, wanted, state }) => `  ${state.padEnd(7)}  ${code}  ${terms} of ${wanted ?? 0}`),
    `${total} keywords; ${slices.map(({ name, covered, of }) => `slice ${name}: ${covered} of ${of}`).join('; ')}`,
    'numbers and clauses are second-hand, not checked against the official text',
  ];
}

async function showVersions(context: CommandContext, content: ContentService, name: string): Promise<ExitCode> {
  const { id } = await findList(content, name);
  const versions = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof content.versions.list>> = await content.versions.list(id, cursor, 200);
    versions.push(...page.items);
    cursor = page.next;
  }
  context.output.result(
    { list: id, versions },
    versions.map(
      ({ version, at, cause, terms, by, approvedBy }) =>
        `v${version}  ${at}  ${cause}  ${terms} terms  ${by}${approvedBy === null ? '' : `, approved by ${approvedBy}`}`,
    ),
  );
  return 0;
}

async function showDiff(
  context: CommandContext,
  content: ContentService,
  name: string,
  { from, to }: DiffOptions,
): Promise<ExitCode> {
  const { id } = await findList(content, name);
  const wanted = {
    ...(from === undefined ? {} : { from: readVersion(from, '--from') }),
    ...(to === undefined || to === 'draft' ? {} : { to: readVersion(to, '--to') }),
  };
  const items = [];
  let page = await content.versions.diff(id, { ...wanted, limit: 500 });
  items.push(...page.items);
  while (page.next !== null) {
    page = await content.versions.diff(id, { ...wanted, limit: 500, cursor: page.next });
    items.push(...page.items);
  }
  const { counts, settings } = page;
  const lines = items.map(({ text, before, after }) =>
    before === null ? `+ ${text}` : after === null ? `- ${text}` : `~ ${text}`,
  );
  context.output.result({ ...page, items, next: null }, [
    ...lines,
    ...settings.map(
      ({ name: what, before, after }) => `~ ${what}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`,
    ),
    `v${page.from} → ${page.to === 'draft' ? 'draft' : `v${page.to}`}: ${counts.added} added, ${counts.removed} removed, ${counts.changed} changed`,
  ]);
  return items.length + settings.length === 0 ? 0 : 1;
}

async function backtest(
  context: CommandContext,
  content: ContentService,
  name: string,
  options: BacktestOptions,
): Promise<ExitCode> {
  const { id } = await findList(content, name);
  const given = backtestStartSchema.parse({
    ...(options.exchanges === undefined ? {} : { exchangesMax: readVersion(options.exchanges, '--exchanges') }),
    ...(options.days === undefined ? {} : { days: readVersion(options.days, '--days') }),
    ...(options.listVersion === undefined ? {} : { version: readVersion(options.listVersion, '--list-version') }),
  });
  const { backtest: started, done } = await content.backtests.start(id, given, 'cli', (row) =>
    context.output.progress(`${bar(row.exchanges + row.erased, row.total)}  new ${row.newHits}, lost ${row.lostHits}`),
  );
  await done;
  context.output.progressDone();
  const ended = await content.backtests.read(started.id);
  const samples = await content.versions.samples(started.id);
  context.output.result({ ...ended, samples }, [
    `${ended.state}: ${ended.exchanges} exchanges read, ${ended.erased} erased`,
    `new hits:  ${ended.newHits} in ${ended.exchangesWithNew} exchanges`,
    `lost hits: ${ended.lostHits} in ${ended.exchangesWithLost} exchanges`,
    ...samples.map(
      ({ exchangeId, newTerms, lostTerms }) =>
        `  ${exchangeId}  ${newTerms.map((term) => `+${term}`).join(' ')} ${lostTerms.map((term) => `-${term}`).join(' ')}`,
    ),
  ]);
  if (ended.state !== 'done') return 1;
  return ended.newHits + ended.lostHits === 0 ? 0 : 1;
}
