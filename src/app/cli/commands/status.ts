import type { Command } from 'commander';
import type { ArticleState, Board, ControlState, Status } from '../../../contract/index.ts';
import { type RunCommand, withCore } from '../context.ts';

const MARKS: Readonly<Record<Status, string>> = {
  met: '✓ 符合 met',
  due: '! 到期 due',
  breached: '✗ 不符 BREACHED',
  'not-applicable': '- 不适用 n/a',
  unknown: '? 未知 unknown',
};

export function statusCommand(program: Command, run: RunCommand): void {
  program
    .command('status')
    .description('合规状态 · where the provider stands, article by article; exit code 1 when something is breached')
    .option('--article <article>', 'only this article, such as 15')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context, options: { article?: string }) =>
          await withCore(context, async ({ status }) => {
            // A running server measures by itself; without one this command does.
            await status.refresh();
            const board = await status.read(options.article);
            context.output.result(
              board,
              board.articles.flatMap((article) => linesOf(article, board)),
            );
            return board.articles.some((article) => article.status === 'breached') ? 1 : 0;
          }),
      ),
    );
}

function linesOf(article: ArticleState, { controls }: Board): string[] {
  const own = article.obligations.flatMap((obligation) => obligation.controls);
  const shown = controls.filter(({ id }) => own.includes(id));
  const [first] = article.obligations;
  return [
    `${article.article.padEnd(4)} ${MARKS[article.status].padEnd(16)} ${first?.title.zh ?? ''} · ${first?.title.en ?? ''}`,
    ...shown.map(controlLine),
  ];
}

const controlLine = ({ id, status, measured, override }: ControlState): string =>
  `       ${MARKS[status].padEnd(16)} ${id}${measured === null ? '' : `  ${measured.zh} · ${measured.en}`}${
    override === null ? '' : `  [${override.byName}: ${override.reason}, ${override.expiresAt}]`
  }`;
