import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { ComplaintRow } from '../../../contract/index.ts';
import { complaintKindSchema } from '../../../contract/index.ts';
import type { ComplaintsService } from '../../../duties/complaints/index.ts';
import { type RunCommand, withCore } from '../context.ts';
import { wrongUse } from '../output.ts';

const PER_PAGE = 200;
const LISTED_MAX = 10_000;
const STATES = ['open', 'overdue', 'paused', 'ended'] as const;
type State = (typeof STATES)[number];
/** Somebody with the data folder; may look, and decides nothing. */
const CLI = { actor: 'cli', staffId: 'cli', mayDecideEscalated: false } as const;

export function complaintsCommand(program: Command, run: RunCommand): void {
  const complaints = program
    .command('complaints')
    .description('投诉与举报 · complaints and reports of the public (Art. 15)');
  complaints
    .command('list')
    .description('list complaints, what is due first; exit code 1 when one is overdue')
    .option('--state <state>', STATES.join(', '), 'open')
    .option('--kind <kind>', 'of one kind')
    .option('--json', 'print JSON')
    .action(
      run(async (context, options: { state: string; kind?: string }) => {
        const state = STATES.find((one) => one === options.state);
        if (state === undefined) throw wrongUse(`--state must be one of ${STATES.join(', ')}`);
        const kind = complaintKindSchema.optional().safeParse(options.kind);
        if (!kind.success) throw wrongUse(`--kind must be one of ${complaintKindSchema.options.join(', ')}`);
        return await withCore(context, async (core) => {
          const all = await listAll(core.complaints, state, kind.data);
          context.output.result({ complaints: all }, all.length === 0 ? ['no complaints'] : all.map(lineOf));
          return all.some(({ overdue }) => overdue) ? 1 : 0;
        });
      }),
    );
  complaints
    .command('show <complaint>')
    .description(
      'show a complaint by its id, its number or its receipt; with --content what people wrote, which leaves evidence',
    )
    .option('--content', 'what people wrote')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context, called: string, options: { content?: boolean }) =>
          await withCore(context, async (core) => {
            const id = called.startsWith('cmp_') ? called : await findId(core.complaints, called);
            const found = await core.complaints.read(id, CLI);
            const content =
              options.content === true ? await core.complaints.readContent(id, 'supervision', CLI) : undefined;
            const words = content?.content?.messages.map(
              ({ at, author, purpose, text }) => `  ${at}  ${author}  ${purpose}  ${text}`,
            );
            const lines = [
              lineOf(found),
              `  receipt ${found.receipt}  take up by ${found.acknowledgeBy}  answer by ${found.answerBy}`,
              ...(words ?? []),
            ];
            context.output.result(content === undefined ? found : { ...found, content: content.content }, lines);
            return found.overdue ? 1 : 0;
          }),
      ),
    );
  complaints
    .command('export <file>')
    .description(
      'write all complaints as JSON lines; with --content what people wrote, sealed no longer; leaves evidence',
    )
    .option('--content', 'what people wrote')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context, file: string, options: { content?: boolean }) =>
          await withCore(context, async (core) => {
            const lines: string[] = [];
            const all = core.complaints.export({ withContent: options.content === true, by: 'cli' });
            for await (const line of all) lines.push(`${JSON.stringify(line)}\n`);
            // Personal: for nobody but whoever asked.
            await writeFile(file, lines.join(''), { mode: 0o600 });
            context.output.result({ file, complaints: lines.length }, [`${lines.length} complaints in ${file}`]);
            return 0;
          }),
      ),
    );
}

async function listAll(complaints: ComplaintsService, state: State, kind: ComplaintRow['kind'] | undefined) {
  const all: ComplaintRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await complaints.list({ state, kind, limit: PER_PAGE, cursor }, null);
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && all.length < LISTED_MAX);
  return all;
}

async function findId(complaints: ComplaintsService, find: string): Promise<string> {
  const { items } = await complaints.list({ state: 'open', find, limit: 1 }, null);
  const [found] = items;
  if (found === undefined) throw wrongUse(`there is no complaint ${find}; hegui complaints list shows them`);
  return found.id;
}

const lineOf = (row: ComplaintRow): string =>
  `${row.number}  ${row.id}  ${row.kind}  ${row.state}${row.paused ? ' (paused)' : ''}  received ${row.receivedAt}${
    row.nextDueAt === null ? '' : `  ${row.next} before ${row.nextDueAt}`
  }${row.overdue ? '  OVERDUE' : ''}${row.assignedTo === null ? '' : `  ${row.assignedTo.name}`}`;
