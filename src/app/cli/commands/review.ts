import type { Command } from 'commander';
import { decisionsCsv } from '../../../duties/content/index.ts';
import { type RunCommand, withCore } from '../context.ts';
import { wrongUse } from '../output.ts';

export function reviewCommand(program: Command, run: RunCommand): void {
  const review = program.command('review').description('人工复核 · decisions of the review desk');
  review
    .command('export')
    .description('print every decision, newest first, without content; leaves evidence')
    .option('--format <format>', 'csv or json', 'csv')
    .option('--json', 'print JSON')
    .action(
      run(async (context, options: { format: string; json?: boolean }) => {
        if (!['csv', 'json'].includes(options.format)) throw wrongUse('--format must be csv or json');
        return await withCore(context, async ({ desk }) => {
          const decisions = await desk.review.export('cli');
          const text = options.format === 'json' ? JSON.stringify({ decisions }) : decisionsCsv(decisions).trimEnd();
          context.output.result({ decisions }, [text]);
          return 0;
        });
      }),
    );
}
