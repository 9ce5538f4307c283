import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Incident, IncidentDetail } from '../../../contract/index.ts';
import { chinaTime } from '../../../kernel/index.ts';
import { type RunCommand, withCore } from '../context.ts';
import { wrongUse } from '../output.ts';

export function incidentsCommand(program: Command, run: RunCommand): void {
  const incidents = program
    .command('incidents')
    .description('安全事件 · incidents and their reports (Measures for Reporting Cybersecurity Incidents)');
  incidents
    .command('list')
    .description('list incidents, what is due first; exit code 1 when a report is overdue')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context) =>
          await withCore(context, async ({ registers }) => {
            const all = await registers.incidents.list();
            context.output.result({ incidents: all }, all.length === 0 ? ['no incidents'] : all.map(lineOf));
            return all.some(({ overdue }) => overdue) ? 1 : 0;
          }),
      ),
    );
  incidents
    .command('show <incident>')
    .description('show an incident by its number or its id: what is owed, letters, everything that was done')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context, called: string) =>
          await withCore(context, async ({ registers }) => {
            const found = await registers.incidents.read(called);
            context.output.result(found, [lineOf(found), ...linesOf(found)]);
            return found.overdue ? 1 : 0;
          }),
      ),
    );
  incidents
    .command('export <letter>')
    .description('take a signed letter out as a file by its id, which show tells; leaves evidence')
    .requiredOption('--out <file>', 'where to write it; its ending says the format, .docx or .pdf')
    .option('--json', 'print JSON')
    .action(
      run(async (context, called: string, options: { out: string }) => {
        const format = (['docx', 'pdf'] as const).find((one) => options.out.toLowerCase().endsWith(`.${one}`));
        if (format === undefined) throw wrongUse('--out must end in .docx or .pdf');
        return await withCore(context, async ({ registers }) => {
          const { bytes } = await registers.letters.takeOut(called, format, 'cli');
          await writeFile(options.out, bytes, { mode: 0o600 });
          context.output.result({ letter: called, file: options.out }, [`${called} in ${options.out}`]);
          return 0;
        });
      }),
    );
}

const lineOf = ({ number, id, state, facts, nextDueAt, overdue }: Incident): string =>
  `${number}  ${id}  ${state}  ${facts.grade}  ${facts.title}${
    nextDueAt === null ? '' : `  next before ${chinaTime(new Date(nextDueAt))}`
  }${overdue ? '  OVERDUE' : ''}`;

function linesOf({ reports, letters, entries }: IncidentDetail): string[] {
  return [
    ...reports.map(
      ({ id, recipient, state, dueAt, source, confidence }) =>
        `  report  ${id}  ${recipient.zh} · ${recipient.en}  ${state}  ${
          dueAt === null ? 'at once' : `before ${chinaTime(new Date(dueAt))}`
        }  ${source} (${confidence})`,
    ),
    ...letters.map(
      ({ id, number, matter, signature, delivery }) =>
        `  letter  ${number}  ${id}  ${matter}  ${signature === null ? 'not signed' : `signed by ${signature.name}`}${
          delivery === null ? '' : `  delivered ${chinaTime(new Date(delivery.at))}`
        }`,
    ),
    ...entries.map(({ at, byName, deed }) => `  ${chinaTime(new Date(at))}  ${byName}  ${deed.step}`),
  ];
}
