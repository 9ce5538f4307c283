import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { PrivacyRow } from '../../../contract/index.ts';
import type { PrivacyService } from '../../../duties/privacy/index.ts';
import type { Core } from '../../core.ts';
import { type RunCommand, withCore } from '../context.ts';
import { wrongUse } from '../output.ts';
import { findService } from './keys.ts';

const PER_PAGE = 200;
const LISTED_MAX = 10_000;
const STATES = ['open', 'overdue', 'ended'] as const;
type State = (typeof STATES)[number];
/** Somebody with the data folder. */
const CLI = { actor: 'cli' } as const;

/** `hegui requests`: what people asked about their personal information. */
export function requestsCommand(program: Command, run: RunCommand): void {
  const requests = program.command('requests').description('个人信息请求 · requests about personal information');
  requests
    .command('list')
    .description('list requests, what is due first on top; ends with 1 when one is overdue')
    .option('--state <state>', STATES.join(', '), 'open')
    .option('--json', 'print JSON')
    .action(
      run(async (context, options: { state: string }) => {
        const state = STATES.find((one) => one === options.state);
        if (state === undefined) throw wrongUse(`--state must be one of ${STATES.join(', ')}`);
        return await withCore(context, async ({ privacy }) => {
          const all = await listAll(privacy, state);
          context.output.result({ requests: all }, all.length === 0 ? ['no requests'] : all.map(lineOf));
          return all.some(({ overdue }) => overdue) ? 1 : 0;
        });
      }),
    );
  requests
    .command('show <request>')
    .description('show a request by its id, number or receipt; with --content what was written, which leaves evidence')
    .option('--content', 'what was written')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context, called: string, options: { content?: boolean }) =>
          await withCore(context, async ({ privacy }) => {
            const id = called.startsWith('prq_') ? called : await findId(privacy, called);
            const found = await privacy.read(id, CLI);
            const content = options.content === true ? await privacy.readContent(id, 'supervision', CLI) : undefined;
            const words = content?.content?.messages.map(
              ({ at, author, purpose, text }) => `  ${at}  ${author}  ${purpose}  ${text}`,
            );
            const erased = found.erasure?.holders.map(
              ({ name, erased: count, kept }) =>
                `  ${name}: erased ${count}${kept.map((one) => `, ${one.count} stay by ${one.law} until ${one.until ?? 'it ends'}`).join('')}`,
            );
            const lines = [
              lineOf(found),
              `  receipt ${found.receipt}  take up by ${found.acknowledgeBy}  answer by ${found.answerBy}`,
              ...(found.erasure === null ? [] : [`  erasure ${found.erasure.id} ${found.erasure.state}`]),
              ...(erased ?? []),
              ...(words ?? []),
            ];
            context.output.result(content === undefined ? found : { ...found, content: content.content }, lines);
            return found.overdue ? 1 : 0;
          }),
      ),
    );
  requests
    .command('export <file>')
    .description('write all requests as JSON lines; with --content what was written; leaves evidence')
    .option('--content', 'what was written')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context, file: string, options: { content?: boolean }) =>
          await withCore(context, async ({ privacy }) => {
            const lines: string[] = [];
            for await (const line of privacy.export({ withContent: options.content === true, by: 'cli' }))
              lines.push(`${JSON.stringify(line)}\n`);
            // Personal: for nobody but whoever asked.
            await writeFile(file, lines.join(''), { mode: 0o600 });
            context.output.result({ file, requests: lines.length }, [`${lines.length} requests in ${file}`]);
            return 0;
          }),
      ),
    );
}

/** `hegui privacy`: erasing a person, and what is past its term. */
export function privacyCommand(program: Command, run: RunCommand): void {
  const privacy = program.command('privacy').description('个人信息 · erasing a person; terms of what is kept');
  privacy
    .command('erase')
    .description(
      'erase everything of one user that need not stay by law, and prove it; cannot be undone; leaves evidence',
    )
    .requiredOption('--service <service>', 'id or name of the service')
    .requiredOption('--user <user>', 'the user as the app names it')
    .requiredOption('--reason <reason>', 'why, for the log; no personal information')
    .option('--yes', 'without it nothing is erased')
    .option('--json', 'print JSON')
    .action(
      run(async (context, options: { service: string; user: string; reason: string; yes?: boolean }) => {
        if (options.yes !== true) throw wrongUse('erasing cannot be undone; say --yes to go on');
        const { user, reason } = options;
        return await withCore(
          context,
          async (core) => await erase(core, options.service, user, reason, context.output),
        );
      }),
    );
  privacy
    .command('retention')
    .description('show how long what is kept and what is past its term; with --apply erase that now; leaves evidence')
    .option('--apply', 'erase what is past its term now, as the server does every hour')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context, options: { apply?: boolean }) =>
          await withCore(context, async (core) => {
            const erased = options.apply === true ? await core.privacy.sweep() : undefined;
            if (erased === null) throw wrongUse('a server is sweeping at this moment; try again in a while');
            const [state, due] = [await core.privacy.retention(), await core.privacy.previewRetention(null)];
            const kinds = state.kinds.map(({ kind, days, daysMin }) => ({
              kind,
              days,
              daysMin,
              due: due.kinds.find((one) => one.kind === kind)?.count ?? 0,
              ...(erased === undefined ? {} : { erased: erased[kind] ?? 0 }),
            }));
            const lines = kinds.map(
              ({ kind, days, due: count, erased: gone }) =>
                `${kind}  ${days} days  ${count} past their term${gone === undefined ? '' : `  ${gone} erased`}`,
            );
            context.output.result({ kinds }, lines);
            return 0;
          }),
      ),
    );
}

async function erase(
  core: Core,
  called: string,
  user: string,
  reason: string,
  output: { result(json: object, lines: readonly string[]): void },
): Promise<0> {
  await core.registry.live.refresh();
  const service = await findService(core.registry, called);
  const { id, steps, nextAt } = await core.privacy.erase({ serviceId: service.id, user, reason, by: 'cli' });
  const holders = Object.entries(steps).map(([name, { erased, kept }]) => ({ name, erased, kept }));
  const lines = holders.map(
    ({ name, erased, kept }) =>
      `${name}: erased ${erased}${kept.map((one) => `, ${one.count} stay by ${one.law} until ${one.until?.toISOString() ?? 'it ends'}`).join('')}`,
  );
  output.result({ erasure: id, holders, nextAt }, [`${id}: erased and searched again`, ...lines]);
  return 0;
}

async function listAll(privacy: PrivacyService, state: State): Promise<PrivacyRow[]> {
  const all: PrivacyRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await privacy.list({ state, limit: PER_PAGE, cursor });
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && all.length < LISTED_MAX);
  return all;
}

async function findId(privacy: PrivacyService, find: string): Promise<string> {
  const [found] = (await privacy.list({ state: 'open', find, limit: 1 })).items;
  if (found === undefined) throw wrongUse(`there is no request ${find}; hegui requests list shows them`);
  return found.id;
}

const lineOf = (row: PrivacyRow): string =>
  `${row.number}  ${row.id}  ${row.kind}  ${row.state}  ${row.identity}  received ${row.receivedAt}${
    row.nextDueAt === null ? '' : `  ${row.next} before ${row.nextDueAt}`
  }${row.overdue ? '  OVERDUE' : ''}${row.outcome === null ? '' : `  ${row.outcome}`}`;
