import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { ArticleState, Board, ControlState, Status } from '../../../contract/index.ts';
import { type RunCommand, withCore } from '../context.ts';
import { wrongUse } from '../output.ts';

const MARKS: Readonly<Record<Status, string>> = {
  met: '✓ 符合 met',
  due: '! 到期 due',
  breached: '✗ 不符 BREACHED',
  'not-applicable': '- 不适用 n/a',
  unknown: '? 未知 unknown',
};

const FORMATS = ['xlsx', 'docx', 'pdf', 'json'] as const;
const VIEWS = ['developer', 'deployer'] as const;
const LANGUAGES = ['zh-CN', 'en'] as const;

interface ExportOptions {
  readonly format: string;
  readonly out: string;
  readonly view?: string;
  readonly language: string;
}

export function statusCommand(program: Command, run: RunCommand): void {
  const status = program
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
            context.output.result(board, [
              ...board.articles.flatMap((article) => linesOf(article, board)),
              ...board.coming.map(comingLine),
            ]);
            return [...board.articles, ...board.coming].some(({ status }) => status === 'breached') ? 1 : 0;
          }),
      ),
    );
  status
    .command('export')
    .description('write the board or a checklist to a file; leaves evidence')
    .requiredOption('--format <format>', FORMATS.join(', '))
    .requiredOption('--out <file>', 'where to write it')
    .option('--view <view>', 'developer or deployer; without it everything')
    .option('--language <language>', 'zh-CN or en', 'zh-CN')
    .option('--json', 'print JSON')
    .action(
      run(async (context, options: ExportOptions) => {
        const format = FORMATS.find((one) => one === options.format);
        if (format === undefined) throw wrongUse(`--format must be one of ${FORMATS.join(', ')}`);
        const view = options.view === undefined ? null : VIEWS.find((one) => one === options.view);
        if (view === undefined) throw wrongUse(`--view must be one of ${VIEWS.join(', ')}`);
        const language = LANGUAGES.find((one) => one === options.language);
        if (language === undefined) throw wrongUse(`--language must be one of ${LANGUAGES.join(', ')}`);
        return await withCore(context, async (core) => {
          await core.status.refresh();
          const { bytes } = await core.status.export({ format, view, language }, 'cli');
          await writeFile(options.out, bytes);
          context.output.result({ file: options.out, bytes: bytes.length }, [`${options.out}: ${bytes.length} bytes`]);
          return 0;
        });
      }),
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

/** Law that is to come, after what holds. */
const comingLine = ({ from, status, article, instrumentName, title, owner }: Board['coming'][number]): string =>
  `${from} ${MARKS[status].padEnd(16)} ${instrumentName.zh} ${article} ${title.zh} · ${title.en}${owner === null ? '' : `  [${owner}]`}`;

const controlLine = ({ id, status, measured, override }: ControlState): string =>
  `       ${MARKS[status].padEnd(16)} ${id}${measured === null ? '' : `  ${measured.zh} · ${measured.en}`}${
    override === null ? '' : `  [${override.byName}: ${override.reason}, ${override.expiresAt}]`
  }`;
