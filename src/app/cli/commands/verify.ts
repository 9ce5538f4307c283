import type { Command } from 'commander';
import { inspectBundle } from '../../../ledger/index.ts';
import type { ExitCode, RunCommand } from '../context.ts';
import { bar } from '../output.ts';

export function verifyCommand(program: Command, run: RunCommand): void {
  program
    .command('verify <bundle>')
    .description('离线核验证据包 · check an exported bundle; needs no database and no network')
    .option(
      '--key <verifier-key>',
      'the verifier key that was kept apart; without it the bundle vouches for its own key',
    )
    .option('--json', 'print JSON')
    .action(
      run(async ({ output }, bundle: string, options: { key?: string; json?: boolean }) => {
        const key = options.key === undefined ? [] : ['--key', options.key];
        const args = [bundle, ...key, ...(options.json === true ? ['--json'] : [])];
        const write = (text: string): void => {
          output.progressDone();
          process.stdout.write(text);
        };
        const code = await inspectBundle(args, write, (bytes, size) =>
          output.progress(`verifying  ${bar(bytes, size)}`),
        );
        return toExitCode(code);
      }),
    );
}

const toExitCode = (code: number): ExitCode => (code === 0 || code === 1 || code === 3 ? code : 2);
