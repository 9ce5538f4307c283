import type { Command } from 'commander';
import type { CaseDetail, CaseRow, CaseStep } from '../../../contract/index.ts';
import type { CasesService } from '../../../duties/content/index.ts';
import { type RunCommand, withCore } from '../context.ts';
import { wrongUse } from '../output.ts';

const CASES_PER_PAGE = 200;
const STATES = ['any', 'open', 'closed', 'overdue'] as const;

export function casesCommand(program: Command, run: RunCommand): void {
  const cases = program.command('cases').description('违法内容处置 · cases of illegal content (Art. 14)');
  cases
    .command('list')
    .description('list cases, newest first; exit code 1 when a step of an open one is overdue')
    .option('--state <state>', 'any, open, closed or overdue', 'any')
    .option('--json', 'print JSON')
    .action(
      run(async (context, options: { state: string }) => {
        const state = STATES.find((one) => one === options.state);
        if (state === undefined) throw wrongUse(`--state must be one of ${STATES.join(', ')}`);
        return await withCore(context, async ({ desk }) => {
          const all = await allCases(desk.cases, state);
          context.output.result({ cases: all }, all.length === 0 ? ['no cases'] : all.map(lineOf));
          return all.some(({ overdue }) => overdue) ? 1 : 0;
        });
      }),
    );
  cases
    .command('show <case>')
    .description('show a case, by its id or its number, with every step')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context, given: string) =>
          await withCore(context, async ({ desk }) => {
            const found = await findCase(desk.cases, given);
            context.output.result(found, [lineOf(found), ...found.steps.map(stepLine)]);
            return found.overdue ? 1 : 0;
          }),
      ),
    );
}

async function allCases(cases: CasesService, state: (typeof STATES)[number]): Promise<CaseRow[]> {
  const all: CaseRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await cases.list({ state, limit: CASES_PER_PAGE, cursor });
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return all;
}

async function findCase(cases: CasesService, given: string): Promise<CaseDetail> {
  if (given.startsWith('cas_')) return await cases.read(given);
  const found = (await allCases(cases, 'any')).find(({ number }) => String(number) === given);
  if (found === undefined) throw wrongUse(`there is no case ${given}; hegui cases list shows them`);
  return await cases.read(found.id);
}

const lineOf = (row: CaseRow): string =>
  `${row.number}  ${row.id}  ${row.risk}  ${row.serviceName}  found ${row.foundAt}  ${
    row.closedAt === null ? `next: ${row.next}` : `closed ${row.closedAt}`
  }${row.overdue ? '  OVERDUE' : ''}  ${row.title}`;

const stepLine = (step: CaseStep): string =>
  `  ${step.step.padEnd(9)} ${step.state.padEnd(8)} ${
    step.at === null ? `due ${step.dueAt ?? '–'}` : `${step.at} ${step.by?.name ?? ''}`
  }${step.overdue ? '  OVERDUE' : ''}`;
