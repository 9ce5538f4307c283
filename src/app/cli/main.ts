import { Command, CommanderError } from 'commander';
import { createLog, loadConfig } from '../../kernel/index.ts';
import { addCommands } from './commands.ts';
import type { CommandContext, ExitCode, RunCommand } from './context.ts';
import { createOutput, reportError } from './output.ts';

const program = new Command('hegui')
  .description('合规网关 · Compliance gateway for generative-AI services: screens, labels, records')
  .version(await version(), '--version')
  .showHelpAfterError('(hegui --help lists the commands)')
  .exitOverride();

/** Gives a command what all commands share, and turns whatever comes back into an exit code. */
const run: RunCommand =
  (work) =>
  async (...given: unknown[]) => {
    // Commander hands over arguments, then options, then the command itself.
    const options = given.at(-2);
    const json = typeof options === 'object' && options !== null && Reflect.get(options, 'json') === true;
    const output = createOutput({ json });
    try {
      const config = loadConfig(process.env);
      const context: CommandContext = { config, log: createLog(config.log), output, version: program.version() ?? '' };
      // What Commander hands over has the types that the command's own options and arguments declare.
      const code: ExitCode = await Reflect.apply(work, undefined, [context, ...given.slice(0, -1)]);
      end(code);
    } catch (error) {
      output.progressDone();
      end(reportError(error, json));
    }
  };

function end(code: ExitCode): void {
  process.exitCode = code;
}

await addCommands(program, run, process.argv[2]);
try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help and version are no mistakes; everything else that Commander stops at is.
  end(error.exitCode === 0 ? 0 : 2);
}

async function version(): Promise<string> {
  const { default: manifest } = await import('../../../package.json', { with: { type: 'json' } });
  return manifest.version;
}
