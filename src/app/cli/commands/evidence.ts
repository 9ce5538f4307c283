import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { exportBundle, startSequencer, waitForCheckpoint } from '../../../evidence/index.ts';
import { HeguiError, SECOND_MS } from '../../../kernel/index.ts';
import type { Core } from '../../core.ts';
import { type CommandContext, type RunCommand, withCore } from '../context.ts';
import { bar } from '../output.ts';

const FLUSH_MS_MAX = 60 * SECOND_MS;

export function evidenceCommand(program: Command, run: RunCommand): void {
  const evidence = program.command('evidence').description('证据日志 · the evidence log');
  evidence
    .command('head')
    .description('size, root and key of the log')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context) =>
          await withCore(context, async ({ reader }) => {
            const head = await reader.head();
            context.output.result(head, [
              `origin        ${head.origin}`,
              `verifier key  ${head.verifierKey}`,
              `size          ${head.size}${head.waiting === 0 ? '' : ` (and ${head.waiting} waiting)`}`,
              `root          ${head.root ?? '–'}`,
            ]);
            return 0;
          }),
      ),
    );
  evidence
    .command('export')
    .description('write the whole log as a signed bundle')
    .requiredOption('--out <file>', 'where to; the bundle is gzip of JSON lines')
    .option('--json', 'print JSON')
    .action(
      run((context, options: { out: string }) => withCore(context, (core) => exportTo(context, core, options.out))),
    );
}

async function exportTo(context: CommandContext, core: Core, out: string): Promise<0> {
  const { database, unitOfWork, keys, clock, log } = core;
  // Whoever is elected writes the tree; when no server runs, this process is it for a while.
  const sequencer = startSequencer({ database, signer: keys.signer, clock, log });
  const part = `${out}.part-${process.pid}`;
  try {
    const flush = (): Promise<void> => waitForCheckpoint({ database, timeoutMs: FLUSH_MS_MAX });
    const onProgress = (entries: number, size: number): void =>
      context.output.progress(`exporting  ${bar(entries, size)}`);
    const bundle = await exportBundle({
      database,
      unitOfWork,
      signer: keys.signer,
      clock,
      flush,
      by: 'cli',
      onProgress,
    });
    // A file with the name asked for is always a whole bundle.
    await pipeline(bundle, createWriteStream(part, { mode: 0o600 }));
    await rename(part, out);
    context.output.progressDone();
    const { size } = await stat(out);
    const head = await core.reader.head();
    context.output.result({ file: out, bytes: size, size: head.size, root: head.root, verifierKey: head.verifierKey }, [
      `${out}: ${head.size} entries, ${size} bytes`,
      `check it anywhere: npm run -s hegui -- verify ${out} --key '${head.verifierKey}'`,
    ]);
    return 0;
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof Error && 'syscall' in error) {
      throw new HeguiError('E_COMMAND', `--out: ${out} cannot be written`, { cause: error });
    }
    throw error;
  } finally {
    await sequencer.stop();
  }
}
