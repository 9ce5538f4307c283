import type { Command } from 'commander';
import { inspectBundle } from '../../../ledger/index.ts';
import type { ExitCode, RunCommand } from '../context.ts';

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
      run(async (_context, bundle: string, options: { key?: string; json?: boolean }) => {
        const key = options.key === undefined ? [] : ['--key', options.key];
        const code = await inspectBundle(
          [bundle, ...key, ...(options.json === true ? ['--json'] : [])],
          (text) => void process.stdout.write(text),
        );
        return toExitCode(code);
      }),
    );
}

const toExitCode = (code: number): ExitCode => (code === 0 || code === 1 || code === 3 ? code : 2);
