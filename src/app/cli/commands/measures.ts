import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { MeasureRow } from '../../../contract/index.ts';
import type { EnforcementService } from '../../../duties/enforcement/index.ts';
import { type RunCommand, withCore } from '../context.ts';
import { wrongUse } from '../output.ts';

const PER_PAGE = 200;
const LISTED_MAX = 10_000;
const HEAPS = ['active', 'proposed', 'appeals', 'ended'] as const;
type Heap = (typeof HEAPS)[number];

export function measuresCommand(program: Command, run: RunCommand): void {
  const measures = program
    .command('measures')
    .description('用户处置与申诉 · measures against end users, and appeals (Art. 14)');
  measures
    .command('list')
    .description('list measures; exit code 1 when an appeal is overdue')
    .option('--heap <heap>', HEAPS.join(', '), 'active')
    .option('--json', 'print JSON')
    .action(
      run(async (context, options: { heap: string }) => {
        const heap = HEAPS.find((one) => one === options.heap);
        if (heap === undefined) throw wrongUse(`--heap must be one of ${HEAPS.join(', ')}`);
        return await withCore(context, async ({ enforcement: { service } }) => {
          const all = await listAll(service, heap);
          context.output.result({ measures: all }, all.length === 0 ? ['no measures'] : all.map(lineOf));
          return (await service.counts()).overdue > 0 ? 1 : 0;
        });
      }),
    );
  measures
    .command('show <measure>')
    .description('show a measure by its id, number or receipt, with its statement of reasons')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context, called: string) =>
          await withCore(context, async ({ enforcement: { service } }) => {
            const [row] = (await service.list({ heap: 'active', find: called, limit: 1 })).items;
            if (row === undefined) throw wrongUse(`there is no measure ${called}; hegui measures list shows them`);
            const found = await service.read(row.id, 'cli');
            const told = found.statements.flatMap(({ title, sections }) => [
              `  ${title}`,
              ...sections.map(({ heading, text }) => `    ${heading}: ${text.replaceAll('\n', ' ')}`),
            ]);
            context.output.result(found, [lineOf(found), ...told]);
            return found.appeal?.overdue === true ? 1 : 0;
          }),
      ),
    );
  measures
    .command('export <file>')
    .description('write the register of measures as JSON lines, without what people wrote in appeals; leaves evidence')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context, file: string) =>
          await withCore(context, async ({ enforcement: { service } }) => {
            const lines: string[] = [];
            for await (const row of service.export('cli')) lines.push(`${JSON.stringify(row)}\n`);
            // Personal: for nobody but whoever asked.
            await writeFile(file, lines.join(''), { mode: 0o600 });
            context.output.result({ file, measures: lines.length }, [`${lines.length} measures in ${file}`]);
            return 0;
          }),
      ),
    );
}

async function listAll(service: EnforcementService, heap: Heap): Promise<MeasureRow[]> {
  const all: MeasureRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await service.list({ heap, limit: PER_PAGE, cursor });
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && all.length < LISTED_MAX);
  return all;
}

const lineOf = (row: MeasureRow): string =>
  `${row.number}  ${row.id}  ${row.rung}  ${row.state}${row.automated ? ' (automatic)' : ''}  ${row.serviceName}  ${row.endUser}${
    row.endsAt === null ? '' : `  until ${row.endsAt}`
  }${row.appeal === null ? '' : `  appeal ${row.appeal.outcome ?? `due ${row.appeal.dueAt}`}`}${
    row.appeal?.overdue === true ? '  OVERDUE' : ''
  }`;
