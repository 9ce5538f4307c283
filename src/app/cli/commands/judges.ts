import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { directionSchema, type Score, scorecardQuerySchema } from '../../../contract/index.ts';
import { HeguiError } from '../../../kernel/index.ts';
import { scorecardCsv } from '../../../opinions/index.ts';
import { type CommandContext, type RunCommand, withCore } from '../context.ts';
import { wrongUse } from '../output.ts';

export function judgesCommand(program: Command, run: RunCommand): void {
  const judges = program.command('judges').description('第二意见的评审 · judges that give second opinions');
  judges
    .command('list')
    .description('every judge in use')
    .option('--json', 'print JSON')
    .action(run((context) => withCore(context, (core) => listJudges(context, core))));
  judges
    .command('test')
    .description('ask a judge once about a text; exit 1 when it says unsafe or nothing')
    .argument('<judge>', 'its id or name')
    .requiredOption('--text <text>', 'what to ask about; the vendor may bill it')
    .option('--direction <direction>', 'input or output', 'input')
    .option('--json', 'print JSON')
    .action(
      run((context, name: string, options: { text: string; direction: string }) =>
        withCore(context, (core) => testJudge(context, core, name, options)),
      ),
    );
  judges
    .command('scorecard')
    .description('what each judge did in a month')
    .requiredOption('--month <month>', 'such as 2026-11')
    .option('--csv <file>', 'write it as CSV')
    .option('--json', 'print JSON')
    .action(
      run((context, options: { month: string; csv?: string }) =>
        withCore(context, (core) => printScorecard(context, core, options)),
      ),
    );
}

type Core = Parameters<Parameters<typeof withCore>[1]>[0];

async function listJudges({ output }: CommandContext, { opinions }: Core): Promise<0> {
  const judges = await opinions.judges.list();
  const lines = judges.map(
    ({ id, name, settings, services }) =>
      `${id}  ${settings.kind.padEnd(18)}  ${name}  ${services.length === 0 ? '–' : services.join(', ')}`,
  );
  output.result({ judges }, lines.length === 0 ? ['no judges yet: add them in the console → Second opinions'] : lines);
  return 0;
}

async function testJudge(
  { output }: CommandContext,
  { opinions }: Core,
  name: string,
  options: { readonly text: string; readonly direction: string },
): Promise<0 | 1> {
  const direction = directionSchema.safeParse(options.direction);
  if (!direction.success) throw wrongUse('--direction must be input or output');
  const judge = (await opinions.judges.list()).find((one) => one.id === name || one.name === name);
  if (judge === undefined) throw wrongUse(`there is no judge ${name}; hegui judges list names them`);
  const tested = await opinions.judges.test(judge.id, { text: options.text, direction: direction.data });
  const { verdict } = tested;
  output.result(
    tested,
    verdict === null
      ? [`✗ ${tested.failure}: ${tested.message}`]
      : [`${verdict.decision}  ${verdict.labels.join(', ')}  ${verdict.risks.join(', ')}  ${verdict.latencyMs} ms`],
  );
  return verdict !== null && verdict.decision !== 'unsafe' ? 0 : 1;
}

async function printScorecard(
  { output }: CommandContext,
  { opinions }: Core,
  options: { readonly month: string; readonly csv?: string },
): Promise<0> {
  const query = scorecardQuerySchema.safeParse({ month: options.month });
  if (!query.success) throw wrongUse('--month must be a month such as 2026-11');
  const rows = await opinions.scorecard(query.data.month);
  if (options.csv !== undefined) {
    try {
      await writeFile(options.csv, scorecardCsv(rows));
    } catch (error) {
      throw new HeguiError('E_COMMAND', `--csv: ${options.csv} cannot be written`, { cause: error });
    }
  }
  output.result({ month: query.data.month, rows }, rows.length === 0 ? ['no calls in this month'] : rows.map(lineOf));
  return 0;
}

const lineOf = (row: Score): string =>
  [
    `${row.name}: ${row.calls} calls`,
    `p50 ${row.p50Ms ?? '–'} ms, p95 ${row.p95Ms ?? '–'} ms`,
    `${row.errors} errors, ${row.timeouts} time-outs, ${row.yuan} yuan`,
    `${row.agreed} of ${row.decided} agreed (${row.falsePositives} false positives, ${row.falseNegatives} false negatives)`,
  ].join('; ');
