import type { Config, Log } from '../../kernel/index.ts';
import type { Core } from '../core.ts';
import type { ExitCode, Output } from './output.ts';

export type { ExitCode } from './output.ts';

/** What every command is given. */
export interface CommandContext {
  readonly config: Config;
  readonly log: Log;
  readonly output: Output;
  readonly version: string;
}

/** Wraps the work of a command for Commander: the context first, then its own arguments and options. */
export type RunCommand = (
  work: (context: CommandContext, ...given: never[]) => Promise<ExitCode>,
) => (...given: unknown[]) => Promise<void>;

/** Runs the work beside a running server, or alone on the database for as long as it takes. */
export async function withCore<T extends ExitCode | object>(
  { config, log }: CommandContext,
  work: (core: Core) => Promise<T>,
): Promise<T> {
  // Loaded where it is needed: commands that need no database start twice as fast without.
  const { openCore } = await import('../core.ts');
  const core = await openCore({ config, log, mode: 'join' });
  try {
    return await work(core);
  } finally {
    await core.close();
  }
}
